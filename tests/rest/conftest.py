"""The REST routes beside GraphQL, over a small world and over the first dossier, on each database."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.gql.execution import Engine
from api.gql.http import GraphQLEndpoint
from api.gql.schema import CORE_SCHEMA
from api.live.newest import Newest
from api.live.stream import PATH as STREAM
from api.live.stream import ChangesStream
from api.ogc.routes import routes as ogc_routes
from api.problem import exception_handlers
from api.rest.openapi import openapi_json
from api.rest.routes import routes
from api.rest.table import ROOT
from api.web.front import Front
from api.web.problem_pages import problem_routes
from db.dossier.loading import load
from db.engine import open_reader
from db.engine.watching import open_watch
from db.migration import upgrade
from tests.databases import Backend, Databases
from tests.serving import serving
from tests.world import load_world

SEED = Path(__file__).parent.parent.parent / "seeds" / "2025-04-08-belgorod-admission.yaml"


@dataclass(frozen=True)
class Served:
    """An application with its engine, and a client of it."""

    app: Starlette
    engine: Engine
    client: TestClient


def application(url: str) -> tuple[Starlette, Engine]:
    """The REST routes over a database, with GraphQL beside them."""
    reader = open_reader(url, time_limit=10.0)
    engine = Engine(CORE_SCHEMA, reader)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with reader:
            yield

    async def openapi(_: Request) -> Response:
        return Response(openapi_json(), media_type="application/json")

    newest = Newest(reader, lambda: open_watch(url))
    app = Starlette(
        routes=[
            Route(ROOT + STREAM, ChangesStream(engine, newest), methods=["GET"]),
            *routes(engine),
            *ogc_routes(engine),
            *problem_routes(),
            Route("/graphql", GraphQLEndpoint(engine, max_body_bytes=100_000), include_in_schema=False),
            Route("/openapi.json", openapi, include_in_schema=False),
        ],
        exception_handlers=exception_handlers,
        lifespan=lifespan,
    )
    return app, engine


@contextmanager
def _served(url: str) -> Iterator[Served]:
    app, engine = application(url)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Served(app, engine, client)


def _load_seed(url: str) -> None:
    upgrade(url)
    load(url, [SEED])


@pytest.fixture(scope="session")
def world(databases: Databases, backend: Backend) -> Iterator[Served]:
    """The hostile world of `tests.world`."""
    with databases.copy(backend, "world", load_world) as url, _served(url) as served:
        yield served


@pytest.fixture(scope="session")
def seed(databases: Databases, backend: Backend) -> Iterator[Served]:
    """The first article."""
    with databases.copy(backend, "first-dossier", _load_seed) as url, _served(url) as served:
        yield served


@pytest.fixture(scope="session")
def world_on_sqlite(databases: Databases) -> Iterator[Served]:
    """For what does not depend on the database."""
    with databases.copy("sqlite", "world", load_world) as url, _served(url) as served:
        yield served


@pytest.fixture(scope="session")
def address(databases: Databases) -> Iterator[str]:
    """The address of a real server over the small world."""
    with databases.copy("sqlite", "world", load_world) as url:
        app, _ = application(url)
        with serving(Front(app)) as address:
            yield address
