"""The OpenAPI 3.1 document, made from the route table, the stored documents and the GraphQL schema."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from graphql import GraphQLEnumType, get_named_type

from api.gql.enums import enum_name
from api.gql.schema import CORE_SCHEMA
from api.live.described import PARAMETERS, operation
from api.live.stream import PATH as STREAM
from api.problem import MEDIA_TYPE
from api.rest.operation_links import links_of_answer, links_of_index
from api.rest.parameter import MAX_MANY, Parameter
from api.rest.parameters import Parameters
from api.rest.query import FORMAT
from api.rest.routes import index
from api.rest.shapes import Schema, Shapes
from api.rest.stored import StoredDocument, stored
from api.rest.table import ROOT, ROUTES
from api.rest.values import Choice, Code, Day, FormName, Numbers, SortKey, Text
from api.web.problems import TYPES
from db.graph.dataset import LICENCE, LICENCE_URL
from db.graph.query import ENTITIES

# The version of what is below `ROOT`, whatever the release that serves it.
VERSION = "1.0"

# Sections by the first segment of their paths, in the order in which they are shown.
SECTIONS = {
    **{ENTITIES[name].plural: name for name in ("Event", "Statement", "Source", "Location", "Article")},
    "figures": "Figure",
    "search": "SearchResult",
    "changes": "Change",
    "revisions": "Revision",
    "terms": "Term",
    "dataset": "Dataset",
}

# What stands in the first dossier, for documentation pages and clients to try.
EXAMPLES = {
    "event": "ukrainian-presence-in-belgorod-region",
    "statement": "zelenskyy-confirms-belgorod-operations",
    "source": "volodymyr-zelenskyy",
    "location": "belgorod-region",
    "article": "2025-04-08-belgorod-admission",
    "asOf": "2025-04-08",
    "knownAt": 1,
    "since": 0,
    "number": 1,
    "scheme": "stance",
    "code": "DENIES",
    "text": "Belgorod",
}

CONTACT: Schema = {"name": "The Dateline authors"}

SECURITY: list[dict[str, list[str]]] = [{}, {"key": []}]
"""Nobody needs a key."""

SECURITY_SCHEMES: dict[str, Schema] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that the operator has given to a client, so that its requests are counted by "
        "themselves. Whoever has none is answered all the same.",
    }
}

_DESCRIPTION = f"""\
Who said what in the news, on whose word, how firmly, about which event, since when, and who disputes it.

- An `id` is the path below `{ROOT}`: `sources/russia` is at `{ROOT}/sources/russia`.
- A list is an object with `nodes`. Where it comes in pages it has `pageInfo`, and the `Link` header leads on.
- A parameter that takes several values takes them separated by commas, or is repeated: any of them may match.
- All conditions must hold. Those with the same word before the dot are about the same row:
  `attribution.role=ORIGINATOR&attribution.commitment=CERTAIN` asks for one link that is both.
- Unknown parameters, codes and malformed values are refused, with what is allowed.
- Every route answers HEAD and OPTIONS as well. Pages of any origin may read the answers (CORS). A path with a
  slash at its end leads to the one without (308).
- Every answer has an `ETag`: send it back in `If-None-Match`, and while nothing has changed the answer is 304
  without a body. Answers are compressed by zstd, br or gzip, as `Accept-Encoding` says.
- Every answer says in `Dateline-Revision` at which revision of the data it was read. Send that number back as
  `Dateline-Min-Revision`, and no answer is of an older one: where no server has it, the request waits for a
  moment and is then refused (503 with `Retry-After`, `/problems/revision-not-reached`).
- Every response has an `X-Request-ID`: yours if you sent one.
"""

_PROBLEM: Schema = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": f"The kind of problem. A path below {TYPES} leads to what it means.",
        },
        "title": {"type": "string", "description": "The kind of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong with this request, and what to do."},
        "parameter": {"type": "string", "description": "The parameter that is at fault."},
        "allowed": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What could stand there instead, most alike first.",
        },
        "revision": {"type": "integer", "description": "The load that withdrew what was asked for."},
        "withdrawnAt": {
            "type": "string",
            "format": "date-time",
            "description": "When it was withdrawn, in UTC.",
        },
        "reason": {"type": "string", "description": "Why it was withdrawn, where the dossier says so."},
        "known": {
            "type": "string",
            "format": "uri-reference",
            "description": "Where to read what was held until then.",
        },
        "requestId": {
            "type": "string",
            "description": "The identifier of the request, by which the operator finds it in the log.",
        },
    },
    "required": ["type", "title", "status"],
}
_HEADERS = {
    "Link": "Where to go from here (RFC 8288): `self`; of a list's pages `first`, `prev` and `next`; "
    "`describedby`, this document; and `license`, that of the data.",
    "Location": "The same address with the new slug.",
    "ETag": "A strong tag of this answer. It is another one as soon as a load or a release could "
    "have changed a byte of it.",
    "Last-Modified": "When the newest load was made. It is not sent within the second of that load.",
    "Cache-Control": "How long caches may keep the answer without asking whether it still holds.",
    "Dateline-Revision": "The number of the revision at which the answer was read.",
    "Retry-After": "After how many seconds the same question may well be answered.",
    "Vary": "The request's headers by which the answer was chosen.",
    "X-Request-ID": "The identifier of the request.",
}
_OF_UNCHANGED = ("ETag", "Last-Modified", "Cache-Control", "Dateline-Revision", "Vary", "X-Request-ID")
_OF_ANSWER = ("Link", *_OF_UNCHANGED)
_OF_DOCUMENT = ("Link", "ETag", "Cache-Control", "Vary", "X-Request-ID")


@cache
def openapi_json() -> str:
    """The document as committed in ``openapi/openapi.json`` and served at ``/openapi.json``."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def document() -> dict[str, Any]:
    """The document as plain data."""
    return _Document().whole()


