"""Uncertain dates: an EDTF string (ISO 8601-2:2019, levels 0 to 2) and the days that it allows.

``edtf`` of PyPI reads the same grammar and is the oracle of our tests. It is not used here: it needs 5 to
40 ms for one date, gives infinities and tracebacks for strings that the standard allows (``/..``,
``2025-1X-03``), and lets 29 February 2025 pass.

Bounds, where the standard gives none:

- ``~`` (approximate) and ``?`` (uncertain) move both ends outwards by one unit of the component that they
  stand by (a day, a month, a season of three months, a year; a decade where the year ends in X, and so on);
  ``%`` (both) by two units. The unit and its doubling are those of the ``edtf`` library's padding settings,
  which however add up the units of all components: 18 March 2025~ would be a span of over two years.
- An end that is open (``..``) or unknown (empty) is the first or last day that a database date can hold,
  0001-01-01 and 9999-12-31.
- Seasons are meteorological and northern unless the code says southern (29 to 32); a winter or southern
  summer begins in December of its year and ends with the next February.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Final

OPEN_EARLIEST: Final = date.min
OPEN_LATEST: Final = date.max

_ONE = re.compile(
    r"(?P<year_left>[?~%])?(?P<year>[0-9X]{4})(?P<year_right>[?~%])?"
    r"(?:-(?P<month_left>[?~%])?(?P<month>[0-9X]{2})(?P<month_right>[?~%])?"
    r"(?:-(?P<day_left>[?~%])?(?P<day>[0-9X]{2})(?P<day_right>[?~%])?)?)?"
)
_SIGNIFICANT = re.compile(r"(?P<year>[0-9]{4})S(?P<digits>[1-4])")
_TIME = re.compile(r"\d[Tt ]\d")
_DRAFT_UNKNOWN = re.compile(r"[0-9-]u")
_OTHER_YEAR = re.compile(r"(?:^|[/\[{,.])(?:-\d{4}|Y-?\d)")

# Season code: first month, number of months (ISO 8601-2, 4.8).
_SEASONS: Final = {
    21: (3, 3),
    22: (6, 3),
    23: (9, 3),
    24: (12, 3),
    25: (3, 3),
    26: (6, 3),
    27: (9, 3),
    28: (12, 3),
    29: (9, 3),
    30: (12, 3),
    31: (3, 3),
    32: (6, 3),
    33: (1, 3),
    34: (4, 3),
    35: (7, 3),
    36: (10, 3),
    37: (1, 4),
    38: (5, 4),
    39: (9, 4),
    40: (1, 6),
    41: (7, 6),
}


class ImpossibleDate(ValueError):
    """The string is no date, or none that can be kept; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class FactDate:
    """A date as written, the first and the last day that it allows, and a code of ``date_precision``."""

    edtf: str
    earliest: date
    latest: date
    precision: str

    @staticmethod
    def parse(edtf: str) -> "FactDate":
        """Read an EDTF string. Raises `ImpossibleDate`."""
        return _parse(edtf)

    @staticmethod
    def not_after(latest: date) -> "FactDate":
        """The date of something of which nothing is known but that it was not after ``latest``."""
        return FactDate(f"[..{latest.isoformat()}]", OPEN_EARLIEST, latest, "UNKNOWN")


# Dates repeat: a year has few days, and a load of many dossiers names the same ones again and again.
@lru_cache(maxsize=20_000)
def _parse(edtf: str) -> FactDate:
    _refuse_what_cannot_be_kept(edtf)
    if edtf[0] in "[{":
        return _read_set(edtf)
    if "/" in edtf:
        return _read_interval(edtf)
    return _read_one(edtf)


def _refuse_what_cannot_be_kept(edtf: str) -> None:
    if not edtf or edtf != edtf.strip():
        raise ImpossibleDate("a date has no space around it and is not empty")
    if _TIME.search(edtf):
        raise ImpossibleDate(f"“{edtf}” has a time of day, and only days are kept: write the day alone")
    if _DRAFT_UNKNOWN.search(edtf):
        raise ImpossibleDate(
            f"“{edtf}” marks unknown digits as an old draft did: write X for u, as 2025-03-XX"
        )
    if _OTHER_YEAR.search(edtf):
        raise ImpossibleDate(f"“{edtf}” has a year outside 0001 to 9999")


def _read_interval(edtf: str) -> FactDate:
    begin, slash, end = edtf.partition("/")
    if slash in end:
        raise ImpossibleDate(f"“{edtf}” has more than two ends: a span is written 2025-03-18/2025-03-20")
    first = None if begin in ("", "..") else _read_one(begin)
    last = None if end in ("", "..") else _read_one(end)
    return _span(edtf, first, last, "INTERVAL" if first or last else "UNKNOWN")


def _read_set(edtf: str) -> FactDate:
    closing = {"[": "]", "{": "}"}[edtf[0]]
    if not edtf.endswith(closing) or len(edtf) == 2:
        raise ImpossibleDate(
            f"“{edtf}” is no set of dates: write [2025-03-18..2025-03-20] or [2025-03,2025-05]"
        )
    members = [_read_member(member.strip()) for member in edtf[1:-1].split(",")]
    return FactDate(
        edtf,
        min(member.earliest for member in members),
        max(member.latest for member in members),
        "ONE_OF" if closing == "]" else "INTERVAL",
    )


def _read_member(text: str) -> FactDate:
    begin, dots, end = text.partition("..")
    if not dots:
        return _read_one(text)
    if not begin and not end:
        raise ImpossibleDate("a set that is open at both ends says nothing: leave the date out")
    return _span(text, _read_one(begin) if begin else None, _read_one(end) if end else None, "INTERVAL")


