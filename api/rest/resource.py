"""What answers a route: parameters to variables, the engine, and its bytes without their envelope."""

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import orjson
from starlette.types import Receive, Scope, Send

from api.gql.absence import absence
from api.gql.execution import Answer, Engine, Request
from api.gql.refusal import told
from api.problem import problem
from api.rest.form import Address, Rows
from api.rest.links import links
from api.rest.parameters import Parameters
from api.rest.query import Pairs, pairs_of
from api.rest.stored import StoredDocument
from api.rest.values import Malformed
from api.rest.whole import KNOWN_AT, RevisionGone, Variables, Whole, is_whole, next_cursor, of_largest_pages
from api.web.caching import cache_control
from api.web.failures import Renamed, Unprocessable
from api.web.headers import fields
from api.web.moved import address_of
from api.web.responding import Headers, Wanted, negotiated, respond, respond_streaming, respond_unchanged
from api.web.validators import Version
from db.errors import BadInput, FactError, NotFound
from db.graph.revision import TYPES

_log = logging.getLogger(__name__)

_TOTAL_COUNT: Final = "totalCount"
_PAGE_INFO = b'"pageInfo":'


class Resource:
    """The ASGI application of one route. It sends JSON as the database wrote it, and decodes a page's cursors
    at most; any other form is written from what the JSON holds.

    max_age: seconds for which caches may keep an answer without asking whether it still holds.
    """

    def __init__(
        self, engine: Engine, document: StoredDocument, parameters: Parameters, *, max_age: int = 0
    ) -> None:
        self._engine = engine
        self._parameters = parameters
        self._forms = {each.representation: each for each in parameters.forms.values()}
        self._offered = tuple(self._forms)
        self._renderings = {
            each.representation: each.form.rendering(each.document)
            for each in self._forms.values()
            if each.form is not None
        }
        self._cache_control = cache_control(max_age)
        self._in_path = [(name, each.value) for name, each in parameters.in_path.items()]
        self._is_page = document.paged
        self._has_way_back = "last" in parameters.in_query
        self._has_past = KNOWN_AT in parameters.in_query
        # The answer in its envelope: {"data":{"event":{"statements": … }}}
        opening = [b'{"data":', *(b'{"%s":' % key.encode() for key in document.resource)]
        self._opening = b"".join(opening)
        self._closing = len(opening)
        self._absent = b"".join(opening[:2]) + b"null}}"
        by = " and ".join(parameters.in_path) or "slug"
        self._missing = NotFound(f"there is no {document.resource[0]} of this {by}")
        self._kind = document.resource[0].upper() if document.resource[0].upper() in TYPES else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers GET and HEAD; Starlette's route refuses the rest."""
        head = scope["method"] == "HEAD"
        try:
            query = scope["query_string"]
            pairs = pairs_of(query) if query else []
            asked = self._wanted(scope, pairs)
            variables = self._variables(scope, pairs, asked)
            answer = await self._ask(asked, variables, asked.known)
            if answer.body == self._absent:
                raise await self._absence(variables, answer)
        except FactError as error:
            await problem(error, head=head, headers=self._moved(scope, error))(scope, receive, send)
            return
        assert answer.read is not None
        version = answer.read.version()
        if answer.unchanged:
            await respond_unchanged(send, asked, version, [self._cache_control])
            return
        body = answer.body[len(self._opening) : -self._closing]
        rendering = self._renderings.get(asked.representation)
        whole = self._is_page and isinstance(rendering, Rows) and is_whole(pairs)
        page = _page_info(body) if self._is_page else None
        if page is not None and not self._has_way_back:
            page["hasPreviousPage"] = False
        link = links(scope["path"], pairs, None if whole else page)
        headers = [self._cache_control, (b"link", link)]
        if isinstance(rendering, Rows):
            headers.append(_file(scope["path"], rendering))
            first = rendering.opening + rendering.rows(orjson.loads(body)["nodes"])
            if whole and page is not None and (cursor := next_cursor(page)) is not None:
                pieces = self._pieces(asked, variables, answer, first, cursor, rendering)
                await self._stream(scope, receive, send, asked, pieces, version, headers)
                return
            body = first
        elif rendering is not None:
            body = rendering(orjson.loads(body), Address(origin(scope), scope["path"], pairs))
        await respond(send, asked, body, version, headers, head=head)

    async def _pieces(
        self,
        asked: Wanted,
        variables: Variables,
        answer: Answer,
        first: bytes,
        cursor: str,
        rendering: Rows,
    ) -> AsyncIterator[bytes]:
        """A whole list, a page to a piece."""
        yield first
        assert answer.read is not None
        # Another server may be behind the one that answered the first page.
        at_least = answer.read.number

        async def ask(further: Variables) -> Answer:
            return await self._ask(asked, further, at_least=at_least)

        def decode(body: bytes) -> Any:
            return orjson.loads(body[len(self._opening) : -self._closing])

        following = Whole(ask, variables, answer, has_past=self._has_past)
        async for nodes in following.after(cursor, decode):
            yield rendering.rows(nodes)

    async def _stream(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        asked: Wanted,
        pieces: AsyncIterator[bytes],
        version: Version,
        headers: Headers,
    ) -> None:
        try:
            head = scope["method"] == "HEAD"
            await respond_streaming(receive, send, asked, pieces, version, headers, head=head)
        except (RevisionGone, FactError) as error:
            # The status is out. The body stays without its end, and the server hangs up.
            _log.warning("%s was broken off: %r", scope["path"], error)

    def _wanted(self, scope: Scope, pairs: Pairs) -> Wanted:
        """The form by the parameter, or else by ``Accept``."""
        given = fields(scope["headers"])
        named = self._parameters.form(pairs)
        if named is None:
            return negotiated(given, self._offered)
        return negotiated(given._replace(accept=None), (named.representation,))

    def _variables(self, scope: Scope, pairs: Pairs, asked: Wanted) -> Variables:
        variables = self._parameters.variables(pairs)
        for name, value in self._in_path:
            try:
                variables[name] = value.read(scope["path_params"][name])
            except Malformed:
                raise self._missing from None
        if not isinstance(self._renderings.get(asked.representation), Rows):
            return variables
        if _TOTAL_COUNT in variables:
            raise Unprocessable(
                f"{_TOTAL_COUNT} has no place in {asked.representation.name}", argument=_TOTAL_COUNT
            )
        return of_largest_pages(variables) if self._is_page and is_whole(pairs) else variables

    async def _ask(
        self,
        asked: Wanted,
        variables: Variables,
        known: Callable[[Version], bool] | None = None,
        *,
        at_least: int = 0,
    ) -> Answer:
        document = self._forms[asked.representation].document
        request = Request(document.text, None, variables, own=True, at_least=at_least)
        answer = await self._engine.answer(request, known)
        if not answer.data:
            raise _refusal(answer)
        return answer

    async def _absence(self, variables: Variables, answer: Answer) -> FactError:
        """Why there is nothing: a second statement, on the way of those alone who find nothing."""
        if self._kind is None:
            return self._missing
        assert answer.read is not None
        slug, known_at = variables["slug"], variables.get(KNOWN_AT)
        found = await absence(self._engine, self._kind, slug, known_at, answer.read.number)
        return found or self._missing

    def _moved(self, scope: Scope, error: FactError) -> dict[str, str] | None:
        """Where to look instead for what was renamed."""
        if not isinstance(error, Renamed) or self._kind is None:
            return None
        return {"Location": address_of(scope, TYPES[self._kind][1], error)}


def _file(path: str, rendering: Rows) -> tuple[bytes, bytes]:
    """The name under which a browser keeps a list, made of its path below the root."""
    name = "-".join(path.split("/")[2:])
    return b"content-disposition", f'attachment; filename="{name}.{rendering.suffix}"'.encode()


def origin(scope: Scope) -> str:
    """Scheme and host, as the client named them."""
    host = fields(scope["headers"]).host or ":".join(str(each) for each in scope["server"])
    return f"{scope['scheme']}://{host}"


def _page_info(body: bytes) -> dict[str, Any]:
    """The page information at the end of a list: flat, and without a brace in its cursors."""
    start = body.rindex(_PAGE_INFO) + len(_PAGE_INFO)
    page: dict[str, Any] = orjson.loads(body[start : body.index(b"}", start) + 1])
    return page


def _refusal(answer: Answer) -> FactError:
    """The engine's error. Each parameter was read, and is well formed: what is wrong is what they ask for."""
    error = told(answer.body)
    if type(error) is BadInput:
        return Unprocessable(error.message, argument=error.argument)
    return error