def section_of(path: str) -> str:
    """The first segment of a path below `ROOT`."""
    return path.split("/")[1]


class _Document:
    def __init__(self) -> None:
        self._shapes = Shapes()
        self._parameters: dict[str, Schema] = {}

    def whole(self) -> dict[str, Any]:
        order = list(SECTIONS)
        operations = {path: self._operation(path, name) for path, name in ROUTES}
        operations[STREAM] = operation(self._shapes)
        self._parameters |= PARAMETERS
        paths = {ROOT: {"get": self._index()}}
        for path in sorted(operations, key=lambda path: (order.index(section_of(path)), path)):
            paths[ROOT + path] = {"get": operations[path]}
        components = {**self._shapes.components, "Problem": _PROBLEM}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Dateline",
                "version": VERSION,
                "summary": "Facts from news articles, each with who said so.",
                "description": _DESCRIPTION,
                "contact": CONTACT,
                "license": {"name": f"The data: {LICENCE}", "url": LICENCE_URL},
            },
            "servers": [{"url": "/"}],
            "security": SECURITY,
            "tags": [
                {"name": section, "description": ENTITIES[name].description}
                for section, name in SECTIONS.items()
            ],
            "paths": paths,
            "components": {
                "securitySchemes": SECURITY_SCHEMES,
                "schemas": dict(sorted(components.items())),
                "parameters": dict(sorted(self._parameters.items())),
                "headers": {
                    name: {"description": said, "schema": {"type": "string"}}
                    for name, said in _HEADERS.items()
                },
                "responses": {
                    "BadRequest": _problem("A parameter is unknown or malformed; the problem names it."),
                    "NotFound": _problem("There is nothing at this path."),
                    "Renamed": _problem("It has another slug now; Location leads there.", ["Location"]),
                    "Gone": _problem("It was withdrawn; the problem says when, and where it is still read."),
                    "UnknownRevision": _problem(
                        "The database has not come to the revision of `since`: it was restored from a backup "
                        "or made anew, and a copy has to begin again."
                    ),
                    "NotAcceptable": _problem("Accept leaves out every form in which there is an answer."),
                    "TooLong": _problem("Path and query string are longer than the server reads."),
                    "Unprocessable": _problem(
                        "Each parameter is well formed, but they do not go together, one goes beyond its "
                        "bounds, or a cursor is one of another list."
                    ),
                    "NotModified": {
                        "description": "The answer whose ETag the request names still holds.",
                        "headers": _headers(_OF_UNCHANGED),
                    },
                    "Unavailable": _problem(
                        "The database is away or would take too long, or no server has the revision that is "
                        "demanded.",
                        ["Retry-After"],
                    ),
                    "TooManyListeners": _problem(
                        "As many streams are open as the server keeps open at once, or the database is away.",
                        ["Retry-After"],
                    ),
                },
            },
        }

    def _index(self) -> dict[str, Any]:
        addresses = {name: {"type": "string", "const": path} for name, path in index().items()}
        schema = self._shapes.component(
            "Index",
            {
                "type": "object",
                "description": "The addresses that need no slug, by name.",
                "properties": addresses,
                "required": [*addresses],
                "additionalProperties": False,
            },
        )
        return {
            "operationId": "getIndex",
            "summary": "What there is",
            "description": "The addresses to start from.",
            "tags": ["dataset"],
            "responses": {
                "200": {**_answer("The addresses.", schema, _OF_DOCUMENT), "links": links_of_index()},
                **_responses("NotModified", "BadRequest", "NotAcceptable", "TooLong"),
            },
        }

    def _operation(self, path: str, name: str) -> dict[str, Any]:
        answering = stored(name)
        parameters = Parameters(path, answering)
        responses = {
            "200": _answer(answering.summary, self._shapes.resource(answering)),
            **_responses("NotModified", "BadRequest", *(["NotFound"] if parameters.in_path else [])),
            **_responses(*(["Renamed", "Gone"] if "slug" in parameters.in_path else [])),
            **_responses(*(["UnknownRevision"] if "since" in parameters.in_query else [])),
            **_responses("NotAcceptable", "TooLong", *(["Unprocessable"] if parameters.in_query else [])),
            **_responses("Unavailable"),
        }
        for representation, document, form in parameters.forms.values():
            if form is not None:
                responses["200"]["content"][representation.media_type] = {"schema": form.schema(document)}
        if links := links_of_answer(path, name):
            responses["200"]["links"] = links
        operation: dict[str, Any] = {
            "operationId": answering.name,
            "summary": answering.summary,
            "description": answering.description,
            "tags": [section_of(path)],
            "responses": responses,
        }
        if parameters.all:
            operation["parameters"] = [self._parameter(each, answering) for each in parameters.all]
        return operation

    def _parameter(self, parameter: Parameter, answering: StoredDocument) -> Schema:
        """A reference to the parameter's component, which routes share."""
        schema = parameter.value.schema()
        if isinstance(parameter.value, Code | Choice):
            value = parameter.value
            enum = CORE_SCHEMA.type_map[enum_name(value.scheme) if isinstance(value, Code) else value.enum]
            assert isinstance(enum, GraphQLEnumType)
            self._shapes.enum(enum)
        component: Schema = {
            "name": parameter.name,
            "in": "path" if parameter.in_path else "query",
            "description": parameter.description,
            "schema": schema,
        }
        if parameter.in_path:
            example = answering.resource[0] if parameter.name == "slug" else parameter.name
            component |= {"required": True, "example": EXAMPLES[example]}
        elif parameter.name in EXAMPLES and len(parameter.place) == 1:
            component["example"] = EXAMPLES[parameter.name]
        if parameter.required:
            component |= {"required": True, "example": EXAMPLES[parameter.name]}
        if parameter.many:
            component |= {"style": "form", "explode": False}
            # A comma begins the next value.
            item = {**schema, "pattern": "^[^,]+$"} if isinstance(parameter.value, Text) else schema
            component["schema"] = {"type": "array", "items": item, "minItems": 1, "maxItems": MAX_MANY}
        elif isinstance(parameter.value, Numbers):
            component |= {"style": "form", "explode": False}
        key = _key(parameter, answering)
        if self._parameters.setdefault(key, component) != component:
            raise TypeError(f"two different parameters are called {key}")
        return {"$ref": f"#/components/parameters/{key}"}


