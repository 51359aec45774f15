"""How the text of a parameter becomes a value, and how OpenAPI says what it may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Protocol

from api.gql.enums import enum_name
from api.gql.scalars import parse_day
from db.compile.dates import MAX_EXPRESSION, WRITTEN, read_expression
from db.compile.moment import moment
from db.dates import ImpossibleDate
from db.search.question import MAX_LENGTH
from db.vocabulary import codes

# A slug, a code of ISO 3166 or a language tag: none is longer.
MAX_WORD = 120
MAX_CURSOR = 8192
# A name or a title: none is longer.
MAX_TEXT = 300
# GraphQL's numbers have 32 bits.
MAX_INT = 2**31 - 1
# As JSON writes numbers.
_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
_WORD = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
# What EDTF is written with; only reading it tells which days there are.
_EXPRESSION = r"^[0-9XS?~%/.,\[\]{} -]+$"
_ANY_CODE = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*")

Schema = dict[str, Any]


class Malformed(Exception):
    """A text that is no value: the message ends a sentence that begins with the parameter's name."""

    def __init__(self, message: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = allowed


class Value(Protocol):
    """A kind of value."""

    def read(self, text: str) -> Any:
        """The JSON value of a variable; raises `Malformed`."""

    def schema(self) -> Schema:
        """Its JSON Schema."""


@dataclass(frozen=True)
class Word:
    """A slug, or another code that no vocabulary lists."""

    def read(self, text: str) -> str:
        if len(text) > MAX_WORD or not _WORD.fullmatch(text):
            raise Malformed("takes letters and digits, joined by single hyphens")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_WORD.pattern}$", "maxLength": MAX_WORD}


@dataclass(frozen=True)
class Code:
    """A code of a vocabulary."""

    scheme: str

    def read(self, text: str) -> str:
        if text not in codes(self.scheme):
            raise Malformed(f"takes codes of the vocabulary {self.scheme}", codes(self.scheme))
        return text

    def schema(self) -> Schema:
        return {"$ref": f"#/components/schemas/{enum_name(self.scheme)}"}


@dataclass(frozen=True)
class AnyCode:
    """A code of some vocabulary, of which another parameter says which."""

    def read(self, text: str) -> str:
        if len(text) > MAX_WORD or not _ANY_CODE.fullmatch(text):
            raise Malformed("takes letters and digits, joined by single underscores")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_ANY_CODE.pattern}$", "maxLength": MAX_WORD}


@dataclass(frozen=True)
class FormName:
    """A form in which a route answers."""

    words: tuple[str, ...]

    def read(self, text: str) -> str:
        if text not in self.words:
            raise Malformed(f"takes {' or '.join(self.words)}", self.words)
        return text

    def schema(self) -> Schema:
        return {"type": "string", "enum": [*self.words]}


@dataclass(frozen=True)
class Truth:
    """True or false."""

    def read(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise Malformed("takes true or false", ("true", "false"))
        return text == "true"

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    def read(self, text: str) -> str:
        try:
            parse_day(text)
        except ValueError:
            raise Malformed("takes a day of the calendar, written as 2025-04-07") from None
        return text

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Expression:
    """A day, or days in EDTF."""

    def read(self, text: str) -> str:
        try:
            read_expression(text)
        except ImpossibleDate as error:
            raise Malformed(f"takes a date in EDTF: {error}; {WRITTEN}") from None
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": _EXPRESSION, "maxLength": MAX_EXPRESSION}


@dataclass(frozen=True)
class KnownAt:
    """The number of a revision, a time or a day."""

    def read(self, text: str) -> Any:
        value = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_INT)) else text
        # Of a query string, where + is a space.
        value = value.replace(" ", "+") if isinstance(value, str) else value
        try:
            moment(value)
        except ValueError as error:
            raise Malformed(f"takes a moment: {error}") from None
        return value

    def schema(self) -> Schema:
        number: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_INT}
        # Not `oneOf`: formats are not checked everywhere, and without them a text is both.
        return {"anyOf": [number, *({"type": "string", "format": each} for each in ("date", "date-time"))]}


