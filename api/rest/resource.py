"""What answers a route: parameters to variables, the engine, and its bytes without their envelope."""

from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.gql.execution import Answer, Engine, Request
from api.problem import problem, problem_types
from api.rest.form import Address
from api.rest.links import links
from api.rest.parameters import Parameters
from api.rest.query import Pairs, pairs_of
from api.rest.stored import StoredDocument
from api.rest.values import Malformed
from api.web.caching import cache_control
from api.web.failures import Unprocessable
from api.web.headers import fields
from api.web.responding import Wanted, negotiated, respond, respond_unchanged
from db.errors import BadInput, FactError, NotFound

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
        # The answer in its envelope: {"data":{"event":{"statements": … }}}
        opening = [b'{"data":', *(b'{"%s":' % key.encode() for key in document.resource)]
        self._opening = b"".join(opening)
        self._closing = len(opening)
        self._absent = b"".join(opening[:2]) + b"null}}"
        by = " and ".join(parameters.in_path) or "slug"
        self._missing = NotFound(f"there is no {document.resource[0]} of this {by}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers GET and HEAD; Starlette's route refuses the rest."""
        head = scope["method"] == "HEAD"
        try:
            query = scope["query_string"]
            pairs = pairs_of(query) if query else []
            asked = self._wanted(scope, pairs)
            answer = await self._answer(scope, pairs, asked)
        except FactError as error:
            await problem(error, head=head)(scope, receive, send)
            return
        assert answer.read is not None
        version = answer.read.version()
        if answer.unchanged:
            await respond_unchanged(send, asked, version, [self._cache_control])
            return
        body = answer.body[len(self._opening) : -self._closing]
        link = links(scope["path"], pairs, _page_info(body) if self._is_page else None)
        rendering = self._renderings.get(asked.representation)
        if rendering is not None:
            body = rendering(orjson.loads(body), Address(_origin(scope), scope["path"], pairs))
        await respond(send, asked, body, version, [self._cache_control, (b"link", link)], head=head)

    def _wanted(self, scope: Scope, pairs: Pairs) -> Wanted:
        """The form by the parameter, or else by ``Accept``."""
        given = fields(scope["headers"])
        named = self._parameters.form(pairs)
        if named is None:
            return negotiated(given, self._offered)
        return negotiated(given._replace(accept=None), (named.representation,))

    async def _answer(self, scope: Scope, pairs: Pairs, asked: Wanted) -> Answer:
        variables = self._parameters.variables(pairs)
        for name, value in self._in_path:
            try:
                variables[name] = value.read(scope["path_params"][name])
            except Malformed:
                raise self._missing from None
        request = Request(self._forms[asked.representation].document.text, None, variables, own=True)
        answer = await self._engine.answer(request, asked.known)
        if not answer.data:
            raise _refusal(answer)
        if answer.body == self._absent:
            raise self._missing
        return answer


def _origin(scope: Scope) -> str:
    """Scheme and host, as the client named them."""
    host = fields(scope["headers"]).host or ":".join(str(each) for each in scope["server"])
    return f"{scope['scheme']}://{host}"


def _page_info(body: bytes) -> dict[str, Any]:
    """The page information at the end of a list: flat, and without a brace in its cursors."""
    start = body.rindex(_PAGE_INFO) + len(_PAGE_INFO)
    page: dict[str, Any] = orjson.loads(body[start : body.index(b"}", start) + 1])
    return page


def _refusal(answer: Answer) -> FactError:
    """The engine's error as it was before it became GraphQL's."""
    error = orjson.loads(answer.body)["errors"][0]
    extensions = error["extensions"]
    kind = problem_types()[extensions["code"]]
    if issubclass(kind, BadInput):
        # Each parameter was read, so it is well formed: what is wrong is what they ask for.
        refused = Unprocessable if kind is BadInput else kind
        return refused(error["message"], argument=extensions.get("argument"))
    # Some kinds are made of more than a message, and it is only the message that got through.
    refusal = kind.__new__(kind)
    FactError.__init__(refusal, error["message"])
    return refusal
