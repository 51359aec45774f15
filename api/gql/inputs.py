"""Input types of the schema: the filters that ``db/graph`` declares."""

from functools import cache
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from api.gql.annotations import list_of
from api.gql.enums import enum_name, enum_of
from api.gql.scalars import Date
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
from db.sphere import MAX_KILOMETRES

_SCALARS: dict[Kind, Any] = {
    Kind.STRING: str,
    Kind.CODE: str,
    Kind.INT: int,
    Kind.FLOAT: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: Date,
}
_KIND_NAMES = {
    Kind.STRING: "String",
    Kind.CODE: "String",
    Kind.INT: "Int",
    Kind.FLOAT: "Float",
    Kind.BOOLEAN: "Boolean",
    Kind.DATE: "Date",
}
_EXPRESSION = "A day, or days in EDTF, as 2025-03, 2025-03-18/2025-03-20, 2025-03-18/.. or 2025-21 (spring)."
_ORDERED = (Kind.INT, Kind.FLOAT, Kind.DATE)


def input_type(
    name: str,
    description: str,
    fields: dict[str, tuple[Any, str]],
    required: dict[str, tuple[Any, str]] | None = None,
) -> Any:
    """An input object whose ``fields`` may be left out; an explicit null is as if left out."""
    members: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for field, (annotation, text) in (required or {}).items():
        members["__annotations__"][f"{field}_"] = annotation
        members[f"{field}_"] = strawberry.field(name=field, description=text)
    for field, (annotation, text) in fields.items():
        # A name may be a keyword of Python's ("in", "not", "from").
        attribute = f"{field}_"
        members["__annotations__"][attribute] = annotation | None
        members[attribute] = strawberry.field(name=field, description=text, default=strawberry.UNSET)
    return strawberry.input(type(name, (), members), name=name, description=description)


@cache
def _comparison(kind: Kind, scheme: str | None) -> Any:
    """The operators on a column of one kind."""
    value = enum_of(scheme) if scheme else _SCALARS[kind]
    name = enum_name(scheme) if scheme else _KIND_NAMES[kind]
    if kind is Kind.BOOLEAN:
        return input_type("BooleanFilter", "Compares a truth value.", {"eq": (value, "Is this.")})
    if kind is Kind.STRING:
        name = "Text"
    operators: dict[str, tuple[Any, str]] = {
        "eq": (value, "Is this."),
        "ne": (value, "Is anything but this; rows without a value match as well."),
        "in": (list_of(value), "Is one of these; an empty list matches nothing."),
        "notIn": (list_of(value), "Is none of these; rows without a value match as well."),
        "isNull": (bool, "Has no value (true), or has one (false)."),
    }
    if kind in _ORDERED:
        operators |= {
            "lt": (value, "Is less than this."),
            "lte": (value, "Is this or less."),
            "gt": (value, "Is greater than this."),
            "gte": (value, "Is this or greater."),
        }
    if kind is Kind.STRING:
        operators |= {
            "contains": (value, "Has this in it, whatever the case and the accents."),
            "startsWith": (value, "Begins with this, whatever the case and the accents."),
        }
    what = f"a code of the vocabulary {scheme}" if scheme else "a value"
    return input_type(
        f"{name}Filter", f"Compares {what}; several operators together must all hold.", operators
    )


@cache
def _of_date() -> Any:
    days: dict[str, tuple[Any, str]] = {
        "during": (str, f"The date lies in these days. {_EXPRESSION}"),
        "before": (str, f"The date lies before the first of these days. {_EXPRESSION}"),
        "after": (str, f"The date lies after the last of these days. {_EXPRESSION}"),
        "from": (Date, "The date lies on this day or later."),
        "to": (Date, "The date lies on this day or earlier."),
        "certainly": (
            bool,
            "True: every day that the date allows must fit. False, or left out: some day is enough.",
        ),
    }
    codes: dict[str, tuple[Any, str]] = {
        name: (_comparison(column.kind, column.scheme), column.description)
        for name, column in ByDate("").codes.items()
    }
    return input_type(
        "UncertainDateFilter",
        "Compares the days that an uncertain date allows; several conditions together must all hold.",
        days | codes,
    )


