"""The application: routes, what lives as long as the server, and how errors are shown."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from api.gql.execution import Engine
from api.gql.http import METHODS, GraphQLEndpoint
from api.gql.persisted import AutomaticDocuments, Documents
from api.gql.schema import CORE_SCHEMA, sdl
from api.gql.stored import stored_documents
from api.gql.websocket import GraphQLSocket
from api.ide.example import examples
from api.ide.page import asset_routes, docs_page, ide_page
from api.keys import Keys
from api.live.newest import Newest
from api.live.stream import PATH as STREAM
from api.live.stream import ChangesStream
from api.ogc.routes import routes as ogc_routes
from api.operating.metrics import Metrics
from api.operating.traces import Traces
from api.pages.routes import page_routes
from api.rest.openapi import openapi_json
from api.rest.routes import routes as rest_routes
from api.rest.table import ROOT
from api.settings import InvalidSetting, Settings
from api.web.accept import JSON, Representation
from api.web.clients import networks
from api.web.document import Document
from api.web.exchange import Observer
from api.web.front import Application
from api.web.guard import Guard
from api.web.health import health_routes
from api.web.problem_pages import problem_routes
from api.web.rates import InMemory, InRedis, Rates
from db.engine import Reader, open_reader, open_servers
from db.engine.watching import TimedWatch, Watch, open_watch
from db.migration import require_head

GRAPHQL = "/graphql"
OPENAPI = "/openapi.json"
SCHEMA = "/schema.graphql"
DOCUMENTATION = "/docs"

OPENAPI_FORM = Representation("openapi", "application/vnd.oai.openapi+json;version=3.1")
SDL_FORM = Representation("sdl", "application/graphql; charset=utf-8")
TEXT = Representation("text", "text/plain; charset=utf-8")


def create_app(settings: Settings, observers: tuple[Observer, ...] = ()) -> Starlette:
    """The ASGI application over one database. Its start fails with a ``FactError`` that names the remedy.

    observers: who is told of every request; among them may be `Metrics`, which then watch the engine
        too, and `Traces`, the last of which are sent when the application ends.
    """
    reader = _reader(settings)
    engine = Engine(
        CORE_SCHEMA,
        reader,
        limits=settings.limits,
        introspection=settings.introspection,
        revision_seconds=settings.revision_seconds,
    )
    newest = Newest(reader, lambda: _watch(settings), most=settings.max_streams)
    documents: Documents = AutomaticDocuments()
    page: Document | None = Document.of_page(ide_page(GRAPHQL, examples()))
    if settings.persisted_only is not None:
        # GraphiQL asks for what people write there, beginning with introspection.
        documents, page = stored_documents(settings.persisted_only, engine.check), None

    if not (settings.graphiql and settings.introspection):
        page = None
    guard = _guard(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        require_head(*settings.served_from)
        async with AsyncExitStack() as living:
            await living.enter_async_context(reader)
            for each in observers:
                if isinstance(each, Metrics):
                    await living.enter_async_context(each.sampling(engine, reader))
                elif isinstance(each, Traces):
                    living.callback(each.close)
            yield
            newest.end()
        if guard is not None:
            await guard.rates.close()

    endpoint = GraphQLEndpoint(
        engine,
        max_body_bytes=settings.max_body_bytes,
        page=page,
        documents=documents,
        max_age=settings.max_age,
        newest=newest,
        beat=settings.heartbeat_seconds,
    )
    socket = GraphQLSocket(
        engine, documents, newest, max_bytes=settings.max_body_bytes, guard=guard, observers=observers
    )
    described = {
        OPENAPI: Document(
            (OPENAPI_FORM, openapi_json().encode()), (JSON, openapi_json().encode()), headers=_link(OPENAPI)
        ),
        SCHEMA: Document((SDL_FORM, sdl().encode()), (TEXT, sdl().encode()), headers=_link(SCHEMA)),
        DOCUMENTATION: Document.of_page(docs_page(OPENAPI)),
    }
    app = Application(
        [
            Route(GRAPHQL, endpoint, methods=METHODS),
            WebSocketRoute(GRAPHQL, socket),
            Route(
                ROOT + STREAM,
                ChangesStream(engine, newest, beat=settings.heartbeat_seconds),
                methods=["GET"],
            ),
            *rest_routes(engine, max_age=settings.max_age),
            *ogc_routes(engine, max_age=settings.max_age),
            *(
                Route(path, each, methods=["GET"], include_in_schema=False)
                for path, each in described.items()
            ),
            *problem_routes(),
            *health_routes(reader),
            *page_routes(engine, graphiql=GRAPHQL if page is not None else None),
            *asset_routes(),
        ],
        lifespan,
        max_url_bytes=settings.max_url_bytes,
        max_requests=settings.max_requests,
        guard=guard,
        proxies=networks(settings.trusted_proxies),
        observers=observers,
    )
    app.state.newest = newest
    return app


def _reader(settings: Settings) -> Reader:
    """Who answers: the database, or its replicas."""
    each, limit = settings.connections, settings.statement_seconds
    if not settings.replicas:
        return open_reader(settings.database_url, connections=each, time_limit=limit)
    last_resort = settings.database_url if settings.read_from_primary else None
    return open_servers(settings.replicas, last_resort, connections=each, time_limit=limit)


def _watch(settings: Settings) -> Watch:
    """What tells of loads. The primary would tell of a revision before a replica has it."""
    return TimedWatch() if settings.replicas else open_watch(settings.database_url)


def _guard(settings: Settings) -> Guard | None:
    """Who counts clients and knows their keys; None where nobody is counted and there are no keys."""
    if settings.policy is None and settings.keys is None:
        return None
    try:
        rates: Rates = InMemory() if settings.redis_url is None else InRedis(settings.redis_url)
    except ModuleNotFoundError:
        raise InvalidSetting(
            "DATELINE_REDIS_URL is set, and the client of Redis is not installed: install dateline[redis]."
        ) from None
    except ValueError as error:
        raise InvalidSetting(f"DATELINE_REDIS_URL is no address of a Redis: {error}.") from None
    keys = None if settings.keys is None else Keys(settings.keys)
    return Guard(rates, settings.rate_window, settings.policy, keys)


def _link(path: str) -> list[tuple[bytes, bytes]]:
    """Where a description stands, and the documentation for people (RFC 8631)."""
    return [(b"link", f'<{path}>; rel="self", <{DOCUMENTATION}>; rel="service-doc"'.encode())]
