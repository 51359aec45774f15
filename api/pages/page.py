"""A page: its stored document is asked of the engine, and the answer is shown in its template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from api.gql.absence import absence
from api.gql.execution import Answer, Engine, Request
from api.gql.refusal import told
from api.pages.document import document
from api.pages.rendering import appearance, in_graphiql, rendered
from api.problem import problem
from api.web.accept import HTML
from api.web.caching import NOT_KEPT
from api.web.document import REVALIDATE, headers_of
from api.web.failures import Renamed, Withdrawn
from api.web.moved import address_of
from api.web.responding import Wanted, respond, respond_unchanged, wanted
from api.web.validators import Version, content_version
from db.errors import BadInput, FactError, NotFound

Context = dict[str, Any]
Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """A path, the document that answers it, and what the template is given of the answer.

    ``data`` is the REST route that answers the same. A ``root`` that is null in the answer is not found.
    ``typed`` is the variable that people type into the page: until they do, nothing is asked, and what they
    get wrong is said beside it.
    """

    path: str
    document: str
    template: str
    view: Callable[[Any], Context]
    data: str
    root: str | None = None
    paged: bool = False
    typed: str | None = None


class PageEndpoint:
    """The ASGI application of a page. Its document is compiled at once, so that it cannot fail later.

    ``graphiql`` is the path at which GraphiQL is served, None where it is not.
    """

    def __init__(self, engine: Engine, page: Page, graphiql: str | None) -> None:
        self._engine = engine
        self._page = page
        self._graphiql = graphiql
        self._text = document(page.document)
        blank = [name for name in ("slug" if page.root else None, page.typed) if name is not None]
        engine.plan(Request(self._text, None, dict.fromkeys(blank, "any"), own=True))
        self._mark = appearance() + repr((page.path, graphiql)).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers GET and HEAD; the route refuses the rest."""
        head = scope["method"] == "HEAD"
        try:
            asked = wanted(scope, (HTML,))
        except FactError as error:
            await problem(error, head=head)(scope, receive, send)
            return
        variables = self._variables(scope)
        try:
            version, shown = await self._answer(asked, variables)
        except FactError as error:
            refusal = self._refusal(scope, error, variables)
            headers = [NOT_KEPT, *headers_of(refusal)]
            status = refusal.status_code
            await respond(send, asked, bytes(refusal.body), None, headers, status=status, head=head)
            return
        if shown is None:
            await respond_unchanged(send, asked, version, [_CACHING])
        else:
            headers = [_CACHING, *headers_of(shown)]
            await respond(send, asked, bytes(shown.body), version, headers, head=head)

    def _variables(self, scope: Scope) -> Variables:
        request = HTTPRequest(scope)
        names = (self._page.typed, "after" if self._page.paged else None)
        given = {name: request.query_params.get(name, "").strip() for name in names if name is not None}
        return request.path_params | {name: value for name, value in given.items() if value}

    async def _answer(self, asked: Wanted, variables: Variables) -> tuple[Version, HTMLResponse | None]:
        """The page with its version; no page where the client has it."""
        page = self._page
        if page.typed is not None and page.typed not in variables:
            form = self._shown({}, {"found": []})
            return content_version(bytes(form.body)), form
        answer = await self._asked(asked, variables)
        assert answer.read is not None
        version = self._version(answer.read.version())
        if answer.unchanged:
            return version, None
        content = orjson.loads(answer.body)["data"]
        if page.root and content[page.root] is None:
            raise await self._absence(variables, answer.read.number)
        return version, self._shown(variables, page.view(content))

    async def _asked(self, asked: Wanted, variables: Variables) -> Answer:
        known = asked.known
        answer = await self._engine.answer(
            Request(self._text, None, variables, own=True),
            None if known is None else lambda version: known(self._version(version)),
        )
        if answer.data:
            return answer
        error = told(answer.body)
        if isinstance(error, BadInput) and error.argument == "slug":
            raise self._missing()
        raise error

    def _version(self, of_data: Version) -> Version:
        """That of the page: it changes with the templates and the bundle as well."""
        digest = blake2b(self._mark + of_data.digest.encode(), digest_size=12).hexdigest()
        return of_data._replace(digest=digest)

    async def _absence(self, variables: Variables, revision: int) -> FactError:
        """Why there is nothing: a second statement, on the way of those alone who find nothing."""
        assert self._page.root is not None
        found = await absence(self._engine, self._page.root.upper(), variables["slug"], at_least=revision)
        return found or self._missing()

    def _missing(self) -> NotFound:
        return NotFound(
            f"There is no {self._page.root} at this address. It may have been mistyped, or withdrawn."
        )

    def _shown(self, variables: Variables, context: Context, *, status: int = 200) -> HTMLResponse:
        page = self._page
        typed = {name: value for name, value in variables.items() if name == page.typed}
        after = {"after": context["after"]} if context.get("after") else {}
        data = page.data.replace("{slug}", variables.get("slug", ""))
        answered = status == 200 and bool(typed or page.typed is None)
        link = in_graphiql(self._graphiql, self._text, variables) if self._graphiql else None
        return rendered(
            page.template,
            {
                **({page.typed: "", "message": None} if page.typed else {}),
                **typed,
                **context,
                "here": page.path,
                "json": (f"{data}?{urlencode(typed)}" if typed else data) if answered else None,
                "graphiql": link if answered else None,
                "next": f"?{urlencode(typed | after)}" if after else None,
                "again": f"?{urlencode(typed)}",
                "begun": "after" in variables,
            },
            status=status,
        )

    def _refusal(self, scope: Scope, error: FactError, variables: Variables) -> HTMLResponse:
        if self._page.typed is not None and error.status == BadInput.status:
            return self._shown(variables, {"found": [], "message": self._beside(error)}, status=error.status)
        known = error.members["known"] if isinstance(error, Withdrawn) else None
        message = error.message if error.status < 500 else error.title
        context = {"status": error.status, "message": message, "known": known}
        response = rendered(
            "error.html", {"here": "", "json": None, "graphiql": None, **context}, status=error.status
        )
        if isinstance(error, Renamed):
            response.headers["Location"] = address_of(scope, self._page.path.split("/")[1], error)
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    def _beside(self, error: FactError) -> str:
        """The message as it is said beside the box, which it need not name."""
        named, colon, rest = error.message.partition(": ")
        return rest[:1].upper() + rest[1:] if colon and named == self._page.typed else error.message


# A page names the files of one build, which are there as long as that build is.
_CACHING = (b"cache-control", REVALIDATE)
