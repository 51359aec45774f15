"""The rows that are measured: synthetic dossiers, loaded by the real loader into both databases."""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg

from bench.peers.node import POSTGRAPHILE_SQL
from bench.peers.peer import Databases
from bench.process import all_cores, cores
from db.models import metadata
from tests.postgres import end, processes, start, start_again, stop

ROOT = Path(__file__).parent.parent


@contextmanager
def loaded(statements: int, folder: Path, *, postgresql: bool = True) -> Iterator[Databases]:
    """Both databases with so many statements, kept in the folder for the next time: ``sample100000.db``, and
    ``postgres100000`` with the data of a server.

    What makes them may use all cores. Once they are there, this process and those that it starts, PostgreSQL
    among them, keep to the cores that are not the measured server's.
    """
    os.sched_setaffinity(0, all_cores())
    file = folder / f"sample{statements}.db"
    if not file.exists():
        unfinished = file.with_suffix(".unfinished.db")
        unfinished.unlink(missing_ok=True)
        _load(statements, f"sqlite:///{unfinished}")
        unfinished.rename(file)
    run = folder / f"postgres{statements}"
    if postgresql and not run.exists():
        _make_postgresql(statements, run)
    require_current(file, _indexes_of_file(file))
    _read(file)
    _, others = cores()
    os.sched_setaffinity(0, others)
    if not postgresql:
        yield Databases(file, None)
        return
    with suppress(RuntimeError):  # a run that was killed left it running
        stop(run)
    for part in (run / "postgres" / "data" / "base").glob("*/*"):
        _read(part)
    start_again(run, shared_buffers=f"{_quarter_of_memory() >> 20}MB")
    try:
        require_current(run, _indexes_of_postgresql(_url(run)))
        _read_into_buffers(_url(run))
        yield Databases(file, _url(run), processes(run)[0])
    finally:
        stop(run)


def _make_postgresql(statements: int, run: Path) -> None:
    """Loads a new server's data, and stops the server. They have their name only when they are complete."""
    unfinished = run.with_suffix(".unfinished")
    if unfinished.exists():
        end(unfinished)
    unfinished.mkdir()
    try:
        url = start(unfinished)
    except PermissionError:
        nobody = "As root PostgreSQL is run as nobody, who must be let through the folders"
        raise SystemExit(f"{nobody} above {run}: chmod o+x") from None
    try:
        _load(statements, url)
        with connected(url) as connection:
            connection.execute(POSTGRAPHILE_SQL.read_bytes())
            connection.execute("VACUUM ANALYZE")
    finally:
        stop(unfinished)
    unfinished.rename(run)


def _url(run: Path) -> str:
    """The URL of the database that `tests.postgres.start` made."""
    return f"postgresql+psycopg://postgres@/postgres?host={run / 'postgres'}"


def connected(url: str) -> psycopg.Connection:
    """A connection for statements that are no part of a transaction."""
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)


@contextmanager
def copied_file(databases: Databases, folder: Path) -> Iterator[Databases]:
    """A copy of the file that may be written to, for as long as the context lasts."""
    copy = folder / "copy.db"
    shutil.copyfile(databases.file, copy)
    try:
        yield replace(databases, file=copy)
    finally:
        for file in folder.glob("copy.db*"):
            file.unlink()


@contextmanager
def copied_postgresql(databases: Databases) -> Iterator[Databases]:
    """The same for PostgreSQL's database, to which nobody may be connected."""
    assert databases.postgresql
    with connected(databases.postgresql.replace("/postgres?", "/template1?")) as connection:
        connection.execute("DROP DATABASE IF EXISTS copy")  # of a run that was killed
        connection.execute("CREATE DATABASE copy TEMPLATE postgres STRATEGY file_copy")
        try:
            yield replace(databases, postgresql=databases.postgresql.replace("/postgres?", "/copy?"))
        finally:
            connection.execute("DROP DATABASE copy WITH (FORCE)")


def _read(file: Path) -> None:
    """Read a file, so that it is in the system's memory and the first who is measured finds no cold disk."""
    with file.open("rb", buffering=0) as content:
        while content.read(1 << 24):
            pass


def _quarter_of_memory() -> int:
    """Bytes that PostgreSQL's manual advises to give to its own buffers; all the servers here share them."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4


def _read_into_buffers(url: str) -> None:
    """Read what is asked for, which is no history, into PostgreSQL's own buffers."""
    with connected(url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        connection.execute(
            "SELECT pg_prewarm(pg_class.oid) FROM pg_class"
            " LEFT JOIN pg_index ON indexrelid = pg_class.oid"
            " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
            " AND coalesce(indrelid, pg_class.oid)::regclass::text NOT LIKE '%\\_history'"
        )


def gigabytes(databases: Databases) -> dict[str, float]:
    """What the databases take on disk."""
    found = {"SQLite": databases.file.stat().st_size / 1e9}
    if databases.postgresql:
        with connected(databases.postgresql) as connection:
            row = connection.execute("SELECT pg_database_size('postgres')").fetchone()
            assert row is not None
            found["PostgreSQL"] = row[0] / 1e9
    return found


def require_current(kept: Path, indexes: set[str]) -> None:
    """Ends the run where what was kept is older than an index, without which it would be measured."""
    wanted = {str(each.name) for table in metadata.tables.values() for each in table.indexes}
    if missing := sorted(wanted - indexes):
        raise SystemExit(
            f"{kept} is of another schema, without {missing[0]}: remove it, and it is loaded anew."
        )


def _indexes_of_file(file: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='index'")}


def _indexes_of_postgresql(url: str) -> set[str]:
    with connected(url) as connection:
        return {name for (name,) in connection.execute("SELECT indexname FROM pg_indexes").fetchall()}


def require_room(databases: Databases, folder: Path) -> None:
    """Ends the run where a copy of what is loaded would find no room."""
    wanted = max(gigabytes(databases).values()) * 1.2
    free = shutil.disk_usage(folder).free / 1e9
    if free < wanted:
        raise SystemExit(f"{folder} needs {wanted:.1f} GB for a copy, and has {free:.1f} GB.")


def on(databases: Databases) -> dict[str, str]:
    """The day, and the releases of what answers."""
    found = {
        "day": date.today().isoformat(),  # noqa: DTZ011
        "cores": str(len(all_cores())),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
    }
    if databases.postgresql:
        with connected(databases.postgresql) as connection:
            found["PostgreSQL"] = connection.info.parameter_status("server_version") or ""
    return found


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
