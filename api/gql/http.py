"""GraphQL over HTTP, as the specification of that name says (draft of the GraphQL foundation, 2025).

A well-formed request is answered 200 as ``application/json``; as ``application/graphql-response+json`` the
status tells a request error (400) from an answer with data (200). What is no request at all is a 400 in both.
"""

from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.gql.execution import Answer, Engine, Request
from api.gql.persisted import AutomaticDocuments, Documents
from api.gql.request import PARAMETERS, NotARequest, Parts, parts

MediaType = Literal["application/graphql-response+json", "application/json"]
ALLOW = "GET, HEAD, POST"


class GraphQLEndpoint:
    """The ASGI application at ``/graphql``: requests by GET and POST, and the page for a browser.

    ``page`` is GraphiQL's page; None where it is switched off. ``documents`` knows the documents that are not
    sent.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        max_body_bytes: int,
        page: Response | None = None,
        documents: Documents | None = None,
    ) -> None:
        self._engine = engine
        self._documents = documents or AutomaticDocuments()
        self._max_body_bytes = max_body_bytes
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        headers = Headers(scope=scope)
        accept = headers.get("accept")
        reading = scope["method"] in ("GET", "HEAD")
        asked = scope["query_string"].decode("latin-1") if reading else ""
        if self._page is not None and reading and not asked and wants_page(accept):
            await self._page(scope, receive, send)
            return
        media_type: MediaType = "application/json"
        try:
            media_type = negotiated(accept)
            sent = from_query_string(asked) if reading else await self._posted(scope, headers, receive)
            answer = await self._answer(sent)
        except NotARequest as error:
            answer = refused(error)
            status = error.status
        else:
            # A failing server is no well-formed answer in either media type.
            always = answer.status >= 500 or media_type != "application/json"
            status = answer.status if always else 200
        await _respond(send, status, media_type, answer, head=scope["method"] == "HEAD")

    async def _answer(self, sent: Parts) -> Answer:
        text = self._documents.text(sent)
        answer = await self._engine.answer(Request(text, sent.operation_name, sent.variables, cost=sent.cost))
        if sent.sha256 is not None and answer.data:
            self._documents.answered(sent, text)
        return answer

    async def _posted(self, scope: Scope, headers: Headers, receive: Receive) -> Parts:
        if scope["method"] != "POST":
            raise NotARequest(f"{scope['method']} is not allowed here: ask with GET or POST", 405)
        return from_body(headers, await self._body(headers, receive))

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        limit = self._max_body_bytes
        declared = headers.get("content-length", "0")
        if declared.isascii() and declared.isdigit() and int(declared) > limit:
            raise NotARequest(f"the body has more than {limit} bytes", 413)
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise NotARequest("the client went away")
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise NotARequest(f"the body has more than {limit} bytes", 413)
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)


def refused(error: NotARequest) -> Answer:
    """The body of an answer to what is no request."""
    body = {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
    return Answer(orjson.dumps(body), data=False, status=error.status)


async def _respond(send: Send, status: int, media_type: MediaType, answer: Answer, *, head: bool) -> None:
    headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"content-length", str(len(answer.body)).encode()),
        (b"vary", b"Accept"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 405:
        headers.append((b"allow", ALLOW.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


def from_query_string(asked: str) -> Parts:
    """The request of a GET."""
    try:
        pairs = parse_qsl(asked, keep_blank_values=True, errors="strict", max_num_fields=len(PARAMETERS))
    except (UnicodeDecodeError, ValueError):
        raise NotARequest("the query string is no valid UTF-8, or has too many parameters") from None
    given = dict(pairs)
    if len(given) != len(pairs):
        raise NotARequest("each parameter may be given once")
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _json(given[name].encode(), f"the parameter {name}")
    return parts({name: value if value != "" else None for name, value in given.items()})


def from_body(headers: Headers, body: bytes) -> Parts:
    """The request of a POST. Other media types are refused: a browser sends those without asking first."""
    content_type = headers.get("content-type", "")
    if not is_json(content_type):
        raise NotARequest("the Content-Type of a request is application/json", 415)
    if headers.get("content-encoding", "identity") != "identity":
        raise NotARequest("send the body without a Content-Encoding", 415)
    return parts(_json(body, "the body"))


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NotARequest(f"{what} is no JSON, or nests too deeply") from None


@lru_cache(maxsize=64)
def is_json(content_type: str) -> bool:
    """Whether a Content-Type is JSON in UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return media_type == "application/json" and all(
        each in ("charset=utf-8", 'charset="utf-8"', "") for each in parameters
    )


@lru_cache(maxsize=256)
def wants_page(accept: str | None) -> bool:
    """Whether the client would rather have a page than JSON, as browsers do."""
    weights = _weights(accept)
    html = weights.get("text/html", 0.0)
    return html > 0 and html >= max(weights.get(each, 0.0) for each in get_args(MediaType))


@lru_cache(maxsize=256)
def negotiated(accept: str | None) -> MediaType:
    """The media type of the answer; without a preference the newer one, as the specification asks."""
    weights = _weights(accept)

    def weight(media_type: str) -> float:
        for pattern in (media_type, "application/*", "*/*"):
            if pattern in weights:
                return weights[pattern]
        return 0.0

    best: MediaType = max(get_args(MediaType), key=weight)
    if weight(best) == 0:
        raise NotARequest(f"an answer is {' or '.join(get_args(MediaType))}", 406)
    return best


def _weights(accept: str | None) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in (accept or "*/*").split(","):
        media_type, *parameters = (each.strip().lower() for each in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        charset = next((each[8:].strip('"') for each in parameters if each.startswith("charset=")), "utf-8")
        try:
            weights[media_type] = float(quality) if charset == "utf-8" else 0.0
        except ValueError:
            weights[media_type] = 0.0
    return weights
