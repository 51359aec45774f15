"""``Dateline-Min-Revision``: what a request must not see less than.

Where several servers hold the data, each is at a revision of its own, and the next answer may come from one
that is behind the last. Every answer says its revision in ``Dateline-Revision``; who sends it back as the
least that will do never sees an older one.
"""

import re
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Final

from db.errors import BadInput

NAME: Final = "Dateline-Min-Revision"
ANSWERED: Final = b"dateline-revision"
"""The header of an answer: the number of the revision at which it was read, 0 before the first."""

_HEADER: Final = NAME.lower().encode()
_NUMBER: Final = re.compile(rb"[0-9]{1,9}")

demanded: ContextVar[int] = ContextVar("demanded", default=0)
"""The least revision that the request being answered takes; 0 where any will do."""


def demand(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """What a request with these headers demands, by ASGI's lower-case names; raises `BadInput`."""
    found = None
    for name, value in headers:
        if name == _HEADER:
            if found is not None or _NUMBER.fullmatch(value) is None:
                raise BadInput(
                    f"{NAME} takes the number of a revision, once: send what {ANSWERED.decode().title()} "
                    "said, or leave it away",
                    argument=NAME,
                )
            found = int(value)
    return found or 0
