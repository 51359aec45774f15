"""Making a database out of a release: the same rows, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from db.engine import writer_engine
from db.engine.watching import announce
from db.migration import require_head
from db.models import metadata
from db.release.derived import make_derived
from db.release.errors import ReleaseError
from db.release.layout import path_of
from db.release.reading import expected_files, row_counts, rows
from db.release.sums import check_sums
from db.release.tables import imported_tables

Progress = Callable[[str, int, int], None]
"""Told what is being done: how many files of how many are verified, how many rows imported."""


@dataclass(frozen=True)
class Imported:
    """What the database holds now."""

    revision: int
    tables: int
    rows: int


def import_release(url: str, folder: Path, progress: Progress = lambda *_: None) -> Imported:
    """Fill a database that has the schema and nothing loaded with all that the release holds, or not at all.

    Raises `ReleaseError` for a release that is damaged or made by another version, and a database that holds
    something; OSError for a file that cannot be read; as `db.migration.require_head` and
    `db.engine.writer_engine` do.
    """
    counts = row_counts(folder)
    require_head(url)
    check_sums(folder, expected_files(), progress)
    engine = writer_engine(url)
    try:
        with _sentences(), engine.begin() as connection:
            return _Import(connection, folder, progress).run(counts)
    finally:
        engine.dispose()


class _Import:
    def __init__(self, connection: Connection, folder: Path, progress: Progress) -> None:
        self._connection = connection
        self._folder = folder
        self._progress = progress
        self._done = 0

    def run(self, counts: dict[str, int]) -> Imported:
        revision = metadata.tables["revision"]
        last = select(func.max(revision.c.id))
        if held := self._connection.execute(last).scalar():
            raise ReleaseError(
                f"The database holds revision {held} already: import into one that `dateline migrate` made "
                "and nothing was loaded into."
            )
        tables = imported_tables()
        total = sum(counts[table.name] for table in tables)
        for table in tables:
            before = self._done
            self._table(table, total)
            if self._done - before != counts[table.name]:
                path = path_of(table.name, "ndjson")
                raise ReleaseError(f"{path}: has {self._done - before} rows instead of {counts[table.name]}")
        make_derived(self._connection)
        number = self._connection.execute(last).scalar()
        if number is None:
            raise ReleaseError("The release holds no revision.")
        announce(self._connection, number)
        return Imported(number, len(tables), self._done)

    def _table(self, table: Table, total: int) -> None:
        for some in rows(self._folder, table):
            self._connection.execute(insert(table), some)
            self._done += len(some)
            self._progress("importing", self._done, total)
        if self._connection.dialect.name == "postgresql":
            # Else every row would wait in memory for its references to be checked at the commit. Tables come
            # after those that they refer to, so all of them hold by now.
            self._connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            self._connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))


@contextmanager
def _sentences() -> Iterator[None]:
    """Rows that no export could have written are the release's fault, and no defect."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        reason = str(error.orig).partition("\n")[0]
        raise ReleaseError(f"The release holds rows that no database can hold together: {reason}.") from error
