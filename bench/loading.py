"""What a load in progress costs those who ask: the nested question without one, and while one runs."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.client import Load, load
from bench.dataset import ROOT
from bench.peers.dateline import Dateline, DatelineOnPostgreSQL
from bench.peers.peer import Databases
from bench.workloads import WORKLOADS, values_of

ROUNDS = 5
REQUESTS = 1600
ENOUGH = 1_000_000
"""Statements: more than are loaded before the measurement ends the load."""


def disturbed(databases: Databases, folder: Path) -> list[dict[str, Any]]:
    """Latencies of Dateline on either database, alone and beside a load. It leaves PostgreSQL with what was
    loaded, and the file as it was.
    """
    copy = folder / "loading.db"
    shutil.copyfile(databases.file, copy)
    try:
        own = replace(databases, file=copy)
        peers = [Dateline(), *([DatelineOnPostgreSQL()] if databases.postgresql else [])]
        return [_beside_a_load(peer, own) for peer in peers]
    finally:
        for file in folder.glob("loading.db*"):
            file.unlink()


def _beside_a_load(peer: Dateline, databases: Databases) -> dict[str, Any]:
    (nested,) = (each for each in WORKLOADS if each.name == "nested")
    values = values_of(nested, databases.file)
    requests = [each for each in (peer.request(nested, one) for one in values) if each is not None]
    with peer.started(databases) as process:
        _rounds(process.port, requests, 1)
        alone = _rounds(process.port, requests, ROUNDS)
        with _load(peer.url(databases)):
            beside = _rounds(process.port, requests, ROUNDS)
    return {"peer": peer.name, "alone": asdict(alone), "beside": asdict(beside)}


def _rounds(port: int, requests: Sequence[bytes], count: int) -> Load:
    """The round with the median p99."""
    sent = [requests[each % len(requests)] for each in range(REQUESTS)]
    done = sorted((load(port, sent) for _ in range(count)), key=lambda each: each.p99)
    return done[count // 2]


@contextmanager
def _load(url: str) -> Iterator[None]:
    """A load that has begun to write, ended when it has run for as long as it is wanted. It shares the core
    of the client, after which it comes, so that it is the server that is disturbed.
    """
    command = [sys.executable, "-m", "api.cli", "sample", "--load"]
    process = subprocess.Popen(
        [*command, "--statements", str(ENOUGH), "--database", url],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(os.nice, 10),  # noqa: PLW1509
    )
    try:
        assert process.stderr is not None
        # What is loaded already is passed over; then the first revision is there, and the next one begins.
        process.stderr.readline()
        time.sleep(1)
        yield
        if process.poll() is not None:
            raise RuntimeError(f"the load ended by itself, with {process.returncode}")
    finally:
        process.kill()
        process.wait()
