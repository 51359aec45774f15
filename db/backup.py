"""Backups: one SQLite file with all that a database holds and held, made and brought back while it is served.

Of a SQLite database it is a copy page by page, through SQLite's own online backup, which sees one state of it
and stops neither readers nor a load. Of PostgreSQL the rows of one snapshot are written into a new SQLite
database of the same schema; so either kind of database can be brought back from the backup of the other.
"""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, text

from db.engine import SQLiteURL, parse_database_url, writer_engine
from db.engine.remedies import unavailable
from db.engine.watching import announce
from db.errors import FactError, SchemaMismatch
from db.migration import current, reading, require_head, upgrade
from db.models import metadata
from db.release.derived import DERIVED, make_derived
from db.release.snapshot import snapshot
from db.release.tables import imported_tables, released_columns

_AT_ONCE: Final = 5_000
"""Rows that are read, and are in memory, together."""

WAIT: Final = 30.0
"""Seconds to wait for another writer, as a load does."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it, and how much there is: rows, or pages of SQLite."""


class BackupError(FactError):
    """No backup can be made there, or this is none, or it may not be brought back here."""

    code = "BACKUP"


@dataclass(frozen=True)
class Kept:
    """What a backup holds; ``revision`` is None where nothing was ever loaded."""

    revision: int | None
    rows: int


def backup(url: str, file: Path, progress: Progress = lambda *_: None) -> Kept:
    """Write a backup, whole and verified or not at all.

    Raises `BackupError` where the file is there already, OSError where it cannot be written, and as
    `db.migration.require_head` and `db.migration.reading` do.
    """
    require_head(url)
    with _draft(file) as draft:
        parsed = parse_database_url(url)
        if isinstance(parsed, SQLiteURL):
            with _explained(parsed):
                _copy_pages(parsed.path, draft, progress)
        else:
            _copy_rows(url, draft, progress)
        return _verified(draft)


def restore(url: str, file: Path, *, replace: bool = False, progress: Progress = lambda *_: None) -> Kept:
    """Bring a database back to what a backup holds, in one transaction; a database that is not there is made.

    replace: whether it may hold something that is then no more.

    Raises `BackupError` for a file that is no sound backup, or a database that holds something; otherwise as
    `backup` and `db.engine.writer_engine` do.
    """
    kept = _verified(file)
    parsed = parse_database_url(url)
    held = _revision(url)
    if held is not None and not replace:
        raise BackupError(f"The database holds revision {held}: say --replace to write over it.")
    if isinstance(parsed, SQLiteURL):
        with _explained(parsed):
            if not parsed.path.exists():
                with _draft(parsed.path) as draft:
                    _copy_pages(file, draft, progress)
                # As every database that a writer of ours has opened.
                writer_engine(url).connect().close()
                return kept
            # SQLite keeps the length of pages while others may read them; former releases had another one.
            if _page_bytes(file) == _page_bytes(parsed.path):
                _copy_pages(file, parsed.path, progress)
                return kept
    upgrade(url)
    _replace_rows(url, file, progress)
    return kept


def _page_bytes(file: Path) -> int:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        size: int = connection.execute("PRAGMA page_size").fetchone()[0]
        return size


def _copy_pages(source: Path, target: Path, progress: Progress) -> None:
    """All of a SQLite database over another: readers of either go on, and see the old or the new, whole."""
    begun = monotonic()

    def told(_: int, remaining: int, total: int) -> None:
        if remaining == total and monotonic() - begun > WAIT:
            raise BackupError(
                f"Another load or migration is still writing after {WAIT:g} s: try again later."
            )
        progress("copying", total - remaining, total)

    read_only = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(read_only, uri=True)) as reader,
        closing(sqlite3.connect(target, timeout=WAIT)) as writer,
    ):
        # In one step: a state that changes meanwhile would begin the copy anew.
        reader.backup(writer, pages=-1, progress=told, sleep=0.05)


def _copy_rows(url: str, file: Path, progress: Progress) -> None:
    with snapshot(url) as source:
        there = f"sqlite:///{file}"
        upgrade(there)
        engine = writer_engine(there)
        try:
            with engine.begin() as target:
                _pour(source, target, progress)
        finally:
            engine.dispose()


def _replace_rows(url: str, file: Path, progress: Progress) -> None:
    engine = writer_engine(url)
    try:
        with snapshot(f"sqlite:///{file}?immutable=1") as source, engine.begin() as target:
            # Not TRUNCATE, for which every reader would have to wait.
            for name in {name for each in DERIVED for name in each.tables}:
                target.execute(delete(metadata.tables[name]))
            for table in reversed(imported_tables()):
                target.execute(delete(table))
            _pour(source, target, progress)
            announce(target, _newest(target) or 0)
    finally:
        engine.dispose()


def _pour(source: Connection, target: Connection, progress: Progress) -> None:
    """Every row from one database to another, and what follows from them."""
    tables = imported_tables()
    total = sum(source.execute(select(func.count()).select_from(each)).scalar_one() for each in tables)
    done = 0
    for table in tables:
        query = select(*released_columns(table)).order_by(*table.primary_key.columns)
        with source.execution_options(yield_per=_AT_ONCE).execute(query) as result:
            for some in result.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in some])
                done += len(some)
                progress("copying", done, total)
        if target.dialect.name == "postgresql":
            # Else every row would wait in memory for its references to be checked at the commit.
            target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            target.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    make_derived(target)


def _verified(file: Path) -> Kept:
    """What a backup holds; `BackupError` where it is not sound."""
    url = f"sqlite:///{file}?immutable=1"
    try:
        require_head(url)
    except SchemaMismatch as error:
        if error.found is None or error.newer:
            raise
        raise BackupError(
            f"{file} has schema version {error.found}, older than this release, which needs "
            f"{error.expected}: copy it, run `dateline migrate --database sqlite:///COPY`, and restore "
            "the copy."
        ) from None
    with reading(url) as connection:
        faults = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        if faults != ["ok"] or connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise BackupError(f"{file} is damaged: take another backup.")
        rows = sum(
            connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in imported_tables()
        )
        return Kept(_newest(connection), rows)


def _newest(connection: Connection) -> int | None:
    return connection.execute(select(func.max(metadata.tables["revision"].c.id))).scalar()


def _revision(url: str) -> int | None:
    """The newest revision of a database; None where it has no schema, or is not there."""
    if current(url) is None:
        return None
    with reading(url) as connection:
        return _newest(connection)


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A file beside the one that is to be, which takes its name when all is written, or else goes."""
    if file.exists() or file.is_symlink():
        raise BackupError(f"{file} is there already, and a backup is never written over: name a new file.")
    draft = file.absolute().with_name(f".{file.name}-{secrets.token_hex(4)}")
    try:
        yield draft
        with closing(sqlite3.connect(draft)) as connection:
            # One file, with nothing beside it.
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        # Unlike a rename, a link is refused where somebody else has taken the name meanwhile.
        os.link(draft, file)
    finally:
        for each in (draft, *(draft.with_name(draft.name + end) for end in ("-wal", "-shm", "-journal"))):
            with suppress(FileNotFoundError):
                each.unlink()


@contextmanager
def _explained(url: SQLiteURL) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if known := unavailable(error, url):
            raise known from error
        raise
