"""What the OpenAPI document says of ``/v1/changes/stream``.

OpenAPI 3.1 knows nothing of events: the schema of the body is that of a text, whose content is said as JSON
Schema says it of texts (``contentSchema``), in the members that 3.2 gives to an event.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from api.live.stream import NAME, RESET, SINCE
from api.rest.shapes import Schema, Shapes
from api.rest.stored import stored
from api.web.events import EVENTS, LAST_EVENT_ID, MAX_EVENT_ID, event

_REVISION: Final[Mapping[str, Any]] = {
    "number": 7,
    "loadedAt": "2025-04-08T12:00:00Z",
    "dossiers": {
        "nodes": [
            {
                "dossier": "2025-04-08-belgorod-admission",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "added": 0,
                "changed": 2,
                "withdrawn": 1,
            }
        ],
        "totalCount": 1,
    },
}

PARAMETERS: Final[Mapping[str, Schema]] = {
    "stream-since": {
        "name": SINCE.name,
        "in": "query",
        "description": SINCE.description,
        "schema": SINCE.value.schema(),
        "example": 6,
    },
    LAST_EVENT_ID: {
        "name": LAST_EVENT_ID,
        "in": "header",
        "description": "The `id` of the last event that you have: the number of its revision. Browsers send "
        "it by themselves when they come back. It goes before `since`.",
        "schema": {"type": "integer", "minimum": 0, "maximum": MAX_EVENT_ID},
    },
}
"""The components of its parameters."""


def operation(shapes: Shapes) -> Schema:
    """The operation, whose responses and parameters are components of the document."""
    return {
        "operationId": "streamRevisions",
        "summary": "Each revision as it is loaded",
        "description": "Server-sent events, for as long as you listen: one for each revision, within a "
        "second of its load, whoever loads it. Read it with `EventSource` or another client of such events, "
        "which comes back by itself and then misses nothing. After some seconds of silence there is a "
        f"comment, a line with a colon. An event `{RESET}` says that the database was restored to an earlier "
        "revision than you have seen: take everything anew from `/v1/changes?since=0`; what is loaded next "
        "follows.",
        "tags": ["changes"],
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in PARAMETERS],
        "responses": {
            "200": {
                "description": "The events, for as long as you listen.",
                "headers": {
                    name: {"$ref": f"#/components/headers/{name}"}
                    for name in ("Cache-Control", "Vary", "X-Request-ID")
                },
                "content": {EVENTS.media_type: {"schema": _stream(shapes), "example": _example()}},
            },
            **{
                status: {"$ref": f"#/components/responses/{name}"}
                for status, name in (
                    ("400", "BadRequest"),
                    ("406", "NotAcceptable"),
                    ("414", "TooLong"),
                    ("503", "TooManyListeners"),
                )
            },
        },
    }


def _stream(shapes: Shapes) -> Schema:
    revision = _event(
        "A revision was loaded.",
        NAME,
        "The number of the revision.",
        {**shapes.resource(stored("revision")), "description": "What `/v1/revisions/7` answers."},
    )
    reset = _event(
        "The database was restored from a backup, or made anew, and does not have the revision that you saw "
        "last.",
        RESET,
        "The number of the newest revision that it has, or 0. What follows came after it.",
        {
            "type": "object",
            "description": "What you have seen, and what there is.",
            "properties": {
                "seen": {"type": "integer", "description": "The revision that you have seen."},
                "newest": {"type": "integer", "description": "The newest that the database has."},
            },
            "required": ["seen", "newest"],
            "additionalProperties": False,
        },
    )
    events = [shapes.component("RevisionEvent", revision), shapes.component("ResetEvent", reset)]
    return {
        "type": "string",
        "contentMediaType": EVENTS.media_type,
        "contentSchema": {"type": "array", "items": {"anyOf": events}},
    }


def _event(description: str, name: str, identifier: str, data: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9]+$", "description": identifier},
            "event": {"type": "string", "const": name, "description": "The name of the event."},
            "data": {
                "type": "string",
                "description": "JSON, in one line.",
                "contentMediaType": "application/json",
                "contentSchema": data,
            },
        },
        "required": ["id", "event", "data"],
        "additionalProperties": False,
    }


def _example() -> str:
    return event(orjson.dumps(_REVISION), name=NAME, number=_REVISION["number"]).decode()
