"""GraphQL over HTTP, as the specification of that name says (draft of the GraphQL foundation, 2025).

A well-formed request is answered 200 as ``application/json``; as ``application/graphql-response+json`` the
status tells a request error (400) from an answer with data (200). What is no request at all is a 400 in both.
What HTTP refuses before that (405, 406, 413, 414, 415) is a problem of RFC 9457; where it comes from here it
has GraphQL's ``errors`` among its members.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.gql.execution import Answer, Engine, Request
from api.gql.persisted import AutomaticDocuments, Documents, StoredDocuments
from api.gql.request import PARAMETERS, NotARequest, Parts, parts
from api.gql.streaming import begun, following, once
from api.live.newest import RETRY_SECONDS, Newest
from api.problem import problem
from api.web.accept import Representation, media_ranges
from api.web.caching import NOT_KEPT, cache_control
from api.web.demand import ANSWERED
from api.web.events import BEAT_SECONDS, EVENTS, last_event, respond_events
from api.web.failures import BY_STATUS, NotAcceptable, TooManyListeners
from api.web.headers import Fields, fields
from api.web.responding import Wanted, negotiated, respond, respond_unchanged
from db.errors import FactError
from db.graph.dataset import LICENCE_URL

METHODS = ("GET", "POST")
REPRESENTATIONS = (
    Representation("graphql", "application/graphql-response+json; charset=utf-8"),
    Representation("json", "application/json; charset=utf-8"),
)
"""The forms of an answer; without a preference it is the newer one, as the specification asks."""

_NO_PAGE = (
    "there is no page here, as GraphiQL is switched off: ask with Accept: application/json, or begin at /; "
    "the schema is at /schema.graphql"
)
_LINK = (b"link", f'</schema.graphql>; rel="describedby", <{LICENCE_URL}>; rel="license"'.encode())


class GraphQLEndpoint:
    """The ASGI application at ``/graphql``: requests by GET and POST, and the page for a browser.

    ``page`` is GraphiQL's page; None where it is switched off. ``documents`` knows the documents that are not
    sent. ``max_age``: seconds for which caches may keep the answer to a GET unasked. ``newest`` tells of
    revisions; without it there are no subscriptions. ``beat``: seconds of silence before a stream says so.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        max_body_bytes: int,
        page: ASGIApp | None = None,
        documents: Documents | None = None,
        max_age: int = 0,
        newest: Newest | None = None,
        beat: float = BEAT_SECONDS,
    ) -> None:
        self._engine = engine
        self._documents = documents or AutomaticDocuments()
        self._max_body_bytes = max_body_bytes
        self._page = page
        self._kept = (cache_control(max_age), _LINK)
        self._newest = newest
        self._beat = beat
        self._offered = REPRESENTATIONS if newest is None else (*REPRESENTATIONS, EVENTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; the route refuses other methods than GET, HEAD and POST."""
        given = fields(scope["headers"])
        head = scope["method"] == "HEAD"
        reading = head or scope["method"] == "GET"
        text = scope["query_string"].decode("latin-1") if reading else ""
        if self._page is not None and reading and not text and wants_page(given.accept):
            await self._page(scope, receive, send)
            return
        try:
            asked = negotiated(given, self._offered)
        except FactError as error:
            wanted = self._page is None and wants_page(given.accept)
            await _refuse(_no_page() if wanted else error)(scope, receive, send)
            return
        try:
            sent = from_query_string(text) if reading else await self._posted(given, receive)
            if asked.representation is EVENTS:
                await self._stream(scope, receive, send, sent)
                return
            answer = await self._answer(sent, asked if reading else None)
        except NotARequest as error:
            if error.status in BY_STATUS:
                await _refuse(BY_STATUS[error.status](error.message))(scope, receive, send)
                return
            answer, status = refused(error), error.status
            if asked.representation is EVENTS:
                asked = asked._replace(representation=REPRESENTATIONS[0])
        else:
            # A failing server is no well-formed answer in either media type.
            always = answer.status >= 500 or asked.representation.name == "graphql"
            status = answer.status if always else 200
        if not reading or not answer.data or answer.read is None:
            await respond(send, asked, answer.body, None, _not_kept(answer), status=status, head=head)
        elif answer.unchanged:
            await respond_unchanged(send, asked, answer.read.version(), self._kept)
        else:
            await respond(send, asked, answer.body, answer.read.version(), self._kept, head=head)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, sent: Parts) -> None:
        """The answer as events, for as long as there are revisions to be told of."""
        assert self._newest is not None
        head = scope["method"] == "HEAD"
        text = self._documents.text(sent)
        asked = await begun(self._engine, Request(text, sent.operation_name, sent.variables, cost=sent.cost))
        if isinstance(asked, Answer):
            await respond_events(receive, send, once(asked), head=head)
            return
        if sent.sha256 is not None:
            self._documents.answered(sent, text)
        try:
            async with self._newest.listening():
                last = last_event(scope)
                since = asked.since if last is None else last
                seen = await self._newest.read() if since is None else since
                events = following(self._engine, self._newest, asked, seen, self._beat)
                await respond_events(receive, send, events, head=head)
        except FactError as error:
            wait = {"Retry-After": str(RETRY_SECONDS)} if isinstance(error, TooManyListeners) else None
            await _refuse(error, wait)(scope, receive, send)

    async def _answer(self, sent: Parts, asked: Wanted | None) -> Answer:
        """The answer; ``asked`` says what the client may have already."""
        text = self._documents.text(sent)
        stored = isinstance(self._documents, StoredDocuments)
        request = Request(text, sent.operation_name, sent.variables, cost=sent.cost, stored=stored)
        answer = await self._engine.answer(request, None if asked is None else asked.known)
        if sent.sha256 is not None and answer.data:
            self._documents.answered(sent, text)
        return answer

    async def _posted(self, given: Fields, receive: Receive) -> Parts:
        return from_body(given, await self._body(given, receive))

    async def _body(self, given: Fields, receive: Receive) -> bytes:
        limit = self._max_body_bytes
        declared = given.content_length or "0"
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


def _not_kept(answer: Answer) -> list[tuple[bytes, bytes]]:
    """The headers of what no cache keeps."""
    headers = [NOT_KEPT]
    if answer.retry_after is not None:
        headers.append((b"retry-after", b"%d" % answer.retry_after))
    if answer.read is not None:
        headers.append((ANSWERED, b"%d" % answer.read.number))
    return headers


def refused(error: NotARequest) -> Answer:
    """The body of an answer to what is no request."""
    body = {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
    return Answer(orjson.dumps(body), data=False, status=error.status)


def _no_page() -> NotAcceptable:
    return NotAcceptable(_NO_PAGE, [each.media_type for each in REPRESENTATIONS])


def _refuse(error: FactError, headers: Mapping[str, str] | None = None) -> Response:
    """The problem, which clients of GraphQL find where they look for errors."""
    said = error.message if error.status < 500 else error.title
    code = "BAD_REQUEST" if error.status < 500 else error.code
    return problem(
        error, headers=headers, extensions={"errors": [{"message": said, "extensions": {"code": code}}]}
    )


def from_query_string(asked: str) -> Parts:
    """The request of a GET."""
    try:
        pairs = parse_qsl(asked, keep_blank_values=True, errors="strict", max_num_fields=len(PARAMETERS))
    except (UnicodeDecodeError, ValueError):
        raise NotARequest("the query string is no valid UTF-8, or has too many parameters") from None
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in given:
            raise NotARequest(f"{name} may be given once")
        given[name] = value
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _json(given[name].encode(), f"the parameter {name}")
    return parts({name: value if value != "" else None for name, value in given.items()})


def from_body(given: Fields, body: bytes) -> Parts:
    """The request of a POST. Other media types are refused: a browser sends those without asking first."""
    if not is_json(given.content_type or ""):
        raise NotARequest("the Content-Type of a request is application/json", 415)
    if given.content_encoding not in (None, "identity"):
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
    weights = media_ranges(accept)
    page = weights.get("text/html", 0.0)
    return page > 0 and page >= max(weights.get(each.media_type, 0.0) for each in REPRESENTATIONS)
