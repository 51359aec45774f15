"""The parameters that a filter brings, one for each condition that ``db/graph`` declares.

A condition on a relation is a parameter that takes slugs (``source=volodymyr-zelenskyy``), and one for each
condition on the other side, one dot deep (``source.kind=PERSON``). Where the other side is a hierarchy, a
slug means that one and everything inside it, as a region is meant with its villages.
"""

from collections.abc import Iterator
from dataclasses import replace

from api.rest.parameter import Parameter
from api.rest.values import Code, Day, Truth, Value, Word
from db.graph.declaration import ByColumn, ByDate, ByRelation, ByTree, Entity, Kind
from db.graph.query import ENTITIES


def filter_parameters(entity: Entity, variable: str) -> Iterator[Parameter]:
    """The parameters for an entity's filter, which is the variable of that name."""
    for name, declared in entity.filters.items():
        place = (variable, name)
        if not isinstance(declared, ByRelation):
            yield from _on_row(name, declared, place)
            continue
        target = ENTITIES[declared.type]
        yield from _reference(name, declared, place)
        for parameter in _beyond(target, place):
            yield replace(
                parameter,
                name=f"{name}.{parameter.name}",
                description=f"{declared.description} {parameter.description}",
            )


def _beyond(target: Entity, place: tuple[str, ...]) -> Iterator[Parameter]:
    """Conditions on the other side of a relation, without those that its own slug says already."""
    tree = _tree(target)
    for name, declared in target.filters.items():
        if isinstance(declared, ByRelation):
            yield from _reference(name, declared, (*place, name))
        elif not (name == tree or (name == "slug" and tree is None)):
            yield from _on_row(name, declared, (*place, name))


def _on_row(name: str, declared: ByColumn | ByDate | ByTree, place: tuple[str, ...]) -> Iterator[Parameter]:
    text = declared.description
    match declared:
        case ByColumn(kind=Kind.BOOLEAN):
            yield Parameter(name, (*place, "eq"), Truth(), text)
        case ByColumn():
            yield Parameter(name, (*place, "in"), _value(declared), text, many=True)
        case ByTree():
            yield Parameter(name, place, Word(), text, many=True)
        case ByDate():
            yield Parameter(f"{name}.from", (*place, "from"), Day(), f"{text} The first day of the range.")
            yield Parameter(f"{name}.to", (*place, "to"), Day(), f"{text} The last day of the range.")


def _reference(name: str, declared: ByRelation, place: tuple[str, ...]) -> Iterator[Parameter]:
    target = ENTITIES[declared.type]
    if not target.plural:
        return
    text = f"{declared.description} Takes slugs of {target.plural}"
    if tree := _tree(target):
        inside = f"{text}; what lies inside a matching one matches as well."
        yield Parameter(name, (*place, tree), Word(), inside, many=True)
    else:
        yield Parameter(name, (*place, "slug", "in"), Word(), f"{text}.", many=True)


def _tree(entity: Entity) -> str | None:
    """The name of the filter on the entity's hierarchy, where it has one."""
    return next((name for name, each in entity.filters.items() if isinstance(each, ByTree)), None)


def _value(declared: ByColumn) -> Value:
    if declared.scheme:
        return Code(declared.scheme)
    if declared.kind is Kind.CODE:
        return Word()
    raise TypeError(f"no parameter is defined for a filter on a column of kind {declared.kind}")
