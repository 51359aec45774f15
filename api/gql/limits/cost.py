"""How many rows an operation could return: page sizes multiplied through lists inside lists.

Every object that comes from a row of its own counts once, wherever it comes out: a node of a page, an object
that another one points to, a part. A page counts as its size, whether or not there are so many rows, and a
facet as the number of counts that it may give. A list without pages counts as `PARTS`, ``totalCount`` as one
row. What is made of columns of the same row (a date) and what only holds others together (edges,
``pageInfo``, ``facets``) count nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, get_nullable_type
from graphql.type import is_leaf_type, is_list_type, is_object_type

from db.compile.facets import DEFAULT_COUNTS, DEFAULT_PERIODS
from db.compile.pages import DEFAULT_PAGE
from db.compile.selection import Field, Literal, Selection, Slot
from db.graph.declaration import Part
from db.graph.facet import FACETS
from db.graph.query import ENTITIES

# A dossier's format allows 200 parts (names, links of a chain, quotations); few entities have five.
PARTS = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """Rows as a sum of products: ``fixed``, and per term a number and the slots of the page sizes that it is
    multiplied with.
    """

    fixed: int
    terms: tuple[tuple[int, tuple[int, ...]], ...]

    def rows(self, values: Sequence[Any]) -> int:
        """How many rows, given the request's values."""
        result = self.fixed
        for number, slots in self.terms:
            result += number * prod(values[slot] for slot in slots)
        return result


def cost(schema: GraphQLSchema, selection: Selection) -> Cost:
    """What the root selection of an operation could return."""
    assert schema.query_type is not None
    counting = _Counting(schema)
    counting.objects(schema.query_type, selection, _Times(1))
    fixed = counting.rows.pop((), 0)
    return Cost(fixed, tuple((number, slots) for slots, number in counting.rows.items()))


@dataclass(frozen=True, slots=True)
class _Times:
    """How often something comes out: a number, multiplied with the values of slots."""

    number: int
    slots: tuple[int, ...] = ()

    def by(self, size: Any) -> "_Times":
        if isinstance(size, Slot):
            return _Times(self.number, (*self.slots, size.index))
        # A wrong size is refused with its own error, and counts nothing before.
        return _Times(self.number * max(0, size), self.slots)


class _Counting:
    def __init__(self, schema: GraphQLSchema) -> None:
        self.rows: dict[tuple[int, ...], int] = {}
        self._schema = schema

    def objects(self, parent: GraphQLObjectType, selection: Selection, times: _Times) -> None:
        """What is asked of an object that comes out so many times."""
        for field in selection:
            if isinstance(field, Literal):
                continue
            definition = parent.fields[field.name]
            if is_leaf_type(get_named_type(definition.type)):
                continue
            if "last" in definition.args:
                self._page(definition, field, times)
                continue
            found = times.by(_length(definition, field))
            if not _is_part(parent, field) and not _holds_counts(definition):
                self._add(found)
            self._inside(field, found)

    def _page(self, definition: GraphQLField, field: Field, times: _Times) -> None:
        arguments = field.arguments
        size = arguments.get("first")
        if size is None:
            size = arguments.get("last")
        rows = times.by(DEFAULT_PAGE if size is None else size)
        connection = self._object(get_named_type(definition.type))
        for each in field.of(connection.name):
            if isinstance(each, Literal):
                continue
            if each.name == "totalCount":
                self._add(times)
            elif each.name == "nodes":
                self._add(rows)
                self._inside(each, rows)
            elif each.name == "edges":
                self._inside(each, rows)
            elif each.name == "measures":
                self.objects(connection, [each], times)
            else:
                # The page's information, or its facets.
                self._inside(each, times)

    def _inside(self, field: Field, times: _Times) -> None:
        # Where there are several possible types, each is looked up.
        for name, selection in field.selections.items():
            self.objects(self._object(self._schema.type_map[name]), selection, times)

    def _add(self, times: _Times) -> None:
        self.rows[times.slots] = self.rows.get(times.slots, 0) + times.number

    def _object(self, named: Any) -> GraphQLObjectType:
        assert is_object_type(named)
        return named


def _length(definition: GraphQLField, field: Field) -> Any:
    if not is_list_type(get_nullable_type(definition.type)):
        return 1
    if "first" in definition.args:
        size = field.arguments.get("first")
        return _counts(definition) if size is None else size
    ids = field.arguments.get("ids")
    return PARTS if ids is None else len(ids)


def _counts(definition: GraphQLField) -> int:
    """How many counts a facet gives where it is not said how many."""
    return DEFAULT_PERIODS if "by" in definition.args else DEFAULT_COUNTS


def _holds_counts(definition: GraphQLField) -> bool:
    named = get_named_type(definition.type)
    return any(facets.name == named.name for facets in FACETS.values())


def _is_part(parent: GraphQLObjectType, field: Field) -> bool:
    entity = ENTITIES.get(parent.name)
    return entity is not None and isinstance(entity.members.get(field.name), Part)
