"""The parameters of OGC API Features as values of the filters of the stored documents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from api.gql.scalars import parse_day
from api.rest.values import BOX, Malformed, Schema
from db.compile.pages import DEFAULT_PAGE, MAX_PAGE

_OPEN: Final = ("", "..")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
# RFC 3339, 5.6; date-time.fromisoformat alone would take more.
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class Limit:
    """The most features of a page. More than there may be is no error (7.15.2), and means that many."""

    def read(self, text: str) -> int:
        if not _NUMBER.fullmatch(text) or int(text) < 1:
            raise Malformed(f"takes a whole number from 1; a page has at most {MAX_PAGE} features")
        return min(int(text), MAX_PAGE)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": DEFAULT_PAGE}


@dataclass(frozen=True)
class BoxIn:
    """A box in degrees of WGS 84, as a condition: ``path`` leads to it, ``besides`` holds as well."""

    path: tuple[str, ...]
    besides: Mapping[str, Any]

    def read(self, text: str) -> dict[str, Any]:
        if text.count(",") == len(BOX.names) + 1:
            raise Malformed("takes four numbers, west,south,east,north: nothing here has a height")
        value: dict[str, Any] = BOX.read(text)
        for key in reversed(self.path):
            value = {key: value}
        return {**self.besides, **value}

    def schema(self) -> Schema:
        return BOX.schema()


@dataclass(frozen=True)
class Days:
    """An instant or an interval (7.15.4), as days in UTC: no event is known more closely."""

    def read(self, text: str) -> dict[str, str]:
        start, slash, end = text.partition("/")
        if not slash:
            day = _day(start)
            return {"from": day, "to": day}
        found = {name: _day(each) for name, each in (("from", start), ("to", end)) if each not in _OPEN}
        if not found:
            raise Malformed("takes an interval that is open at one end at most")
        if len(found) == len(("from", "to")) and found["from"] > found["to"]:
            raise Malformed("takes an interval that ends after it begins")
        return found

    def schema(self) -> Schema:
        return {"type": "string"}


def _day(text: str) -> str:
    try:
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC).date().isoformat()
        parse_day(text)
    except (ValueError, OverflowError):
        raise Malformed(
            "takes 2025-04-07, 2025-04-07T12:00:00Z, or two of them with a slash between, either of which "
            "may be .. for no limit"
        ) from None
    return text


@dataclass(frozen=True)
class FeatureId:
    """A global identifier of a kind: ``events/SLUG``, in the variable as the slug."""

    kind: str

    def read(self, text: str) -> str:
        kind, _, slug = text.partition("/")
        if kind != self.kind or not slug or "/" in slug:
            raise Malformed(f"takes identifiers of {self.kind}")
        return slug

    def schema(self) -> Schema:
        return {"type": "string"}
