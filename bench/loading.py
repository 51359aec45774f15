"""What a load in progress costs those who ask: the nested question without one, and while one runs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

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
    found: dict[str, Any] = {"peer": peer.name, "refused": ""}
    with peer.started(databases) as process:
        try:
            _rounds(process.port, requests, 1)
            found["alone"] = asdict(_rounds(process.port, requests, ROUNDS))
            with _load(peer.url(databases), statements):
                found["beside"] = asdict(_rounds(process.port, requests, ROUNDS))
        except NotAnswered as error:
            found["refused"] = str(error)
    return found


def _rounds(port: int, requests: Sequence[bytes], count: int) -> Load:
    """The round with the median p99."""
    sent = [requests[each % len(requests)] for each in range(REQUESTS)]
    done = sorted((load(port, sent) for _ in range(count)), key=lambda each: each.p99)
    return done[count // 2]


@contextmanager
def _load(url: str, statements: int) -> Iterator[None]:
    """A load that has begun to write, ended when it has run for as long as it is wanted. It shares the core
    of the client, after which it comes, so that it is the server that is disturbed.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.writing", url, str(statements)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=partial(os.nice, 10),  # noqa: PLW1509
    )
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError("the load ended before its first revision")
        time.sleep(1)  # the next one begins
        yield
        if process.poll() is not None:
            raise RuntimeError(f"the load ended by itself, with {process.returncode}")
    finally:
        process.kill()
        process.wait()
