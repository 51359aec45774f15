"""What a load in progress costs those who ask: the nested question without one, and while one runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from select import select
from typing import Any, Self

from bench.client import Load, NotAnswered, load
from bench.dataset import ROOT, copied_file, copied_postgresql
from bench.peers.dateline import Dateline, DatelineOnPostgreSQL
from bench.peers.peer import Databases
from bench.workloads import WORKLOADS, values_of

ROUNDS = 5
REQUESTS = 1600


def disturbed(databases: Databases, statements: int, folder: Path) -> list[dict[str, Any]]:
    """Latencies of Dateline on either database, alone and beside a load, which goes into a copy."""
    (nested,) = (each for each in WORKLOADS if each.name == "nested")
    values = values_of(nested, databases.file)
    found = []
    with copied_file(databases, folder) as copy:
        dateline = Dateline()
        requests = [dateline.request(nested, each) for each in values]
        found.append(_beside_a_load(dateline, copy, statements, requests))
    if databases.postgresql:
        with copied_postgresql(databases) as copy:
            found.append(_beside_a_load(DatelineOnPostgreSQL(), copy, statements, requests))
    return found


def _beside_a_load(
    peer: Dateline, databases: Databases, statements: int, requests: Sequence[bytes]
) -> dict[str, Any]:
    """Rounds alone and rounds beside a load, by turns, so that a disturbance from elsewhere hits both."""
    found: dict[str, Any] = {"peer": peer.name, "refused": ""}
    sent = [requests[each % len(requests)] for each in range(REQUESTS)]
    alone, beside = [], []
    with peer.started(databases) as process, _PausedLoad(peer.url(databases), statements) as loading:
        try:
            load(process.port, sent)
            for _ in range(ROUNDS):
                alone.append(load(process.port, sent))
                with loading.going_on():
                    beside.append(load(process.port, sent))
            found |= {"alone": asdict(_median(alone)), "beside": asdict(_median(beside))}
        except NotAnswered as error:
            found["refused"] = str(error)
    return found


def _median(rounds: Sequence[Load]) -> Load:
    """The round with the median p99."""
    return sorted(rounds, key=lambda each: each.p99)[len(rounds) // 2]


class _PausedLoad:
    """A load that waits between two revisions, and goes on when it is let. It shares the core of the client,
    after which it comes, so that it is the server that is disturbed.
    """

    def __init__(self, url: str, statements: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.writing", url, str(statements)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            bufsize=0,
            preexec_fn=partial(os.nice, 10),  # noqa: PLW1509
        )

    def __enter__(self) -> Self:
        """Waits for the first revision."""
        self._pause()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """It writes, and then is paused behind the next revision."""
        self._process.send_signal(signal.SIGCONT)
        time.sleep(1)  # the next revision begins
        yield
        self._pause()

    def _pause(self) -> None:
        """Waits until another revision is there: what comes next is made in memory, before it is written."""
        said = self._process.stdout
        assert said is not None
        while select([said], [], [], 0)[0] and said.read(1 << 16):
            pass  # revisions that are done
        if not said.read(1 << 16):
            raise RuntimeError(f"the load ended by itself, with {self._process.wait()}")
        self._process.send_signal(signal.SIGSTOP)