def _key(parameter: Parameter, answering: StoredDocument) -> str:
    """The name of a parameter's component: routes share it where it says the same."""
    counted = _counted(answering)
    if isinstance(parameter.value, FormName):
        return "-".join([FORMAT, *parameter.value.words])
    if parameter.in_path:
        return f"{answering.resource[0]}-{parameter.name}"
    of_list = isinstance(parameter.value, SortKey | Day | Numbers) and (counted or _lists(answering))
    if len(parameter.place) > 1 or parameter.required or of_list:
        return f"{counted or _listed(answering)}.{parameter.name}"
    # How many counts there are at most is said of each kind of them.
    return f"{_listed(answering)}.first" if counted and parameter.name == "first" else parameter.name


def _listed(answering: StoredDocument) -> str:
    """The type of the rows that a list answers."""
    assert answering.listed is not None
    return str(get_named_type(answering.shown.fields[answering.listed.name.value].type))


def _counted(answering: StoredDocument) -> str | None:
    """The type of the rows that are counted, where counts are answered."""
    root, *inner = answering.resource
    return next((each.name for each in ENTITIES.values() if each.plural == root and "facets" in inner), None)


def _lists(answering: StoredDocument) -> bool:
    """Whether the route answers a list, of which a day or an order says something of its own."""
    return "nodes" in answering.shown.fields


_STATUS = {
    "NotModified": 304,
    "Renamed": 308,
    "BadRequest": 400,
    "NotFound": 404,
    "Gone": 410,
    "UnknownRevision": 410,
    "NotAcceptable": 406,
    "TooLong": 414,
    "Unprocessable": 422,
    "Unavailable": 503,
}


def _responses(*names: str) -> dict[str, Schema]:
    return {str(_STATUS[name]): {"$ref": f"#/components/responses/{name}"} for name in names}


def _headers(names: Iterable[str]) -> dict[str, Schema]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _answer(description: str, schema: Schema, headers: Iterable[str] = _OF_ANSWER) -> dict[str, Any]:
    return {
        "description": description,
        "headers": _headers(headers),
        "content": {"application/json": {"schema": schema}},
    }


def _problem(description: str, headers: Iterable[str] = ()) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "headers": _headers(["X-Request-ID", *headers]),
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
