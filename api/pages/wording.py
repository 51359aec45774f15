"""Codes, dates and chains as English words."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from db.vocabulary import schemes

Record = Mapping[str, Any]
"""An object of an answer."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# One end of an EDTF expression that is a calendar date, whole or reduced, with what qualifies all of it.
_CALENDAR = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?)?(?P<mark>[~?%]?)")
_QUALIFIED = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
_OPEN = ("", "..")

_HOLDS = {
    "CERTAIN": "is certain of it",
    "PROBABLE": "holds it to be probable",
    "POSSIBLE": "holds it to be possible",
    "CERTAIN_NOT": "is certain that it is not so",
    "PROBABLE_NOT": "holds that it is probably not so",
    "POSSIBLE_NOT": "holds that it is possibly not so",
    "UNCOMMITTED": "takes no view of it",
}
_KNOWS = {
    "WITNESSED": ", having witnessed it",
    "TOLD": ", having been told",
    "DEDUCED": ", having deduced it",
    "UNSTATED": "",
}
_DOES = {"ORIGINATOR": "says so", "RELAYER": "passes it on", "AUTHOR": "prints it"}


@cache
def label(scheme: str, code: str) -> str:
    """What a code is called in the codebook; the code itself where the codebook has no such one."""
    return next((term.label for term in schemes()[scheme].terms if term.code == code), code)


@cache
def meaning(scheme: str, code: str) -> str:
    """What the codebook says that a code means."""
    return next((term.definition for term in schemes()[scheme].terms if term.code == code), "")


def day(iso: str) -> str:
    """A calendar day: ``2025-03-18`` is “18 March 2025”."""
    year, month, number = iso.split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {int(year)}"


def when(date: Record) -> str:
    """A date with all its doubt: “about 18 March 2025”, “no later than 7 April 2025”, “no date is known”."""
    expression: str = date["edtf"]
    start, slash, end = expression.partition("/")
    if not slash:
        return _calendar(expression) or _bounds(date)
    if start in _OPEN and end in _OPEN:
        return "no date is known"
    first, last = _calendar(start), _calendar(end)
    if start in _OPEN and last:
        return f"up to {last}, its beginning unknown"
    if end in _OPEN and first:
        return f"from {first} on"
    return f"{first} to {last}" if first and last else _bounds(date)


def _calendar(expression: str) -> str | None:
    found = _CALENDAR.fullmatch(expression)
    if found is None:
        return None
    words = str(int(found["year"]))
    if found["month"]:
        words = f"{_MONTHS[int(found['month']) - 1]} {words}"
    if found["day"]:
        words = f"{int(found['day'])} {words}"
    return _QUALIFIED[found["mark"]] + words


def _bounds(date: Record) -> str:
    """What any other expression comes to: the days that it allows."""
    earliest, latest = date["earliest"], date["latest"]
    if earliest is None and latest is None:
        return "no date is known"
    if earliest is None:
        return f"no later than {day(latest)}"
    if latest is None:
        return f"no earlier than {day(earliest)}"
    return day(latest) if earliest == latest else f"between {day(earliest)} and {day(latest)}"


def link(attribution: Record) -> str:
    """What one source in a chain does and how firmly: “passes it on and takes no view of it”."""
    does, holds = _DOES[attribution["role"]], _HOLDS[attribution["commitment"]]
    return f"{does} and {holds}{_KNOWS[attribution['basis']]}"


def amount(figure: Record) -> str:
    """The number of a figure: “20”, “20 (18 to 25)”, “18 to 25”, “at least 18”, “at most 25”."""
    low, best, high = (_number(figure[name]) for name in ("low", "best", "high"))
    span = f"{low} to {high}" if low and high else None
    if best:
        return f"{best} ({span})" if span and low != high else best
    return span or (f"at least {low}" if low else f"at most {high}")


def _number(value: float | None) -> str | None:
    # As many digits as the database keeps.
    return None if value is None else f"{value:,.15g}"


def originators(statement: Record) -> list[Record]:
    """The links from which a statement comes."""
    return [each for each in statement["attributions"] if each["role"] == "ORIGINATOR"]


def bearing_on(bearings: Iterable[Record]) -> list[tuple[Record, str, str]]:
    """Each event with each stance that is taken on it, and on which aspects, in words."""
    found: dict[tuple[str, str], tuple[Record, list[str]]] = {}
    for each in bearings:
        aspect = label("aspect", each["aspect"]).lower()
        key = (each["event"]["slug"], each["stance"])
        _, aspects = found.setdefault(key, (each["event"], []))
        aspects.append(aspect if each["explicit"] else f"{aspect} (implied)")
    return [(event, stance, ", ".join(aspects)) for (_, stance), (event, aspects) in found.items()]


def named(name: str, slug: str) -> str:
    """A name to click on: where it is all blank, the slug."""
    return name if name.strip() else slug