@dataclass(frozen=True)
class Number:
    """A whole number from 0."""

    most: int

    def read(self, text: str) -> int:
        if (
            not (text.isascii() and text.isdigit() and len(text) <= len(str(self.most)))
            or int(text) > self.most
        ):
            raise Malformed(f"takes a whole number from 0 to {self.most}")
        return int(text)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 0, "maximum": self.most}


@dataclass(frozen=True)
class Decimal:
    """A number, as figures are."""

    def read(self, text: str) -> float:
        if not _DECIMAL.fullmatch(text) or not isfinite(float(text)):
            raise Malformed("takes a number, written as 12 or -0.5")
        return float(text)

    def schema(self) -> Schema:
        return {"type": "number"}


@dataclass(frozen=True)
class Numbers:
    """Numbers with a name each, of which the last may be left out from ``least`` on."""

    names: tuple[str, ...]
    least: int

    def read(self, text: str) -> dict[str, float]:
        written = text.split(",", len(self.names))
        if not self.least <= len(written) <= len(self.names):
            raise self._malformed
        try:
            return dict(zip(self.names, map(Decimal().read, written), strict=False))
        except Malformed:
            raise self._malformed from None

    @property
    def _malformed(self) -> Malformed:
        numbers = " or ".join(str(each) for each in range(self.least, len(self.names) + 1))
        return Malformed(f"takes {','.join(self.names)}: {numbers} numbers, written as 12 or -0.5")

    def schema(self) -> Schema:
        bounds = {"minItems": self.least, "maxItems": len(self.names)}
        return {"type": "array", "items": {"type": "number"}, **bounds}


CIRCLE = Numbers(("latitude", "longitude", "kilometres"), 2)
# In the order of RFC 7946 and of OGC API Features.
BOX = Numbers(("west", "south", "east", "north"), 4)


@dataclass(frozen=True)
class Text:
    """Any text: a piece of a name, or an identifier of a public register."""

    def read(self, text: str) -> str:
        if not text or len(text) > MAX_TEXT:
            raise Malformed(f"takes a text of 1 to {MAX_TEXT} characters")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}


@dataclass(frozen=True)
class Question:
    """What people type into a search box; only the engine can tell whether there is a word in it."""

    def read(self, text: str) -> str:
        if not text or len(text) > MAX_LENGTH:
            raise Malformed(f"takes a text of 1 to {MAX_LENGTH} characters")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}


@dataclass(frozen=True)
class Choice:
    """A word of an enum that is no vocabulary."""

    enum: str
    words: tuple[str, ...]

    def read(self, text: str) -> str:
        if text not in self.words:
            raise Malformed("takes one of a few words", self.words)
        return text

    def schema(self) -> Schema:
        return {"$ref": f"#/components/schemas/{self.enum}"}


@dataclass(frozen=True)
class SortKey:
    """A key of an order, which descends with a hyphen in front. ``keys``: the schema's names by ours."""

    keys: tuple[tuple[str, str], ...]

    def read(self, text: str) -> dict[str, str]:
        by = dict(self.keys).get(text.removeprefix("-"))
        if by is None:
            raise Malformed("takes keys to sort by, with a hyphen in front to turn one round", self._words())
        return {"by": by, "direction": "DESC" if text.startswith("-") else "ASC"}

    def schema(self) -> Schema:
        return {"type": "string", "enum": self._words()}

    def _words(self) -> list[str]:
        return [sign + name for name, _ in self.keys for sign in ("", "-")]


@dataclass(frozen=True)
class Cursor:
    """A cursor that an earlier page gave; only the engine can tell whether it is one of this list."""

    def read(self, text: str) -> str:
        if not text or len(text) > MAX_CURSOR:
            raise Malformed("takes a cursor that an earlier page of the same list gave")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": MAX_CURSOR}
