"""The second half of ``docs/rest.md``, made from the OpenAPI document: every route and every parameter.

``python -m api.rest.reference`` writes it below the page's marker; with ``--check`` it says if it is current.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from api.rest.openapi import document
from api.rest.parameter import MAX_MANY
from api.rest.parameters import Parameters
from api.rest.query import FORMAT
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from api.rest.values import MAX_CURSOR, MAX_TEXT
from db.compile.dates import MAX_EXPRESSION
from db.generated_page import DOCS, write_or_check
from db.search.question import MAX_LENGTH

PAGE = DOCS / "rest.md"
MARKER = "<!-- From here on `python -m api.rest.reference` wrote the page. -->"
COMMAND = "python -m api.rest.reference"

Json = Mapping[str, Any]


def render(page: str) -> str:
    """The page with what is below its marker made anew."""
    written, marker, _ = page.partition(MARKER)
    if not marker:
        raise ValueError(f"docs/rest.md has lost its marker: {MARKER}")
    return "\n".join([written + marker, "", *_routes(document()), *_forms(), *_parameters(document())])


def _routes(openapi: Json) -> Iterator[str]:
    yield "## Routes"
    yield ""
    for tag in openapi["tags"]:
        yield f"### {tag['name'].capitalize()}"
        yield ""
        yield tag["description"]
        yield ""
        yield "| Path | Answers | |"
        yield "| --- | --- | --- |"
        for path, methods in openapi["paths"].items():
            operation = methods["get"]
            if operation["tags"] == [tag["name"]]:
                yield f"| `{path}` | {operation['summary']} | {operation['description']} |"
        yield ""


def _forms() -> Iterator[str]:
    """Every form with its routes; JSON, which all have, first."""
    forms: dict[tuple[str, str], list[str]] = {}
    for path, name in ROUTES:
        for each in Parameters(path, stored(name)).forms.values():
            key = each.representation.name, each.representation.media_type
            forms.setdefault(key, []).append(f"`{ROOT}{path}`")
    yield "## Forms"
    yield ""
    yield "By `format`, which goes first, or by `Accept`."
    yield ""
    yield "| `format` | `Accept` | Routes |"
    yield "| --- | --- | --- |"
    for (name, media_type), paths in forms.items():
        told = "all" if len(paths) == len(ROUTES) else ", ".join(sorted(paths))
        yield f"| `{name}` | `{media_type}` | {told} |"
    yield ""


def _parameters(openapi: Json) -> Iterator[str]:
    declared = openapi["components"]["parameters"]
    used = _used(openapi)
    declared = {key: each for key, each in declared.items() if each["name"] != FORMAT}
    groups: dict[str, list[str]] = {}
    for key in declared:
        groups.setdefault(key.partition(".")[0] if "." in key else "", []).append(key)
    yield "## Parameters"
    yield ""
    yield "Of the path, of every list, of the stream, and of what is asked for a day:"
    yield ""
    yield from _table({key: declared[key] for key in groups.pop("")})
    for entity, keys in groups.items():
        paths = sorted({path for key in keys for path in used[key]}, key=lambda path: (len(path), path))
        yield f"### Filters on {_plural(entity)}"
        yield ""
        yield f"At {', '.join(f'`{path}`' for path in paths)}."
        yield ""
        yield from _table({key: declared[key] for key in keys})


def _plural(entity: str) -> str:
    """What a list of a type is called: ``event sides`` of ``EventSide``."""
    return re.sub(r"\B([A-Z])", r" \1", entity).lower() + "s"


def _used(openapi: Json) -> Mapping[str, list[str]]:
    """The paths that take each parameter, by the parameter's key."""
    used: dict[str, list[str]] = {}
    for path, methods in openapi["paths"].items():
        for reference in methods["get"].get("parameters", ()):
            used.setdefault(reference["$ref"].rsplit("/", 1)[1], []).append(path)
    return used


def _table(parameters: Mapping[str, Json]) -> Iterator[str]:
    yield "| Parameter | Takes | |"
    yield "| --- | --- | --- |"
    for parameter in parameters.values():
        yield f"| `{parameter['name']}` | {_takes(parameter['schema'])} | {parameter['description']} |"
    yield ""


def _takes(schema: Json) -> str:
    match schema:
        case {"items": items, "maxItems": most}:
            return f"{_takes(items)}, {'several' if most == MAX_MANY else f'{most} times'}"
        case {"enum": [*words]}:
            return ", ".join(f"`{word}`" for word in words if not word.startswith("-"))
        case {"$ref": reference}:
            return f"{reference.rsplit('/', 1)[1]}"
        case {"anyOf": [{"type": "integer"}, *_]}:
            return "the number of a revision, a time or a day"
        case {"format": "date"}:
            return "a day"
        case {"maximum": most}:
            return f"0 to {most}"
        case {"maxLength": length} if length in _TEXTS:
            return _TEXTS[length]
        case {"pattern": _}:
            return "slug or code"
        case _:
            return {"boolean": "`true` or `false`", "number": "a number"}[schema["type"]]


# Texts tell themselves apart by how long they may be.
_TEXTS = {
    MAX_CURSOR: "a cursor",
    MAX_TEXT: "a text",
    MAX_EXPRESSION: "a day, or days in EDTF",
    MAX_LENGTH: "a search",
}


def main(arguments: list[str]) -> int:
    """As `write_or_check` has it."""
    return write_or_check(PAGE, render(PAGE.read_text(encoding="utf-8")), COMMAND, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
