"""Writing a release: every table, in every format, out of one snapshot."""

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, String, Table, case, func, select

from db.migration import head, require_head
from db.models import metadata
from db.release.errors import ReleaseError
from db.release.formats import CSVWriter, NDJSONWriter, ParquetWriter, Writer
from db.release.layout import CODEBOOK, FORMATS, LICENCE, PACKAGE, README, path_of
from db.release.package import OURS, THEIRS, File, Version, Written, package_json
from db.release.snapshot import snapshot
from db.release.sums import sha256_of, write_sums
from db.release.tables import kind_of, released_columns, released_tables
from db.release.texts import licence as own_licence
from db.release.texts import readme
from db.vocabulary.codebook import render

_AT_ONCE: Final = 5_000
"""Rows that are read, and are in memory, together."""

Progress = Callable[[str, int, int], None]
"""Told what is being done ("exporting"), how many rows are done, and how many there are."""


@dataclass(frozen=True)
class Exported:
    """What was written."""

    version: Version
    tables: int
    rows: int


def export(
    url: str, folder: Path, licence: str | None = None, progress: Progress = lambda *_: None
) -> Exported:
    """Write a release of all that the database holds into a new folder, whole or not at all.

    licence: the text of the release's ``LICENSE.md``, instead of that of Dateline's own dossiers.

    Raises `ReleaseError` where the folder is taken or nothing is loaded, OSError where it cannot be written,
    and as `db.migration.require_head` and `db.migration.reading` do.
    """
    require_head(url)
    _require_free(folder)
    with snapshot(url) as connection:
        version = _version(connection)
        with _draft(folder) as draft:
            return _Export(connection, draft, progress).run(version, licence)


class _Export:
    def __init__(self, connection: Connection, folder: Path, progress: Progress) -> None:
        self._connection = connection
        self._folder = folder
        self._progress = progress
        self._done = 0
        self._rows = 0

    def run(self, version: Version, licence: str | None) -> Exported:
        for form in FORMATS:
            (self._folder / form).mkdir()
        tables = released_tables()
        counts = {table.name: self._count(table) for table in tables}
        self._rows = sum(counts.values())
        written = [self._table(table, counts[table.name]) for table in tables]
        self._write(README, readme(version, written))
        self._write(CODEBOOK, render())
        self._write(LICENCE, own_licence() if licence is None else licence)
        package = package_json(version, written, OURS if licence is None else THEIRS)
        (self._folder / PACKAGE).write_bytes(package)
        write_sums(
            self._folder,
            {
                path_of(each.table.name, form): file.sha256
                for each in written
                for form, file in each.files.items()
            },
        )
        return Exported(version, len(tables), self._done)

    def _count(self, table: Table) -> int:
        return self._connection.execute(select(func.count()).select_from(table)).scalar_one()

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8", newline="")

    def _table(self, table: Table, rows: int) -> Written:
        columns = released_columns(table)
        empties = _empties(self._connection, columns)
        with ExitStack() as open_files:
            writers = self._writers(table, columns, empties)
            for writer in writers:
                open_files.callback(writer.close)
            for some in self._partitions(table, columns):
                for writer in writers:
                    writer.write(some)
                self._done += len(some)
                self._progress("exporting", self._done, self._rows)
        return Written(table, rows, empties, {form: self._file(table, form) for form in FORMATS})

    def _writers(
        self, table: Table, columns: Sequence[Column[Any]], empties: Mapping[str, Sequence[str]]
    ) -> list[Writer]:
        cells = {column.name: (kind_of(column), bool(column.nullable)) for column in columns}
        files = {form: self._folder / path_of(table.name, form) for form in FORMATS}
        nulls = {name: marks[0] for name, marks in empties.items() if marks}
        return [
            CSVWriter(files["csv"], cells, nulls),
            NDJSONWriter(files["ndjson"], cells),
            ParquetWriter(files["parquet"], cells),
        ]

    def _partitions(self, table: Table, columns: Sequence[Column[Any]]) -> Iterator[Sequence[Any]]:
        query = select(*columns).order_by(*table.primary_key.columns)
        with self._connection.execution_options(yield_per=_AT_ONCE).execute(query) as result:
            yield from result.partitions()

    def _file(self, table: Table, form: str) -> File:
        file = self._folder / path_of(table.name, form)
        return File(file.stat().st_size, sha256_of(file))


def _version(connection: Connection) -> Version:
    revision = metadata.tables["revision"]
    last = connection.execute(select(revision).order_by(revision.c.id.desc()).limit(1)).first()
    if last is None:
        raise ReleaseError("Nothing is loaded yet, so there is nothing to release.")
    return Version(last.id, last.loaded_at, head())


def _empties(connection: Connection, columns: Sequence[Column[Any]]) -> dict[str, Sequence[str]]:
    """The columns that hold empty texts, with the mark by which null is told from them."""
    texts = [column for column in columns if isinstance(column.type, String) and "scheme" not in column.info]
    if not texts:
        return {}
    found = connection.execute(
        select(*(func.max(case((column == "", 1), else_=0)) for column in texts))
    ).one()
    return {
        column.name: [_mark(connection, column)] if column.nullable else []
        for column, has_empty in zip(texts, found, strict=True)
        if has_empty
    }


def _mark(connection: Connection, column: Column[Any]) -> str:
    r"""A text that the column does not hold: \N as a rule, which is null to PostgreSQL and MySQL as well."""
    mark = r"\N"
    while connection.execute(select(column).where(column == mark).limit(1)).first() is not None:
        mark += r"\N"
    return mark


def _require_free(folder: Path) -> None:
    # A link to nowhere is taken, too.
    if folder.is_dir() and not folder.is_symlink():
        taken = next(folder.iterdir(), None) is not None
    else:
        taken = folder.exists() or folder.is_symlink()
    if taken:
        raise ReleaseError(
            f"{folder} is there already, and a release is never written over: name a new folder."
        )


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder beside the one that is to be, which takes its name when all is written, or else goes."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    draft.mkdir()
    try:
        yield draft
        _require_free(folder)
        draft.rename(folder)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(draft)
        raise
