"""The pages' routes: each page with the document that answers it."""

from starlette.routing import Route

from api.gql.execution import Engine
from api.pages import views
from api.pages.page import Page, PageEndpoint

PAGES = (
    Page("/", "front", "front.html", views.front, "/v1/dataset"),
    Page("/search", "search", "search.html", views.search, "/v1/search", paged=True, typed="text"),
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
    return [
        Route(page.path, PageEndpoint(engine, page, graphiql), methods=["GET"], include_in_schema=False)
        for page in PAGES
    ]
