"""Object types of the schema, made from the declarations: types, connections, edges, interface and union.

No field has a resolver: an operation is compiled to SQL as a whole. Strawberry gives the schema, its
validation and introspection.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Union

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.gql.annotations import list_of, or_null
from api.gql.enums import enum_of, word_enum
from api.gql.facets import counts_argument, facet_arguments
from api.gql.inputs import filter_of, near_type
from api.gql.orders import order_of
from api.gql.scalars import Date, DateTime, RevisionOrTime
from db.compile.pages import DEFAULT_PAGE, MAX_PAGE
from db.graph.declaration import (
    Argument,
    Away,
    Choice,
    Computed,
    Facet,
    Group,
    Kind,
    Leaf,
    Many,
    Member,
    Named,
    One,
    Part,
    Rows,
    Snippet,
    Variant,
)
from db.graph.facet import FACETS
from db.graph.query import ENTITIES, KNOWN_AT, QUERY, SINCE, SUBSCRIPTIONS, Lookup, NodeList, NodeLookup, Root

_KINDS: dict[Kind, Any] = {
    Kind.STRING: str,
    Kind.CODE: str,
    Kind.INT: int,
    Kind.FLOAT: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: Date,
    Kind.DATETIME: DateTime,
}

UNIONS = {
    "FigureSubject": "What a figure is about: an event or a location.",
    "SearchEntity": "What can be found by its words.",
}

Arguments = Mapping[str, tuple[Any, str]]


@strawberry.interface(description="Anything with an identity of its own, found again by its identifier.")
class Node:
    """The Relay interface."""

    id: strawberry.ID = strawberry.field(
        description="The global identifier, as sources/volodymyr-zelenskyy; it is also the path under /v1/."
    )


@strawberry.type(description="Where a page lies in its list (Relay).")
class PageInfo:
    """The Relay type."""

    hasNextPage: bool = strawberry.field(name="hasNextPage", description="Whether rows follow this page.")  # noqa: N815
    hasPreviousPage: bool = strawberry.field(  # noqa: N815
        name="hasPreviousPage", description="Whether rows come before this page."
    )
    startCursor: str | None = strawberry.field(  # noqa: N815
        name="startCursor", description="The cursor of the first row, for `before`; null on an empty page."
    )
    endCursor: str | None = strawberry.field(  # noqa: N815
        name="endCursor", description="The cursor of the last row, for `after`; null on an empty page."
    )


def declared_field(name: str, description: str, arguments: Arguments | None = None) -> StrawberryField:
    """A field without a resolver."""
    field: StrawberryField = strawberry.field(name=name, description=description)
    if arguments:
        field.arguments = [
            StrawberryArgument(
                python_name=argument,
                graphql_name=argument,
                type_annotation=StrawberryAnnotation(annotation),
                description=text,
            )
            for argument, (annotation, text) in arguments.items()
        ]
    return field


class ObjectTypes:
    """The schema's object types by name. They refer to one another, so classes come before fields."""

    def __init__(self) -> None:
        self.classes: dict[str, Any] = {"Node": Node, "PageInfo": PageInfo}
        for entity in ENTITIES.values():
            identified = entity.name in QUERY.node_types
            self.classes[entity.name] = type(
                entity.name, (Node,) if identified else (), {"__module__": __name__}
            )
        for declared in FACETS.values():
            self.classes[declared.name] = type(declared.name, (), {"__module__": __name__})
        for entity in ENTITIES.values():
            fields = {
                name: (self._annotation(member), member.description, self._arguments(member))
                for name, member in entity.members.items()
                if not (name == "id" and entity.name in QUERY.node_types)
            }
            self._define(entity.name, entity.description, fields)
        for declared in FACETS.values():
            self._define(
                declared.name,
                declared.description,
                {
                    name: (self._facet(facet), facet.description, facet_arguments(facet, declared))
                    for name, facet in declared.members.items()
                },
            )

    def query(self) -> Any:
        """The root type."""
        self.classes["Query"] = type("Query", (), {"__module__": __name__})
        fields = {name: self._root_of_a_time(name, root) for name, root in QUERY.roots.items()}
        return self._define("Query", "Where every question starts.", fields)

    def subscription(self) -> Any:
        """The root type of what can be listened to."""
        self.classes["Subscription"] = type("Subscription", (), {"__module__": __name__})
        told = (
            self.classes["Revision"],
            (
                "Each revision as it is loaded, whoever loads it, with whatever is asked of it. Answered as "
                "text/event-stream, or over a WebSocket that speaks graphql-transport-ws."
            ),
            {"since": (or_null(int), SINCE)},
        )
        said = "What is told as it happens."
        return self._define("Subscription", said, dict.fromkeys(SUBSCRIPTIONS, told))

    def _define(
        self, name: str, description: str, fields: Mapping[str, tuple[Any, str, Arguments | None]]
    ) -> Any:
        cls = self.classes[name]
        cls.__annotations__ = {}
        for field, (annotation, text, arguments) in fields.items():
            cls.__annotations__[field] = annotation
            setattr(cls, field, declared_field(field, text, arguments))
        return strawberry.type(cls, name=name, description=description)

    def _annotation(self, member: Member) -> Any:
        match member:
            case Leaf():
                annotation = enum_of(member.scheme) if member.scheme else _KINDS[member.kind]
                return or_null(annotation) if member.nullable else annotation
            case Part():
                return or_null(self.classes[member.type]) if member.nullable_by else self.classes[member.type]
            case One():
                return or_null(self.classes[member.type]) if member.nullable else self.classes[member.type]
            case Variant():
                options = tuple(self.classes[name] for name, _ in member.options)
                union = strawberry.union(member.type, description=UNIONS[member.type])
                return Annotated[Union[options], union]  # noqa: UP007
            case Rows():
                return list_of(self.classes[member.type]) if member.many else self.classes[member.type]
            case Snippet():
                return str
            case Named():
                return or_null(Node)
            case Many():
                return self._connection(member) if member.paged else list_of(self.classes[member.type])
            case Away():
                return or_null(self.classes[member.type])

    def _arguments(self, member: Member) -> Arguments | None:
        match member:
            case Many(paged=True):
                return {**_list_arguments(member), **_computing(member.computed)}
            case Many(link=Computed() as computed) | Rows(computed=computed):
                return _computing(computed)
            case Away():
                return {
                    "from": (
                        or_null(near_type()),
                        (
                            "The point to measure from; null or left out, there is no distance. It makes no "
                            "difference how many kilometres it gives."
                        ),
                    )
                }
            case _:
                return None

    def _facet(self, facet: Facet) -> Any:
        if isinstance(facet, Group):
            return self.classes[FACETS[facet.relation.type].name]
        return list_of(self.classes[facet.type])

    def _connection(self, many: Many) -> Any:
        """The connection type of a list, with its edge type; shared by lists whose edges are alike."""
        name, edge = many.connection_type, many.edge_type
        if name not in self.classes:
            node = self.classes[many.type]
            for each in (name, edge):
                self.classes[each] = type(each, (), {"__module__": __name__})
            what = ENTITIES[many.type].plural or f"{many.type.lower()} rows"
            edge_fields: dict[str, tuple[Any, str, Arguments | None]] = {
                "cursor": (str, "The place of this row in the list, for `after` and `before`.", None),
                "node": (node, "The row itself.", None),
            }
            for field, member in many.edge.items():
                edge_fields[field] = (self._annotation(member), member.description, None)
            if (located := ENTITIES[many.type].located) is not None:
                edge_fields["distance"] = (
                    or_null(self.classes["Distance"]),
                    (
                        f"How far it lies from the point that the list is near, {located.description}. Null "
                        "if the list is near none."
                    ),
                    None,
                )
            self._define(
                edge, f"A row of a list of {what}, with what ties it to the list's owner.", edge_fields
            )
            fields: dict[str, tuple[Any, str, Arguments | None]] = {
                "nodes": (list_of(node), "The rows of this page.", None),
                "edges": (list_of(self.classes[edge]), "The rows of this page with their cursors.", None),
                "pageInfo": (PageInfo, "Where this page lies in the list.", None),
                "totalCount": (int, "How many rows the whole list has; counted only when asked for.", None),
            }
            if many.type in FACETS:
                fields["facets"] = (
                    self.classes[FACETS[many.type].name],
                    "The rows of the whole list, not of this page alone, counted by what is known of them.",
                    None,
                )
            if ENTITIES[many.type].totals:
                fields["measures"] = (
                    list_of(self.classes[ENTITIES[many.type].totals]),
                    "What the whole list comes to, by measure and unit; each event and location counts once.",
                    {"first": counts_argument()},
                )
            self._define(name, f"A page of {what} (a Relay connection).", fields)
        return self.classes[name]

    def _root_of_a_time(self, name: str, root: Root) -> tuple[Any, str, Arguments | None]:
        annotation, text, arguments = self._root(root)
        if name in QUERY.of_the_past:
            arguments = {**(arguments or {}), "knownAt": (or_null(RevisionOrTime), KNOWN_AT)}
        return annotation, text, arguments

    def _root(self, root: Root) -> tuple[Any, str, Arguments | None]:
        match root:
            case Lookup():
                what = root.type.lower()
                article = "An" if what[0] in "aeiou" else "A"
                by = " and ".join(root.keys)
                return (
                    or_null(self.classes[root.type]),
                    f"{article} {what} by its {by}; null where there is none.",
                    {
                        name: (enum_of(key.scheme) if key.scheme else _KINDS[key.kind], key.description)
                        for name, key in root.keys.items()
                    },
                )
            case NodeLookup():
                return (
                    or_null(Node),
                    "Anything with an identity, by its global identifier; null where there is none.",
                    {"id": (strawberry.ID, "The global identifier, as events/2025-kryvyi-rih-strike.")},
                )
            case NodeList():
                return (
                    list_of(or_null(Node)),
                    "Several at once, in the order asked, with null where there is none; at most 100.",
                    {"ids": (list_of(strawberry.ID), "The global identifiers.")},
                )
            case Many():
                return self._connection(root), root.description, _list_arguments(root)
            case Rows():
                return self.classes[root.type], root.description, None


