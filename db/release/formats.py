"""The rows of a table as CSV, as NDJSON and as Parquet, written as they come."""

import csv
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from db.release.tables import Kind

Row = Sequence[Any]
Columns = Mapping[str, tuple[Kind, bool]]
"""Kind and nullability of each column, by name, in their order."""

_ROW_GROUP: Final = 100_000
"""Rows of Parquet that are compressed, and later read, together; so many stay in memory, in Arrow's form."""

_JSON: Final = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


class Writer(ABC):
    """A file that takes rows, in batches, until it is closed."""

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> None:
        """Add rows, each with a value for every column."""

    @abstractmethod
    def close(self) -> None:
        """Write what was held back, and the end of the file."""


class CSVWriter(Writer):
    """RFC 4180 in UTF-8, with a header. ``nulls`` says how null is written in a column, where not as ''."""

    def __init__(self, file: Path, columns: Columns, nulls: Mapping[str, str]) -> None:
        self._file = file.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)
        self._convert: dict[int, Callable[[Any], str]] = {}
        for place, (name, (kind, _)) in enumerate(columns.items()):
            if kind in _CELLS:
                self._convert[place] = _CELLS[kind]
            elif name in nulls:
                self._convert[place] = _unless_null(nulls[name])

    def write(self, rows: Sequence[Row]) -> None:
        if not self._convert:
            self._writer.writerows(rows)
            return
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, convert in self._convert.items():
            columns[place] = map(convert, columns[place])
        self._writer.writerows(zip(*columns, strict=True))

    def close(self) -> None:
        self._file.close()


# The rest the csv module writes as it should be: numbers in their shortest exact form, days as ISO 8601.
_CELLS: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.BOOLEAN: {True: "true", False: "false", None: ""}.__getitem__,
    Kind.DATETIME: lambda moment: "" if moment is None else f"{moment.isoformat()}Z",
}


def _unless_null(null: str) -> Callable[[Any], str]:
    return lambda text: null if text is None else text


class NDJSONWriter(Writer):
    """One JSON object a line, with every column in each."""

    def __init__(self, file: Path, columns: Columns) -> None:
        self._file = file.open("wb")
        # SQLAlchemy's names may be of a class of their own, which orjson takes for no key.
        self._names = tuple(map(str, columns))

    def write(self, rows: Sequence[Row]) -> None:
        names, dumps = self._names, orjson.dumps
        self._file.write(b"".join([dumps(dict(zip(names, row, strict=True)), option=_JSON) for row in rows]))

    def close(self) -> None:
        self._file.close()


class ParquetWriter(Writer):
    """Parquet with typed columns, compressed with Zstandard."""

    def __init__(self, file: Path, columns: Columns) -> None:
        self._schema = pa.schema(
            [pa.field(name, _ARROW[kind], nullable=nullable) for name, (kind, nullable) in columns.items()]
        )
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._batches: list[Any] = []
        self._held_back = 0

    def write(self, rows: Sequence[Row]) -> None:
        arrays = [
            pa.array(values, type=column.type)
            for values, column in zip(zip(*rows, strict=True), self._schema, strict=True)
        ]
        self._batches.append(pa.record_batch(arrays, schema=self._schema))
        self._held_back += len(rows)
        if self._held_back >= _ROW_GROUP:
            self._write_group()

    def close(self) -> None:
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches), row_group_size=self._held_back)
        self._batches, self._held_back = [], 0


_ARROW: Final[Mapping[Kind, Any]] = {
    Kind.STRING: pa.string(),
    Kind.INTEGER: pa.int32(),
    Kind.KEY: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us", tz="UTC"),
}
