"""Cursors: the order's name and the row's keys, in hexadecimal, the same on every database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from db.compile.dialects import SEPARATOR, Dialect
from db.compile.orders import Key, Ordering
from db.errors import BadInput
from db.graph.declaration import Kind

# A name or title folded has a few hundred characters, each of up to four bytes, each of two digits.
MAX_CURSOR_LENGTH = 32_768

# In an order that was asked for, any key may be text and any may be missing: U+001E begins what stands for
# itself (0), for the separator (1), and for a missing value (nothing).
_ESCAPE = 30


def cursor_expression(ordering: Ordering, names: list[str], dialect: Dialect) -> str:
    """SQL that writes the cursor of a row whose keys are the expressions ``names``."""
    character = "char" if dialect.name == "sqlite" else "chr"
    separator, escape = f"{character}({SEPARATOR})", f"{character}({_ESCAPE})"

    def part(key: Key, name: str) -> str:
        text = dialect.number(name) if key.kind is Kind.FLOAT else dialect.text.format(name)
        if ordering.asked and key.kind is Kind.STRING:
            text = f"replace({text},{escape},{escape}||'0')"
            text = f"replace({text},{separator},{escape}||'1')"
        return f"coalesce({text},{escape})" if key.nullable else text

    parts = (part(key, name) for key, name in zip(ordering.keys, names, strict=True))
    return dialect.hex(f"'{ordering.name}'" + "".join(f"||{separator}||{each}" for each in parts))


def cursor_key(ordering: Ordering, position: int, argument: str) -> Callable[[Any], Any]:
    """What turns a cursor into its key at ``position``; a cursor of another order is refused."""
    count = len(ordering.keys)

    def convert(cursor: Any) -> Any:
        try:
            name, _, rest = bytes.fromhex(cursor[:MAX_CURSOR_LENGTH]).decode().partition(chr(SEPARATOR))
            # In a declared order only a first key is ever text, so a separator inside it is no end of it.
            keys = rest.split(chr(SEPARATOR)) if ordering.asked else rest.rsplit(chr(SEPARATOR), count - 1)
            key = _key(ordering, position, keys[position])
        except (ValueError, IndexError):
            name, keys, key = "", [], None
        if name != ordering.name or len(keys) != count:
            what = "this list in this order" if ordering.asked else "this list"
            raise BadInput(
                f"{argument}: this is no cursor of {what}; use a cursor, startCursor or endCursor that an "
                "earlier page of the same list gave",
                argument=argument,
            )
        return key

    return convert


def _key(ordering: Ordering, position: int, text: str) -> Any:
    key = ordering.keys[position]
    if key.nullable and text == chr(_ESCAPE):
        return None
    if ordering.asked and key.kind is Kind.STRING:
        text = text.replace(f"{chr(_ESCAPE)}1", chr(SEPARATOR)).replace(f"{chr(_ESCAPE)}0", chr(_ESCAPE))
    return _VALUE[key.kind](text)


def _integer(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise ValueError("out of range")
    return value


def _number(text: str) -> float:
    value = float(text)
    if not abs(value) < 1e15:
        raise ValueError("out of range")
    return value


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL")
    return text


_VALUE: dict[Kind, Callable[[str], Any]] = {
    Kind.INT: _integer,
    Kind.FLOAT: _number,
    Kind.DATE: date.fromisoformat,
    Kind.STRING: _text,
    Kind.CODE: _text,
}
