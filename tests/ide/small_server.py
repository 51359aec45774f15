"""A server with both pages over a schema of a few fields, so that they can be tried without the database."""

from enum import Enum
from pathlib import Path
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from strawberry.asgi import GraphQL

from api.ide.example import examples
from api.ide.page import asset_routes, docs_page, ide_page

EXAMPLES = Path(__file__).parent / "examples"


@strawberry.enum(description="How an event is told.")
class Modality(Enum):
    OCCURRED = strawberry.enum_value("occurred", description="It has happened.")
    POSSIBLE = strawberry.enum_value("possible", description="It may happen.")


@strawberry.type(description="What was loaded.")
class Dataset:
    revision: int = strawberry.field(description="Counts the loads.")


@strawberry.type(description="Something that is said to happen.")
class Event:
    slug: str = strawberry.field(description="Its public identity.")
    title: str = strawberry.field(description="In a few words.")
    modality: Modality = strawberry.field(description="How it is told.")


EVENTS = [
    Event(slug="flood", title="A flood in the valley", modality=Modality.OCCURRED),
    Event(slug="strike", title="A strike at the harbour", modality=Modality.POSSIBLE),
]


def find_events(modality: Modality | None = None) -> list[Event]:
    return [event for event in EVENTS if modality in (None, event.modality)]


def find_event(slug: str) -> Event | None:
    return next((event for event in EVENTS if event.slug == slug), None)


@strawberry.type
class Query:
    dataset: Dataset = strawberry.field(resolver=lambda: Dataset(revision=1), description="What was loaded.")
    events: list[Event] = strawberry.field(resolver=find_events, description="The events, by slug.")
    event: Event | None = strawberry.field(resolver=find_event, description="One event.")


class GraphQLWithPage(GraphQL[None, None]):
    async def render_graphql_ide(self, request: Request) -> Response:
        return ide_page("/graphql", examples(EXAMPLES))


async def docs(request: Request) -> Response:
    return docs_page("/openapi.json")


async def openapi(request: Request) -> Response:
    return JSONResponse(OPENAPI)


async def event(request: Request) -> Response:
    for found in EVENTS:
        if found.slug == request.path_params["slug"]:
            return JSONResponse({"slug": found.slug, "title": found.title})
    return JSONResponse({"title": "Not found"}, 404)


OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "A small API", "version": "1", "description": "Two events."},
    "paths": {
        "/v1/events/{slug}": {
            "get": {
                "operationId": "event",
                "summary": "One event",
                "tags": ["events"],
                "parameters": [
                    {
                        "name": "slug",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                        "example": "flood",
                    }
                ],
                "responses": {
                    "200": {
                        "description": "The event",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}},
                    },
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Event": {
                "type": "object",
                "required": ["slug", "title"],
                "properties": {
                    "slug": {"type": "string", "description": "Its public identity."},
                    "title": {"type": "string"},
                },
            }
        }
    },
}

app = Starlette(
    routes=[
        Route("/graphql", GraphQLWithPage(strawberry.Schema(Query)), methods=["GET", "POST"]),
        Route("/docs", docs),
        Route("/openapi.json", openapi),
        Route("/v1/events/{slug}", event),
        *asset_routes(),
    ]
)