def _computing(computed: Computed | None) -> Arguments:
    return {name: _argument(each) for name, each in computed.arguments.items()} if computed else {}


def _argument(argument: Argument) -> tuple[Any, str]:
    annotation = _choice(argument.choice) if argument.choice else _KINDS[argument.kind]
    return annotation if argument.required else or_null(annotation), argument.description


def _choice(choice: Choice) -> Any:
    return list_of(word_enum(choice.name, choice.description, choice.words))


def _list_arguments(many: Many) -> Arguments:
    entity = ENTITIES[many.type]
    arguments: dict[str, tuple[Any, str]] = {
        **{name: _argument(argument) for name, argument in many.arguments.items()},
        "first": (
            or_null(int),
            f"How many rows from the start: 0 to {MAX_PAGE}; {DEFAULT_PAGE} without first and last.",
        ),
        "after": (or_null(str), "Only rows after this cursor."),
        "last": (or_null(int), f"How many rows from the end: 0 to {MAX_PAGE}. Not together with first."),
        "before": (or_null(str), "Only rows before this cursor."),
    }
    for name, above in many.above.items():
        arguments[name] = (or_null(int), above.description)
    if (filter_type := filter_of(entity)) is not None:
        arguments["filter"] = (or_null(filter_type), "Which rows to list.")
    if entity.as_of is not None:
        arguments["asOf"] = (or_null(Date), entity.as_of.description)
    if entity.located is not None:
        arguments["near"] = (
            or_null(near_type()),
            (
                f"Only rows so near to a point, {entity.located.description}; the nearest first, unless an "
                "order is given."
            ),
        )
    if (order_type := order_of(entity)) is not None:
        arguments["order"] = (
            or_null(list_of(order_type)),
            "The keys to sort by, the first one first; left out or empty, the order of the list itself.",
        )
    return arguments
