"""Links between operations, as OpenAPI has them: what in an answer leads to which other operation, and how.

They follow from the declarations. A page leads to the next one; whatever an answer holds of a type that can
be looked up by what is shown of it leads there; and a path leads to those below it that ask for no more.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from graphql import (
    GraphQLObjectType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from api.rest.links import PAGING
from api.rest.parameter import Parameter
from api.rest.parameters import Parameters
from api.rest.query import FORMAT
from api.rest.shapes import Schema
from api.rest.stored import response_name, stored
from api.rest.table import ROUTES, Route
from db.graph.query import QUERY, Lookup

_FIRST = "0"
_OF_FIRST = "Here for the first one of the list; the others are reached in the same way."
# Programs that read such links (schemathesis is one) take a dot for the end of a name.
_WITHOUT_DOTS = "What was asked for by a parameter with a dot in its name has to be asked for again."


def links_of_index() -> dict[str, Schema]:
    """The links of the index: to whatever needs no parameter."""
    return {
        stored(name).name: {"operationId": stored(name).name, "description": f"{stored(name).summary}."}
        for path, name in ROUTES
        if not _in_path(path) and not any(each.required for each in _in_query(Route(path, name)).values())
    }


def links_of_answer(path: str, document: str) -> dict[str, Schema]:
    """The links of what a route answers, by their names."""
    return dict(_Links(Route(path, document)).all())


@dataclass(frozen=True)
class _Target:
    """A route that looks one thing up, and the names of what it is looked up by."""

    route: Route
    keys: tuple[str, ...]


@cache
def _targets() -> Mapping[str, _Target]:
    """The routes that look one thing up, by the type of the thing."""
    routes = {
        stored(route.document).resource: route for route in ROUTES if stored(route.document).listed is None
    }
    return {
        root.type: _Target(routes[name,], tuple(root.keys))
        for name, root in QUERY.roots.items()
        if isinstance(root, Lookup)
    }


@cache
def _in_query(route: Route) -> Mapping[str, Parameter]:
    return Parameters(route.path, stored(route.document)).in_query


def _in_path(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


class _Links:
    def __init__(self, route: Route) -> None:
        self._route = route
        self._document = stored(route.document)
        self._here = {f"path.{name}": f"$request.path.{name}" for name in _in_path(route.path)}

    def all(self) -> Iterator[tuple[str, Schema]]:
        document = self._document
        if document.paged:
            page = {
                "query.after": "$response.body#/pageInfo/endCursor",
                "query.first": "$request.query.first",
            }
            yield "next", self._link(self._route, "The next page.", {**self._here, **page})
        yield from self._shown(document.shown, document.selection, ())
        for below in ROUTES:
            path = self._route.path
            if below.path.startswith(f"{path}/") and _in_path(below.path) == _in_path(path):
                target = stored(below.document)
                yield target.name, self._link(below, f"{target.summary}.", self._here)

    def _shown(
        self, kind: GraphQLObjectType, selection: SelectionSetNode, outer: tuple[str, ...]
    ) -> Iterator[tuple[str, Schema]]:
        """The links of what is shown of an object; ``outer`` are the steps that lead to it."""
        for field, node in self._document.fields(kind, selection):
            inner = get_named_type(field.type)
            # Of a union it is not known beforehand to which route a row of it leads.
            if node.selection_set is None or not isinstance(inner, GraphQLObjectType):
                continue
            steps = (*outer, response_name(node))
            if is_list_type(get_nullable_type(field.type)):
                steps = (*steps, _FIRST)
            target = _targets().get(inner.name)
            shown = {
                each.name.value: response_name(each)
                for _, each in self._document.fields(inner, node.selection_set)
            }
            if target is not None and shown.keys() >= {*target.keys}:
                found = "$response.body#/" + "/".join(steps)
                given = {f"path.{key}": f"{found}/{shown[key]}" for key in target.keys}
                said = f"{field.description} {_OF_FIRST if _FIRST in steps else ''}".rstrip()
                yield (
                    ".".join(each for each in steps if each != _FIRST),
                    self._link(target.route, said, given),
                )
            yield from self._shown(inner, node.selection_set, steps)

    def _link(self, target: Route, said: str, given: Mapping[str, str]) -> Schema:
        """A link that also asks of the target what was asked here and is asked by the same name there."""
        taken = _in_query(target)
        shared = [name for name in _in_query(self._route) if name in taken and name not in {*PAGING, FORMAT}]
        kept = {f"query.{name}": f"$request.query.{name}" for name in shared if "." not in name}
        if len(kept) < len(shared):
            said = f"{said} {_WITHOUT_DOTS}"
        return {
            "operationId": stored(target.document).name,
            "parameters": {**given, **kept},
            "description": said,
        }
