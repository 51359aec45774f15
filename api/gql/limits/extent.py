"""How much a document asks for, in time that grows with its length alone.

A fragment counts wherever it is spread, and is looked at once: what it adds up to is kept, and a spread adds
that. So forty fragments that each spread the next one twice are counted as the million million fields that
they are, within a millisecond. A spread that closes a cycle adds nothing: validation reports it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionNode,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
)

META_FIELDS = ("__schema", "__type")
# Python answers introspection, and takes ten times as long over an object as a database over a row.
INTROSPECTED = 10

Definition = OperationDefinitionNode | FragmentDefinitionNode
# How many objects each list of introspection holds, by the field's name.
Lengths = Mapping[str, int]


@dataclass(slots=True)
class Extent:
    """What a definition asks for in all.

    depth: fields inside one another, those inside ``__schema`` and ``__type`` left out (graphql-core limits
    these itself). root_fields: fields that are not inside another one of this definition. introspected:
    objects that introspection could return, each as `INTROSPECTED` rows. inside: how many objects that would
    be if all of the definition were introspection.
    """

    depth: int = 0
    root_fields: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    introspected: int = 0
    inside: int = 0


@dataclass(frozen=True, slots=True)
class _Spread:
    """A fragment spread: how deep it stands, in how many introspected objects, and in how many it would
    stand if all of its definition were introspection.
    """

    name: str
    depth: int
    introspected: int
    inside: int


@dataclass(slots=True)
class _Part:
    """What a definition asks for itself, and what it spreads."""

    extent: Extent
    spreads: list[_Spread]


def extents(document: DocumentNode, lengths: Lengths) -> Iterator[tuple[Definition, Extent]]:
    """What each definition of a document asks for, operations first."""
    definitions = [
        each
        for each in document.definitions
        if isinstance(each, (OperationDefinitionNode, FragmentDefinitionNode))
    ]
    definitions.sort(key=lambda each: isinstance(each, FragmentDefinitionNode))
    parts = {id(each): _part(each, lengths) for each in definitions}
    fragments = {
        each.name.value: parts[id(each)] for each in definitions if isinstance(each, FragmentDefinitionNode)
    }
    totals: dict[str, Extent] = {}
    for name in fragments:
        _total(name, fragments, totals)
    for each in definitions:
        yield each, _summed(parts[id(each)], totals)


def _part(definition: Definition, lengths: Lengths) -> _Part:
    extent = Extent(directives=len(definition.directives or ()))
    if isinstance(definition, OperationDefinitionNode):
        extent.directives += sum(len(each.directives or ()) for each in definition.variable_definitions or ())
    spreads: list[_Spread] = []
    # Selections with the fields, the introspected objects and the supposed objects around them.
    waiting: list[tuple[SelectionNode, int, int, int]] = [
        (each, 0, 0, 1) for each in definition.selection_set.selections
    ]
    while waiting:
        node, depth, introspected, inside = waiting.pop()
        extent.directives += len(node.directives or ())
        if isinstance(node, FragmentSpreadNode):
            spreads.append(_Spread(node.name.value, depth, introspected, inside))
            continue
        if isinstance(node, FieldNode):
            name = node.name.value
            length = lengths.get(name, 1)
            extent.fields += 1
            extent.aliases += node.alias is not None
            extent.root_fields += depth == 0
            depth += not introspected
            extent.depth = max(extent.depth, depth)
            inside *= length
            introspected = INTROSPECTED if name in META_FIELDS else introspected * length
            if node.selection_set is not None:
                extent.introspected += introspected
                extent.inside += inside
        inner = getattr(node, "selection_set", None)
        if inner is not None:
            waiting += [(each, depth, introspected, inside) for each in inner.selections]
    return _Part(extent, spreads)


def _total(name: str, fragments: Mapping[str, _Part], totals: dict[str, Extent]) -> None:
    """Adds what a fragment asks for, and before it the fragments that it spreads; no recursion, as a chain
    may be longer than Python's stack.
    """
    if name in totals:
        return
    entered = {name}
    path = [(name, iter(fragments[name].spreads))]
    while path:
        current, spreads = path[-1]
        for spread in spreads:
            if spread.name in fragments and spread.name not in entered and spread.name not in totals:
                entered.add(spread.name)
                path.append((spread.name, iter(fragments[spread.name].spreads)))
                break
        else:
            path.pop()
            totals[current] = _summed(fragments[current], totals)


def _summed(part: _Part, totals: Mapping[str, Extent]) -> Extent:
    result = replace(part.extent)
    for spread in part.spreads:
        total = totals.get(spread.name)
        if total is None:
            continue
        result.fields += total.fields
        result.aliases += total.aliases
        result.directives += total.directives
        result.inside += spread.inside * total.inside
        if spread.introspected:
            result.introspected += spread.introspected * total.inside
            continue
        result.introspected += total.introspected
        result.depth = max(result.depth, spread.depth + total.depth)
        if spread.depth == 0:
            result.root_fields += total.root_fields
    return result


@cache
def introspection_lengths(schema: GraphQLSchema) -> Lengths:
    """How long the lists of introspection are: exactly where there is one, and on average, rounded up,
    where each type or field has one.
    """
    types = list(schema.type_map.values())
    composite = [each for each in types if is_object_type(each) or is_interface_type(each)]
    fields = [field for each in composite for field in each.fields.values()]

    def average(total: int) -> int:
        return max(1, ceil(total / len(types)))

    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": average(len(fields)),
        "args": max(1, ceil(sum(len(each.args) for each in fields) / max(1, len(fields)))),
        "inputFields": average(sum(len(each.fields) for each in types if is_input_object_type(each))),
        "enumValues": average(sum(len(each.values) for each in types if is_enum_type(each))),
        "possibleTypes": average(len(composite)),
        "interfaces": 1,
    }
