"""How the text of a parameter becomes a value, and how OpenAPI says what it may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from api.gql.enums import enum_name
from api.gql.scalars import parse_day
from db.vocabulary import codes

# A slug, a code of ISO 3166 or a language tag: none is longer.
MAX_WORD = 120
MAX_CURSOR = 2048
_WORD = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
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
class Cursor:
    """A cursor that an earlier page gave; only the engine can tell whether it is one of this list."""

    def read(self, text: str) -> str:
        if not text or len(text) > MAX_CURSOR:
            raise Malformed("takes a cursor that an earlier page of the same list gave")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": MAX_CURSOR}
