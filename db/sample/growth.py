"""How much of the world has been seen by the time that so many statements were made.

News keeps naming the same people and places and now and then a new one: their number grows with a power of
the number of statements below one (Heaps' law), while every event stays news for a few statements only.
"""

from datetime import date, timedelta
from typing import Final

FIRST_DAY: Final = date(2018, 1, 1)
STATEMENTS_PER_EVENT: Final = 14


def sources(statements: int) -> int:
    """Sources seen: some 50 after 100 statements, 10,000 after a million."""
    return 12 + int(2.5 * statements**0.6)


def locations(statements: int) -> int:
    """Locations seen: some 50 after 100 statements, 8,000 after a million."""
    return 20 + int(2 * statements**0.6)


def events(statements: int) -> int:
    """Events seen; the first with the first statement."""
    return (statements + STATEMENTS_PER_EVENT - 1) // STATEMENTS_PER_EVENT


def begins(event: int) -> int:
    """The number of statements before the one that brings in the event."""
    return event * STATEMENTS_PER_EVENT


def day(statements: int) -> date:
    """The day of a statement: ever more are made, 100 within a month, a million within seven years."""
    return FIRST_DAY + timedelta(days=int(2.5 * statements**0.5))