def _span(edtf: str, first: FactDate | None, last: FactDate | None, precision: str) -> FactDate:
    earliest = first.earliest if first else OPEN_EARLIEST
    latest = last.latest if last else OPEN_LATEST
    if latest < earliest:
        raise ImpossibleDate(f"“{edtf}” ends before it begins")
    return FactDate(edtf, earliest, latest, precision)


def _read_one(text: str) -> FactDate:
    if match := _SIGNIFICANT.fullmatch(text):
        return _read_significant(text, match["year"], int(match["digits"]))
    match = _ONE.fullmatch(text)
    if match is None:
        raise ImpossibleDate(
            f"“{text}” is no date in EDTF: write 2025-03-18, 2025-03, 2025, 2025-03-XX (an unknown day), "
            "2025~ (approximate), 2025-03-18/2025-03-20 (a span) or [2025-03-18..2025-03-20] (one day of it)"
        )
    year, month, day = match["year"], match["month"], match["day"]
    if year == "0000":
        raise ImpossibleDate(f"“{text}” has a year outside 0001 to 9999")
    if month is not None and "X" not in month and int(month) in _SEASONS:
        if day is not None:
            raise ImpossibleDate(f"“{text}” has a day in a season: leave one of them out")
        earliest, latest = _season(year, int(month))
        precision = "SEASON"
    else:
        earliest, latest = _bounds(text, year, month, day)
        precision = _precision(year, month, day)
    units = {
        "year": (12 * 10 ** (len(year) - len(year.rstrip("X"))), 0),
        "month": (3 if precision == "SEASON" else 1, 0),
        "day": (0, 1),
    }
    for component, (months, days) in units.items():
        for place in ("left", "right"):
            times = {None: 0, "~": 1, "?": 1, "%": 2}[match[f"{component}_{place}"]]
            earliest = _moved(earliest, -times * months, -times * days)
            latest = _moved(latest, times * months, times * days, ends_month=True)
    return FactDate(text, earliest, latest, precision)


def _read_significant(text: str, year: str, digits: int) -> FactDate:
    spread: int = 10 ** (4 - digits)
    first = int(year) // spread * spread
    earliest = date(max(first, 1), 1, 1)
    return FactDate(
        text, earliest, date(max(first + spread - 1, 1), 12, 31), "YEAR" if digits == 4 else "DECADE"
    )


def _bounds(text: str, year: str, month: str | None, day: str | None) -> tuple[date, date]:
    """The first and the last day that the digits, and any digit for an X, can mean."""
    months = _numbers(month or "XX", 1, 12)
    days = _numbers(day or "XX", 1, 31)
    if not months:
        raise ImpossibleDate(f"“{text}” has a month {month}: months are 01 to 12 (and 21 to 41 are seasons)")
    if not days:
        raise ImpossibleDate(f"“{text}” has a day {day}: days are 01 to 31")
    years = _numbers(year, 1, 9999)
    earliest = next(_real_days(years, months, days), None)
    latest = next(_real_days(years[::-1], months[::-1], days[::-1]), None)
    if earliest is None or latest is None:
        raise ImpossibleDate(f"“{text}” is no day: {_length_of_month(year, months[0])}")
    return earliest, latest


# Any of 10,000 years is XXXX, which a set may name many times over.
@lru_cache(maxsize=1000)
def _numbers(digits: str, least: int, most: int) -> tuple[int, ...]:
    """The numbers within the bounds that the digits can mean, ascending."""
    choices = ("0123456789" if digit == "X" else digit for digit in digits)
    return tuple(
        number for number in (int("".join(some)) for some in product(*choices)) if least <= number <= most
    )


def _real_days(years: tuple[int, ...], months: tuple[int, ...], days: tuple[int, ...]) -> Iterator[date]:
    for year, month, day in product(years, months, days):
        if day <= calendar.monthrange(year, month)[1]:
            yield date(year, month, day)


def _length_of_month(year: str, month: int) -> str:
    name = calendar.month_name[month]
    if "X" in year:
        return f"{name} never has so many days"
    return f"{name} {int(year)} has {calendar.monthrange(int(year), month)[1]} days"


def _season(year: str, code: int) -> tuple[date, date]:
    first_month, length = _SEASONS[code]
    years = _numbers(year, 1, 9999)
    begin = date(years[0], first_month, 1)
    end = _moved(date(years[-1], first_month, 1), length, 0)
    return begin, end if end == OPEN_LATEST else end - timedelta(days=1)


def _precision(year: str, month: str | None, day: str | None) -> str:
    """How closely the date is known: unknown components at its end do not count as given."""
    given = [part for part in (year, month, day) if part is not None]
    while len(given) > 1 and given[-1] == "XX":
        given.pop()
    if "X" in year:
        return "DECADE"
    if any("X" in part for part in given):
        return "ONE_OF"
    return ("YEAR", "MONTH", "DAY")[len(given) - 1]


def _moved(day: date, months: int, days: int, *, ends_month: bool = False) -> date:
    """The day so many months and days away, held to the length of the month and to what a date can be.

    ends_month: the end of a month stays the end of a month, so that 2025-02~ reaches to 31 March.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year < 1:
        return OPEN_EARLIEST
    if year > 9999:
        return OPEN_LATEST
    length = calendar.monthrange(year, month + 1)[1]
    last = ends_month and months != 0 and day.day == calendar.monthrange(day.year, day.month)[1]
    moved = date(year, month + 1, length if last else min(day.day, length))
    try:
        return moved + timedelta(days=days)
    except OverflowError:
        return OPEN_EARLIEST if days < 0 else OPEN_LATEST
