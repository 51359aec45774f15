"""The rows that are measured: synthetic dossiers, loaded by the real loader into both databases."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.peers.node import POSTGRAPHILE_SQL
from bench.peers.peer import Databases
from bench.process import cores
from tests.postgres import end, start

ROOT = Path(__file__).parent.parent


@contextmanager
def loaded(statements: int, folder: Path, *, postgresql: bool = True) -> Iterator[Databases]:
    """Both databases with so many statements; the file is kept in the folder for the next time."""
    file = folder / f"sample{statements}.db"
    if not file.exists():
        unfinished = file.with_suffix(".unfinished.db")
        unfinished.unlink(missing_ok=True)
        _load(statements, f"sqlite:///{unfinished}")
        unfinished.rename(file)
    if not postgresql:
        yield Databases(file, None)
        return
    run = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        url = start(run)
        postmaster = int((run / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        _, others = cores()
        _hold(postmaster, others)
        _load(statements, url)
        with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
            connection.execute(POSTGRAPHILE_SQL.read_bytes())
            connection.execute("VACUUM ANALYZE")
        yield Databases(file, url, postmaster)
    finally:
        end(run) if (run / "postgres").exists() else shutil.rmtree(run)


def _load(statements: int, url: str) -> None:
    started = time.monotonic()
    command = [sys.executable, "-m", "api.cli", "sample", "--load", "--statements", str(statements)]
    subprocess.run(
        [sys.executable, "-m", "api.cli", "migrate", "--database", url], cwd=ROOT, check=True, stdout=2
    )
    subprocess.run([*command, "--database", url], cwd=ROOT, check=True, stdout=2)
    seconds = time.monotonic() - started
    kind = url.partition("+")[0].partition(":")[0]
    print(f"{statements} statements in {seconds:.0f} s into {kind}", file=sys.stderr)


def _hold(process: int, to: set[int]) -> None:
    """Hold a process and the threads and children that it will have to some cores."""
    os.sched_setaffinity(process, to)
