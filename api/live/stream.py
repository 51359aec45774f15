"""``/v1/changes/stream``: an event for each revision, with the revision's number as its identifier."""

from collections.abc import AsyncIterator
from typing import Final

import orjson
from starlette.types import Receive, Scope, Send

from api.gql.execution import Engine, Request
from api.live.newest import RETRY_SECONDS, Newest
from api.problem import BadParameter, problem
from api.rest.parameter import Parameter
from api.rest.query import pairs_of
from api.rest.stored import stored
from api.rest.values import MAX_INT, Number
from api.web.events import BEAT_SECONDS, COMMENT, EVENTS, event, last_event, respond_events
from api.web.failures import TooManyListeners
from api.web.responding import wanted
from db.errors import FactError, UnknownRevision

PATH: Final = "/changes/stream"
NAME: Final = "revision"
RESET: Final = "reset"
SINCE: Final = Parameter(
    "since",
    ("since",),
    Number(MAX_INT),
    "Begins after this revision: the last one that you have seen. 0 is before the first. Without it the "
    "stream begins with the next load.",
)


class ChangesStream:
    """The ASGI application of the stream. What it says of a revision is what ``/v1/revisions/7`` says.

    beat: seconds of silence after which a comment is sent.
    """

    def __init__(self, engine: Engine, newest: Newest, *, beat: float = BEAT_SECONDS) -> None:
        self._engine = engine
        self._newest = newest
        self._beat = beat
        self._text = stored("revision").text

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers GET and HEAD; Starlette's route refuses the rest."""
        head = scope["method"] == "HEAD"
        try:
            wanted(scope, (EVENTS,))
            since = _since(scope)
            async with self._newest.listening():
                # Before the client hears that it is connected: what is loaded from then on is told.
                seen = await self._newest.read() if since is None else since
                await respond_events(receive, send, self._events(seen), head=head)
        except FactError as error:
            headers = {"Retry-After": str(RETRY_SECONDS)} if isinstance(error, TooManyListeners) else None
            await problem(error, head=head, headers=headers)(scope, receive, send)

    async def _events(self, seen: int) -> AsyncIterator[bytes]:
        while True:
            try:
                async for each in self._revisions(seen):
                    yield each
            except UnknownRevision as error:
                # An event and no refusal, at which a browser would never come back, and could not say why.
                seen = error.newest
                said = {"seen": error.seen, "newest": seen}
                yield event(orjson.dumps(said), name=RESET, number=seen)
            else:
                return

    async def _revisions(self, seen: int) -> AsyncIterator[bytes]:
        async for number in self._newest.after(seen, self._beat):
            if number is None:
                yield COMMENT
                continue
            asked = Request(self._text, None, {"number": number}, own=True, at_least=number)
            answer = await self._engine.answer(asked)
            if not answer.data:
                # The client comes back, and names the last revision that it has heard of.
                return
            revision = orjson.loads(answer.body)["data"]["revision"]
            if revision is not None:
                yield event(orjson.dumps(revision), name=NAME, number=number)


def _since(scope: Scope) -> int | None:
    """The last revision that the client has seen: as it says when it comes back, or as its address says."""
    texts = []
    for name, text in pairs_of(scope["query_string"]):
        if name != SINCE.name:
            raise BadParameter("there is no such parameter here", name, given=name, allowed=(SINCE.name,))
        texts.append(text)
    since: int | None = SINCE.read(texts) if texts else None
    last = last_event(scope)
    return since if last is None else last
