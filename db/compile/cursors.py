"""Cursors: the order's name and the row's keys, in hexadecimal, the same on every database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from db.compile.dialects import SEPARATOR, Dialect
from db.errors import BadInput
from db.graph.declaration import Kind, Order

# A name has 300 characters at most, each of up to four bytes, each of two digits.
MAX_CURSOR_LENGTH = 4096


def cursor_expression(order: Order, keys: list[str], dialect: Dialect) -> str:
    """SQL that writes the cursor of a row whose keys are the expressions ``keys``."""
    separator = f"char({SEPARATOR})" if dialect.name == "sqlite" else f"chr({SEPARATOR})"
    parts = "".join(f"||{separator}||{dialect.text.format(key)}" for key in keys)
    return dialect.hex(f"'{order.name}'{parts}")


def cursor_key(order: Order, position: int, kind: Kind, argument: str) -> Callable[[Any], Any]:
    """What turns a cursor into its key at ``position``; a cursor of another order is refused."""

    def convert(cursor: Any) -> Any:
        try:
            name, _, rest = bytes.fromhex(cursor[:MAX_CURSOR_LENGTH]).decode().partition(chr(SEPARATOR))
            # Only a first key is ever text, so a separator inside it is no end of it.
            keys = rest.rsplit(chr(SEPARATOR), len(order.keys) - 1)
            key = _KEY[kind](keys[position])
        except (ValueError, IndexError):
            name, keys, key = "", [], None
        if name != order.name or len(keys) != len(order.keys):
            raise BadInput(
                f"{argument}: this is no cursor of this list; use a cursor, startCursor or endCursor that an "
                "earlier page of the same list gave",
                argument=argument,
            )
        return key

    return convert


def _integer(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise ValueError("out of range")
    return value


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL")
    return text


_KEY: dict[Kind, Callable[[str], Any]] = {
    Kind.INT: _integer,
    Kind.DATE: date.fromisoformat,
    Kind.STRING: _text,
    Kind.CODE: _text,
}
