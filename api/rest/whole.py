"""A whole list, page after page, at one revision."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

from api.gql.execution import Answer
from api.rest.query import Pairs
from db.compile.moment import moment
from db.compile.pages import MAX_PAGE
from db.errors import StatementTimeout

KNOWN_AT: Final = "knownAt"
_OF_ONE_PAGE: Final = frozenset({"first", "last"})

Variables = Mapping[str, Any]
Ask = Callable[[Variables], Awaitable[Answer]]


class RevisionGone(Exception):
    """Another revision was loaded, and this list cannot be asked for as it was before."""


def is_whole(pairs: Pairs) -> bool:
    """Whether a question is for a list to its end, and not for one page."""
    return not any(name in _OF_ONE_PAGE for name, _ in pairs)


def of_largest_pages(variables: Variables) -> Variables:
    """The variables of the first page of a whole list."""
    return {**variables, "first": MAX_PAGE}


class Whole:
    """The pages of a list after the first, which ``answer`` has been read for already.

    All are of the first one's revision. If another is loaded meanwhile, what comes after is asked for as it
    was known before; where that cannot be asked, `RevisionGone` is raised, and never two states are mixed.
    Raises what ``ask`` does, but for pages that take too long: these are asked for again, and shorter.
    """

    def __init__(self, ask: Ask, variables: Variables, first: Answer, *, has_past: bool) -> None:
        assert first.read is not None
        self._ask = ask
        self._variables = variables
        self._revision = first.read.revision
        self._has_past = has_past
        self._pinned = False

    async def after(self, cursor: str | None, decode: Callable[[bytes], Any]) -> AsyncIterator[list[Any]]:
        """The rows of each page after a cursor; ``decode`` finds the list in an answer's body."""
        while cursor is not None:
            answer = await self._page(cursor)
            page = decode(answer.body)
            yield page["nodes"]
            cursor = next_cursor(page["pageInfo"])

    async def _page(self, cursor: str) -> Answer:
        answer = await self._in_time(cursor)
        assert answer.read is not None
        if answer.read.revision == self._revision:
            return answer
        pinned, self._pinned = self._pinned, True
        self._pin(answer.read.revision)
        return answer if pinned else await self._page(cursor)

    async def _in_time(self, cursor: str) -> Answer:
        """A page of as many rows as the database has the time for.

        What it has read lies nearer when it is asked again: so a file on a slow disk, that nobody has read
        lately, is sent to its end.
        """
        rows = self._variables["first"]
        while True:
            try:
                return await self._ask({**self._variables, "first": rows, "after": cursor})
            except StatementTimeout:
                if rows == 1:
                    raise
                rows //= 2

    def _pin(self, newest: bytes | None) -> None:
        if not self._has_past or self._revision is None or newest is None:
            raise RevisionGone
        number, loaded_at = _revision(self._revision)
        # A database that was built anew counts from 1 again.
        if _revision(newest)[0] <= number:
            raise RevisionGone
        asked = self._variables.get(KNOWN_AT)
        then = None if asked is None else moment(asked)
        if then is None or (then.revision >= number and then.time >= loaded_at):
            self._variables = {**self._variables, KNOWN_AT: number}


def next_cursor(page_info: Mapping[str, Any]) -> str | None:
    """The cursor after which the next page begins; None at the end."""
    cursor: str | None = page_info["endCursor"] if page_info["hasNextPage"] else None
    return cursor


def _revision(text: bytes) -> tuple[int, datetime]:
    number, _, loaded_at = text.decode().partition(" ")
    return int(number), datetime.fromisoformat(loaded_at)
