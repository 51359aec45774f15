"""What answers a route: parameters to variables, the engine, and its bytes without their envelope."""

from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.gql.execution import Answer, Engine, Request
from api.problem import problem, problem_types
from api.rest.links import links
from api.rest.parameters import Pairs, Parameters, pairs_of
from api.rest.stored import StoredDocument
from api.rest.values import Malformed
from api.web.accept import JSON
from api.web.caching import cache_control
from api.web.failures import Unprocessable
from api.web.responding import Wanted, respond, respond_unchanged, wanted
from db.errors import BadInput, FactError, NotFound

REPRESENTATIONS = (JSON,)
"""The forms in which there is an answer, the one first that is sent where the client has no preference."""

_PAGE_INFO = b'"pageInfo":'


class Resource:
    """The ASGI application of one route. Of what the database wrote it decodes a page's cursors at most.

    max_age: seconds for which caches may keep an answer without asking whether it still holds.
    """

    def __init__(
        self, engine: Engine, document: StoredDocument, parameters: Parameters, *, max_age: int = 0
    ) -> None:
        self._engine = engine
        self._text = document.text
        self._parameters = parameters
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
            asked = wanted(scope, REPRESENTATIONS)
            query = scope["query_string"]
            pairs = pairs_of(query) if query else []
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
        await respond(send, asked, body, version, [self._cache_control, (b"link", link)], head=head)

    async def _answer(self, scope: Scope, pairs: Pairs, asked: Wanted) -> Answer:
        variables = self._parameters.variables(pairs)
        for name, value in self._in_path:
            try:
                variables[name] = value.read(scope["path_params"][name])
            except Malformed:
                raise self._missing from None
        request = Request(self._text, None, variables, own=True)
        answer = await self._engine.answer(request, asked.known)
        if not answer.data:
            raise _refusal(answer)
        if answer.body == self._absent:
            raise self._missing
        return answer


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
