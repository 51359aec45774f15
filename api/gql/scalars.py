"""Scalars of the schema that GraphQL itself does not have."""

import datetime as dt
import re
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from db.compile.moment import Moment, moment

Date = NewType("Date", dt.date)
DateTime = NewType("DateTime", dt.datetime)
RevisionOrTime = NewType("RevisionOrTime", Moment)

# date.fromisoformat alone would also take 20250318 and 2025-W12-2.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_day(value: object) -> dt.date:
    """A calendar day written YYYY-MM-DD; ``ValueError`` says what is allowed."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value}' is no day of the calendar") from None
    raise ValueError("a date is written YYYY-MM-DD, as 2025-04-07")


SCALARS: dict[object, ScalarDefinition] = {
    Date: strawberry.scalar(
        name="Date",
        description="A day, written YYYY-MM-DD as in ISO 8601: 2025-04-07. Years run from 0001 to 9999.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=dt.date.isoformat,
        parse_value=parse_day,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, written as in RFC 3339: 2026-11-22T14:42:00Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=dt.datetime.isoformat,
        parse_value=dt.datetime.fromisoformat,
    ),
    RevisionOrTime: strawberry.scalar(
        name="RevisionOrTime",
        description="What the database held after a load: the number of its revision, as 3 (0 is before the "
        "first, and beyond the newest is the newest); or by a time with its offset, as "
        '"2026-11-22T14:42:00Z"; or by the end of a day in UTC, as "2026-11-22". What a time leaves out is '
        "counted to its end.",
        parse_value=moment,
    ),
}