_BORROWED = (
    bool,
    (
        "Whether a point counts that is not the place's own but lent by a location around it; it does not if "
        "this is left out."
    ),
)


@cache
def near_type() -> Any:
    """A point, and how far around it."""
    return input_type(
        "Near",
        "A point, and how far around it: along the great circle, to the metre.",
        {
            "kilometres": (
                float,
                (
                    f"How far at the most: 0 to {MAX_KILOMETRES}, half way round the Earth; left out, any "
                    "distance."
                ),
            ),
            "borrowed": _BORROWED,
        },
        {
            "latitude": (float, "The latitude in degrees north (WGS 84), from -90 to 90."),
            "longitude": (float, "The longitude in degrees east (WGS 84), from -180 to 180."),
        },
    )


@cache
def _box() -> Any:
    return input_type(
        "BoundingBox",
        "A box of latitudes and longitudes in degrees (WGS 84), its edges included.",
        {"borrowed": _BORROWED},
        {
            "west": (float, "The longitude of the western edge, from -180 to 180."),
            "south": (float, "The latitude of the southern edge, from -90 to 90."),
            "east": (
                float,
                (
                    "The longitude of the eastern edge, from -180 to 180; if it is less than west, the box "
                    "crosses the antimeridian."
                ),
            ),
            "north": (float, "The latitude of the northern edge, from -90 to 90, and no less than south."),
        },
    )


class _Filters:
    """Filter types by entity, made once; they refer to one another, so the classes come first."""

    def __init__(self) -> None:
        self.types: dict[str, Any] = {}

    def of(self, entity: Entity) -> Any:
        if entity.name not in self.types:
            name = f"{entity.name}Filter"
            cls = self.types[entity.name] = type(name, (), {"__module__": __name__, "__annotations__": {}})
            members: dict[str, tuple[Any, str]] = {
                field: (self._annotation(declared), declared.description)
                for field, declared in entity.filters.items()
            }
            members["and"] = (list_of(cls), "All of these hold; an empty list asks for nothing.")
            members["or"] = (list_of(cls), "At least one of these holds; an empty list matches nothing.")
            members["not"] = (cls, "This does not hold.")
            for field, (annotation, text) in members.items():
                cls.__annotations__[f"{field}_"] = annotation | None
                setattr(cls, f"{field}_", _input_field(field, text))
            plural = entity.plural or f"{entity.name.lower()} rows"
            strawberry.input(
                cls,
                name=name,
                description=f"Which {plural} to list: all conditions given must hold.",
            )
        return self.types[entity.name]

    def _annotation(self, declared: Filter) -> Any:
        match declared:
            case ByColumn():
                return _comparison(declared.kind, declared.scheme)
            case ByDate():
                return _of_date()
            case ByTree():
                return list[str]
            case ByDistance():
                return near_type()
            case ByBox():
                return _box()
            case ByRelation():
                return self.of(ENTITIES[declared.type])
            case ByWords():
                return str
            case ByAll():
                return self._of_all(ENTITIES[declared.relation.type])

    def _of_all(self, entity: Entity) -> Any:
        name = f"{entity.name}ListFilter"
        if name not in self.types:
            one = self.of(entity)
            self.types[name] = input_type(
                name,
                "All the related rows at once; several conditions together must all hold.",
                {
                    "some": (one, "At least one matches."),
                    "none": (one, "Not one matches; none: {} where there are none at all."),
                    "every": (one, "Every one matches, also where there are none at all."),
                },
            )
        return self.types[name]


def _input_field(name: str, description: str) -> StrawberryField:
    field: StrawberryField = strawberry.field(name=name, description=description, default=strawberry.UNSET)
    return field


_filters = _Filters()


def filter_of(entity: Entity) -> Any | None:
    """The filter input of an entity, None where it declares no filter."""
    return _filters.of(entity) if entity.filters else None
