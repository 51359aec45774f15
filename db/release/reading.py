"""Reading a release again: what it was made of, and the rows of its tables, out of the NDJSON.

NDJSON is the format that an import reads, as it alone tells null from an empty text, a number from a code and
a whole number from a float in every cell by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Column, Table

from db.folding import fold
from db.migration import head
from db.release.errors import ReleaseError
from db.release.layout import FORMAT, FORMATS, PACKAGE, path_of
from db.release.tables import Kind, kind_of, released_columns, released_tables
from db.vocabulary.loading import fingerprint

Row = dict[str, Any]

_AT_ONCE: Final = 5_000
"""Rows that are in memory together."""

_CELLS: Final[Mapping[Kind, type[Any]]] = {
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.KEY: int,
    Kind.NUMBER: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: str,
    Kind.DATETIME: str,
}
_READ: Final[Mapping[Kind, Callable[[str], Any]]] = {
    Kind.DATE: date.fromisoformat,
    Kind.DATETIME: lambda moment: datetime.fromisoformat(moment.removesuffix("Z")),
}


def row_counts(folder: Path) -> dict[str, int]:
    """How many rows each table of the release has; every table that this version of Dateline has is there.

    Raises `ReleaseError` where the folder is no release, or one that another version of Dateline reads.
    """
    try:
        package = orjson.loads((folder / PACKAGE).read_bytes())
        made, resources = package["dateline"], package["resources"]
        counts = {str(resource["name"]): int(resource["rows"]) for resource in resources}
    except FileNotFoundError:
        raise ReleaseError(f"{folder} is no release: it has no {PACKAGE}.") from None
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError):
        raise ReleaseError(f"{PACKAGE}: is damaged, or not of a release of Dateline") from None
    _require_readable(made)
    if missing := [table.name for table in released_tables() if table.name not in counts]:
        raise ReleaseError(f"{PACKAGE}: does not describe {', '.join(missing)}")
    return counts


def expected_files() -> list[str]:
    """The files of every table, in every format."""
    return [path_of(table.name, form) for table in released_tables() for form in FORMATS]


def rows(folder: Path, table: Table) -> Iterator[Sequence[Row]]:
    """The rows of a table, some thousand at a time, as they are to be inserted. Raises `ReleaseError`."""
    columns = released_columns(table)
    folds = {column.name: column.info["folds"] for column in table.columns if "folds" in column.info}
    path = path_of(table.name, "ndjson")
    with (folder / path).open("rb") as lines:
        begin = 1
        while some := list(islice(lines, _AT_ONCE)):
            found = _rows(some, columns, f"{path}: in line {begin} or one of the next {len(some) - 1},")
            for folded, name in folds.items():
                for row in found:
                    row[folded] = fold(row[name])
            yield found
            begin += len(some)


def _rows(lines: Sequence[bytes], columns: Sequence[Column[Any]], where: str) -> list[Row]:
    try:
        found: list[Row] = [orjson.loads(line) for line in lines]
        names = {column.name for column in columns}
        if any(row.keys() != names for row in found):
            raise ReleaseError(f"{where} the keys are not those of the table's columns")
        for column in columns:
            _read_cells(found, column, where)
    except (orjson.JSONDecodeError, AttributeError, ValueError):
        raise ReleaseError(f"{where} there is no row of the table") from None
    return found


def _read_cells(found: list[Row], column: Column[Any], where: str) -> None:
    """Hold the cells to the column's type, and read those that JSON has no type for."""
    name, kind = column.name, kind_of(column)
    allowed = {_CELLS[kind], *([type(None)] if column.nullable else [])}
    if not {type(row[name]) for row in found} <= allowed:
        raise ReleaseError(f"{where} {name} is no {kind.value}")
    if read := _READ.get(kind):
        for row in found:
            if row[name] is not None:
                row[name] = read(row[name])


def _require_readable(made: Mapping[str, Any]) -> None:
    for key, ours, what in (
        ("format", FORMAT, "format"),
        ("schema", head(), "schema version"),
        ("vocabulary", fingerprint(), "vocabulary"),
    ):
        if made[key] != ours:
            raise ReleaseError(
                f"The release is of {what} {made[key]}, and this version of Dateline reads {ours}: "
                "import it with the version that made it, then run `dateline migrate` with this one."
            )
