"""The pages' routes: each asks its stored document of the engine and shows the answer in its template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from api.gql.absence import absence
from api.gql.execution import Answer, Engine, Request
from api.pages import views
from api.pages.document import document
from api.pages.rendering import in_graphiql, rendered
from api.web.failures import Renamed, Withdrawn
from api.web.moved import address_of
from db.errors import BadInput, FactError, NotFound

Context = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A path, the document that answers it, and what the template is given of the answer.

    ``data`` is the REST route that answers the same. A ``root`` that is null in the answer is not found.
    """

    path: str
    document: str
    template: str
    view: Callable[[Any], Context]
    data: str
    root: str | None = None
    paged: bool = False


PAGES = (
    Page("/", "front", "front.html", views.front, "/v1/dataset"),
    Page("/events", "events", "events.html", views.listed, "/v1/events", paged=True),
    Page("/sources", "sources", "sources.html", views.listed, "/v1/sources", paged=True),
    Page("/articles", "articles", "articles.html", views.listed, "/v1/articles", paged=True),
    Page("/locations", "locations", "locations.html", views.listed, "/v1/locations", paged=True),
    Page("/statements", "statements", "statements.html", views.listed, "/v1/statements", paged=True),
    Page("/events/{slug}", "event", "event.html", views.event, "/v1/events/{slug}", "event", paged=True),
    Page(
        "/sources/{slug}", "source", "source.html", views.source, "/v1/sources/{slug}", "source", paged=True
    ),
    Page(
        *("/articles/{slug}", "article", "article.html", views.article),
        *("/v1/articles/{slug}", "article"),
        paged=True,
    ),
    Page(
        *("/locations/{slug}", "location", "location.html", views.location),
        *("/v1/locations/{slug}", "location"),
        paged=True,
    ),
    Page(
        "/statements/{slug}",
        "statement",
        "statement.html",
        views.statement,
        "/v1/statements/{slug}",
        "statement",
    ),
)


def page_routes(engine: Engine, *, graphiql: str | None) -> list[Route]:
    """Every page. Each document is compiled now: none can fail later.

    ``graphiql`` is the path at which GraphiQL is served; None where it is not, and the pages do not offer it.
    """
    routes = []
    for page in PAGES:
        text = document(page.document)
        engine.plan(Request(text, None, {"slug": ""} if page.root else {}, own=True))
        routes.append(Route(page.path, _endpoint(engine, page, text, graphiql), include_in_schema=False))
    return routes


def _endpoint(engine: Engine, page: Page, text: str, graphiql: str | None) -> Callable[[HTTPRequest], Any]:
    async def answer(request: HTTPRequest) -> Response:
        variables: dict[str, Any] = dict(request.path_params)
        if page.paged and (after := request.query_params.get("after")):
            variables["after"] = after
        try:
            found = _content(await engine.answer(Request(text, None, variables, own=True)), page)
        except NotFound as error:
            assert page.root is not None
            why = await absence(engine, page.root.upper(), variables["slug"]) or error
            response = _refusal(why)
            if isinstance(why, Renamed):
                plural = page.path.split("/")[1]
                response.headers["Location"] = address_of(request.scope, plural, why)
            return response
        except FactError as error:
            return _refusal(error)
        context = page.view(found)
        return rendered(
            page.template,
            {
                **context,
                "here": page.path,
                "json": page.data.replace("{slug}", variables.get("slug", "")),
                "graphiql": in_graphiql(graphiql, text, variables) if graphiql else None,
                "next": f"?{urlencode({'after': context['after']})}" if context.get("after") else None,
                "begun": "after" in variables,
            },
        )

    return answer


def _content(answer: Answer, page: Page) -> Mapping[str, Any]:
    body = orjson.loads(answer.body)
    if not answer.data:
        error = body["errors"][0]
        if error["extensions"].get("argument") == "slug":
            raise _missing(page)
        raise _Refused(error["message"], answer.status, answer.retry_after)
    content: Mapping[str, Any] = body["data"]
    if page.root and content[page.root] is None:
        raise _missing(page)
    return content


def _missing(page: Page) -> NotFound:
    return NotFound(f"There is no {page.root} at this address. It may have been mistyped, or withdrawn.")


class _Refused(BadInput):
    """What the engine refused, with its own status."""

    def __init__(self, message: str, status: int, after: int | None) -> None:
        super().__init__(message)
        self.answered = status
        self.after = after


def _refusal(error: FactError) -> Response:
    status = error.answered if isinstance(error, _Refused) else error.status
    known = error.members["known"] if isinstance(error, Withdrawn) else None
    told = {"status": status, "message": error.message, "known": known}
    context = {"here": "", "json": None, "graphiql": None, **told}
    response = rendered("error.html", context, status=status)
    if isinstance(error, _Refused) and error.after is not None:
        response.headers["Retry-After"] = str(error.after)
    return response
