"""A row as columns: a selection laid flat, for forms that know no objects inside one another.

A column is called by the keys that lead to it, with dots between them. A code has a column for its label
beside it. A list inside a row is one column for each of its members' leaves: the values stand side by side in
the order of the list, with `SEPARATOR` between them, so that the third of one column belongs to the third of
the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from api.gql.enums import enum_name
from api.gql.schema import CORE_SCHEMA
from api.rest.stored import StoredDocument, response_name
from db.vocabulary import schemes

SEPARATOR: Final = " | "
LABEL: Final = "label"

Leaf = str | int | float | bool | None

_ESCAPES = str.maketrans({"\\": "\\\\", "|": "\\|"})


@dataclass(frozen=True)
class Column:
    """``path`` are the keys to the value, ``many`` whether a list is on the way; ``labels`` are shown instead
    of the codes that stand there.
    """

    name: str
    path: tuple[str, ...]
    many: bool
    labels: Mapping[str, str] | None = None

    def value(self, row: Mapping[str, Any]) -> Leaf:
        """The value in a row; that of a list is a text, or None if the list is empty."""
        if self.many:
            found = _all(row, self.path)
            return SEPARATOR.join(map(self._member, found)) if found else None
        value: Any = row
        for key in self.path:
            if value is None:
                return None
            value = value.get(key)
        return value if self.labels is None or value is None else self.labels[value]

    def _member(self, value: Any) -> str:
        shown = written(value if self.labels is None or value is None else self.labels[value])
        return shown.translate(_ESCAPES) if "|" in shown or "\\" in shown else shown


def written(value: Leaf) -> str:
    """A value as a text: booleans and numbers as JSON has them, nothing for what is missing."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def columns_of(document: StoredDocument, leave_out: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of each row of a list, or of a single resource. ``leave_out``: keys of the row itself."""
    listed = document.listed
    kind: Any = document.shown
    selection: SelectionSetNode | None = document.selection
    if listed is not None:
        kind = get_named_type(document.shown.fields[listed.name.value].type)
        selection = listed.selection_set
    assert selection is not None
    found: dict[str, Column] = {}
    for column in _Columns(document).of(kind, selection, (), False):
        if column.path[0] not in leave_out:
            # Both kinds of a union have an `id`, and it is the same column.
            found.setdefault(column.name, column)
    return tuple(found.values())


@dataclass(frozen=True)
class _Columns:
    document: StoredDocument

    def of(
        self,
        kind: GraphQLObjectType | GraphQLUnionType,
        selection: SelectionSetNode,
        path: tuple[str, ...],
        many: bool,
    ) -> Iterator[Column]:
        for node in selection.selections:
            match node:
                case FragmentSpreadNode():
                    fragment = self.document.fragments[node.name.value]
                    yield from self.of(_object(fragment), fragment.selection_set, path, many)
                case InlineFragmentNode():
                    yield from self.of(_object(node), node.selection_set, path, many)
                case FieldNode():
                    assert isinstance(kind, GraphQLObjectType)
                    yield from self._field(kind, node, path, many)

    def _field(
        self, kind: GraphQLObjectType, node: FieldNode, path: tuple[str, ...], many: bool
    ) -> Iterator[Column]:
        field = kind.fields[node.name.value]
        inner = (*path, response_name(node))
        if is_list_type(get_nullable_type(field.type)):
            if many:
                raise TypeError(f"{self.document.name}: {'.'.join(inner)} is a list inside a list")
            many = True
        named = get_named_type(field.type)
        if node.selection_set is not None:
            assert isinstance(named, GraphQLObjectType | GraphQLUnionType)
            yield from self.of(named, node.selection_set, inner, many)
            return
        yield Column(".".join(inner), inner, many)
        if isinstance(named, GraphQLEnumType) and named.name in _vocabularies():
            yield Column(".".join((*inner, LABEL)), inner, many, _vocabularies()[named.name])


def _object(node: Any) -> GraphQLObjectType:
    kind = CORE_SCHEMA.type_map[node.type_condition.name.value]
    assert isinstance(kind, GraphQLObjectType)
    return kind


@cache
def _vocabularies() -> Mapping[str, Mapping[str, str]]:
    """The labels of each vocabulary by its codes, by the name of its enum."""
    return {
        enum_name(name): {term.code: term.label for term in scheme.terms}
        for name, scheme in schemes().items()
    }


def _all(row: Mapping[str, Any], path: tuple[str, ...]) -> list[Any]:
    """Every value to which keys lead, through the one list on the way."""
    found: list[Any] = [row]
    for key in path:
        found = [None if each is None else each.get(key) for each in found]
        if len(found) == 1 and isinstance(found[0], list):
            (found,) = found
    return found
