"""Subscriptions as they are answered, and as server-sent events: the “distinct connections mode” of
GraphQL over Server-Sent Events.

There, each response is an event of the name ``next``, and one of the name ``complete`` says that no more
come. What is wrong with an operation comes as a ``next``, too, as clients of the protocol expect it. A
``next`` about a revision has its number as identifier: a client that comes back misses nothing.
"""

from collections.abc import AsyncIterator
from typing import Any

import orjson

from api.gql.execution import Answer, Engine, Request
from api.gql.refusal import Refused, shown
from api.gql.subscription import Subscription
from api.live.newest import Newest
from api.web.events import COMMENT, event
from db.errors import UnknownRevision

_COMPLETE = event(b"", name="complete")


async def begun(engine: Engine, request: Request) -> Answer | Subscription:
    """The answer to a query, or to what cannot be answered; the subscription, where one can be."""
    try:
        asked = engine.subscription(request)
    except Refused as refused:
        return _refused(refused.errors)
    if asked is None:
        return await engine.answer(request)
    # Of a revision that there is not: what is over a limit is refused now, and not with the next load.
    tried = await engine.answer(asked.of(0))
    return asked if tried.data else tried


def _refused(errors: list[dict[str, Any]]) -> Answer:
    return Answer(orjson.dumps({"errors": errors}), data=False, status=400)


async def told(
    engine: Engine, newest: Newest, asked: Subscription, seen: int, beat: float
) -> AsyncIterator[tuple[int, Answer] | None]:
    """The number of each revision after ``seen`` and the answer about it, for who holds `Newest.listening`;
    None for ``beat`` seconds of silence. It ends with the server, and with an answer without data.
    """
    try:
        async for number in newest.after(seen, beat):
            if number is None:
                yield None
                continue
            answer = await engine.answer(asked.of(number))
            yield number, answer
            if not answer.data:
                return
    except UnknownRevision as error:
        yield error.seen, _refused([shown(error)])


async def once(answer: Answer) -> AsyncIterator[bytes]:
    """The events of an operation that has one response."""
    yield event(answer.body, name="next")
    yield _COMPLETE


async def following(
    engine: Engine, newest: Newest, asked: Subscription, seen: int, beat: float
) -> AsyncIterator[bytes]:
    """The events of a subscription. Where the server ends there is no ``complete``: the client comes back."""
    async for each in told(engine, newest, asked, seen, beat):
        if each is None:
            yield COMMENT
            continue
        number, answer = each
        yield event(answer.body, name="next", number=number if answer.data else None)
        if not answer.data:
            yield _COMPLETE
