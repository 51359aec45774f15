"""The parameters that a filter brings, one for each condition that ``db/graph`` declares.

A condition on a relation is a parameter that takes slugs (``source=volodymyr-zelenskyy``), and one for each
condition on the other side, one dot deep (``source.kind=PERSON``). Where the other side is a hierarchy, a
slug means that one and everything inside it, as a region is meant with its villages. Identifiers have a
parameter for each register (``wikidata=Q212``). All rows of a relation at once (``sources: {every: …}``) are
no flat question, and are left to GraphQL.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from api.rest.parameter import Parameter
from api.rest.values import (
    BOX,
    CIRCLE,
    Code,
    Day,
    Decimal,
    Expression,
    Numbers,
    Question,
    Text,
    Truth,
    Value,
    Word,
)
from db.graph.declaration import (
    ByAll,
    ByBox,
    ByColumn,
    ByDate,
    ByDistance,
    ByRelation,
    ByTree,
    ByWords,
    Entity,
    Filter,
    Kind,
)
from db.graph.query import ENTITIES
from db.vocabulary import codes

_COMPARISONS = {
    "lt": "Less than this.",
    "lte": "This or less.",
    "gt": "Greater than this.",
    "gte": "This or greater.",
}


def filter_parameters(entity: Entity, variable: str) -> Iterator[Parameter]:
    """The parameters for an entity's filter, which is the variable of that name."""
    for name, declared in entity.filters.items():
        place = (variable, name)
        # A list of places has its own argument ``near``, which also puts them in order.
        if isinstance(declared, ByAll | ByDistance):
            continue
        if not isinstance(declared, ByRelation):
            yield from _on_row(name, declared, place)
            yield from _further(name, declared, place)
            continue
        target = ENTITIES[declared.type]
        if registers := _registers(target):
            yield from _by_register(name, registers, variable)
            continue
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
        elif not isinstance(declared, ByAll) and not (name == tree or (name == "slug" and tree is None)):
            yield from _on_row(name, declared, (*place, name))


def point_parameters(name: str, place: tuple[str, ...], text: str, value: Numbers) -> Iterator[Parameter]:
    """The parameters for a circle or a box in which points lie."""
    yield Parameter(name, place, value, f"{text} Takes {','.join(value.names)}.")
    borrowed = "Whether a point counts there that is not the place's own but lent by a location around it."
    yield Parameter(f"{name}.borrowed", (*place, "borrowed"), Truth(), borrowed, qualifies=True)


def _on_row(
    name: str, declared: ByColumn | ByDate | ByTree | ByDistance | ByBox | ByWords, place: tuple[str, ...]
) -> Iterator[Parameter]:
    text = declared.description
    match declared:
        case ByColumn(kind=Kind.BOOLEAN):
            yield Parameter(name, (*place, "eq"), Truth(), text)
        case ByColumn(kind=Kind.FLOAT):
            yield Parameter(name, (*place, "eq"), Decimal(), text)
            for operator, meaning in _COMPARISONS.items():
                yield Parameter(f"{name}.{operator}", (*place, operator), Decimal(), f"{text} {meaning}")
        case ByColumn() if declared.folded:
            for operator, meaning in (("contains", "Has this in it"), ("startsWith", "Begins with this")):
                meant = f"{text} {meaning}, whatever the case and the accents."
                yield Parameter(f"{name}.{operator}", (*place, operator), Text(), meant)
        case ByColumn():
            yield Parameter(name, (*place, "in"), _value(declared), text, many=True)
        case ByDistance() | ByBox():
            yield from point_parameters(
                name, place, text, CIRCLE if isinstance(declared, ByDistance) else BOX
            )
        case ByTree() | ByWords():
            tree = isinstance(declared, ByTree)
            yield Parameter(name, place, Word() if tree else Question(), text, many=tree)
        case ByDate():
            yield from _on_date(name, declared, place)


def _on_date(name: str, declared: ByDate, place: tuple[str, ...]) -> Iterator[Parameter]:
    days: Mapping[str, tuple[Value, str]] = {
        "during": (Expression(), "In these days."),
        "before": (Expression(), "Before the first of these days."),
        "after": (Expression(), "After the last of these days."),
        "from": (Day(), "On this day or later."),
        "to": (Day(), "On this day or earlier."),
        "certainly": (
            Truth(),
            "True: every day that the date allows must fit. False, or left out: some day is enough.",
        ),
    }
    for operator, (value, meaning) in days.items():
        text = f"{declared.description} {meaning}"
        yield Parameter(f"{name}.{operator}", (*place, operator), value, text)
    for code, column in declared.codes.items():
        yield from _on_row(f"{name}.{code}", column, (*place, code))


def _further(name: str, declared: Filter, place: tuple[str, ...]) -> Iterator[Parameter]:
    """What else may be asked of a row's own codes, and of what may be missing."""
    if isinstance(declared, ByDate):
        for code, column in declared.codes.items():
            yield from _further(f"{name}.{code}", column, (*place, code))
    if not isinstance(declared, ByColumn):
        return
    if declared.kind is Kind.CODE and name != "slug":
        text = f"{declared.description} Leaves these out."
        yield Parameter(f"{name}.notIn", (*place, "notIn"), _value(declared), text, many=True)
    if declared.nullable:
        text = f"{declared.description} True for those without one, false for those with one."
        yield Parameter(f"{name}.isNull", (*place, "isNull"), Truth(), text)


def _registers(target: Entity) -> tuple[str, ...]:
    """The registers whose identifiers a type holds."""
    scheme = target.filters.get("scheme")
    return codes(scheme.scheme) if isinstance(scheme, ByColumn) and scheme.scheme else ()


def _by_register(relation: str, registers: tuple[str, ...], variable: str) -> Iterator[Parameter]:
    for register in registers:
        first, *rest = register.lower().split("_")
        name = first + "".join(word.capitalize() for word in rest)
        text = f"Keeps what the register {register} knows by these identifiers."
        yield Parameter(
            name, (variable, "and"), Text(), text, many=True, within=partial(_known_by, relation, register)
        )


def _known_by(relation: str, register: str, values: list[str]) -> dict[str, Any]:
    return {relation: {"scheme": {"eq": register}, "value": {"in": values}}}


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
