"""The moment of ``knownAt``: the number of a revision, a time, or a day."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

# Revisions are loaded in UTC, and stored so without an offset.
_FIRST: Final = datetime.min  # noqa: DTZ901
_LAST: Final = datetime.max  # noqa: DTZ901
_NEVER: Final = 2**63 - 1

_TEXT: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(T(?P<minute>\d\d:\d\d)(:(?P<second>\d\d)(\.(?P<fraction>\d{1,9}))?)?(?P<zone>Z|[+-]\d\d:\d\d))?",
    re.ASCII,
)
_ALLOWED: Final = (
    "give the number of a revision (3), a time with its offset (2025-04-07T12:00:00Z) or a day (2025-04-07)"
)


@dataclass(frozen=True)
class Moment:
    """The last revision of no greater number than ``revision`` that was loaded no later than ``time``."""

    revision: int
    time: datetime


def moment(value: object) -> Moment:
    """The moment after the revision of a number, or the end of the day, minute or second that a text names:
    `Revision.loadedAt` is given to the second. ``ValueError`` says what is allowed.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 0:
            raise ValueError(f"there is no revision {value}: they count from 1, and 0 is before the first")
        return Moment(min(value, _NEVER), _LAST)
    found = _TEXT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(_ALLOWED)
    try:
        return Moment(_NEVER, _end(found))
    except OverflowError:
        # At either end of the calendar, and in UTC beyond it.
        return Moment(_NEVER, _FIRST if found["day"] < "1000" else _LAST)
    except ValueError:
        raise ValueError(f"'{value}' is no day or time of the calendar; {_ALLOWED}") from None


def _end(found: re.Match[str]) -> datetime:
    """The last microsecond that a text allows."""
    if found["minute"] is None:
        return datetime.combine(datetime.fromisoformat(found["day"]), time.max)
    second, fraction = found["second"] or "59", (found["fraction"] or "")[:6].ljust(6, "9")
    text = f"{found['day']}T{found['minute']}:{second}.{fraction}{found['zone']}"
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
