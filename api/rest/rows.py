"""The forms of a whole list, row by row: CSV for spreadsheets, NDJSON for programs.

Either is sent while it is read, so that a list of any length takes the room of one page.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

import orjson

from api.rest.columns import Leaf, columns_of, written
from api.rest.form import Form, Rows, Schema
from api.rest.stored import StoredDocument
from api.web.accept import Representation

BYTE_ORDER_MARK: Final = "\ufeff".encode()
"""Without it, Excel takes UTF-8 for the code page of the country."""

MADE_SAFE: Final = "'"
"""Stands before a text that a spreadsheet might take for a formula, and before one that begins with it."""

# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", MADE_SAFE)


def safe(text: str) -> str:
    """A text that no spreadsheet calculates. To have it back, take away one apostrophe at its beginning."""
    return MADE_SAFE + text if text.startswith(_FORMULA) else text


def _cell(value: Leaf) -> str:
    # Numbers stay numbers: the minus of one begins no formula.
    return safe(value) if isinstance(value, str) else written(value)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue().encode()


def _csv(document: StoredDocument) -> Rows:
    columns = columns_of(document)

    def rows(nodes: list[Any]) -> bytes:
        return _lines([_cell(column.value(node)) for column in columns] for node in nodes)

    return Rows(BYTE_ORDER_MARK + _lines([[column.name for column in columns]]), rows, "csv")


def _ndjson(_: StoredDocument) -> Rows:
    def rows(nodes: list[Any]) -> bytes:
        return b"".join([orjson.dumps(node, option=orjson.OPT_APPEND_NEWLINE) for node in nodes])

    return Rows(b"", rows, "ndjson")


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


CSV: Final = Form(
    Representation("csv", "text/csv; charset=utf-8; header=present"),
    "the whole list for a spreadsheet",
    _csv,
    lambda document: _text(
        "RFC 4180 in UTF-8 with a byte order mark. The columns: "
        f"{', '.join(f'`{each.name}`' for each in columns_of(document))}."
    ),
    lists=True,
)
NDJSON: Final = Form(
    Representation("ndjson", "application/x-ndjson"),
    "the whole list, an object to a line",
    _ndjson,
    lambda _: _text("Each line is a JSON object, one of those that JSON has in `nodes`."),
    lists=True,
)
