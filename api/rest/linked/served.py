"""The context document at its address."""

from functools import lru_cache

import orjson
from starlette.types import Receive, Scope, Send

from api.rest.linked.context import context
from api.rest.linked.forms import LINKED, here
from api.rest.resource import origin
from api.web.accept import JSON
from api.web.document import Document


async def context_document(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of the context: names of ours are addresses at the host that was asked."""
    await _document(here(origin(scope)).origin)(scope, receive, send)


@lru_cache(maxsize=16)
def _document(address: str) -> Document:
    body = orjson.dumps(context(address))
    return Document((LINKED.representation, body), (JSON, body))
