"""Every field of the schema has its SQL, gives what its type says, and is declared; and the reverse."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from api.gql.schema import CORE_SCHEMA
from db.graph.declaration import (
    Away,
    ByAll,
    ByBox,
    ByColumn,
    ByDate,
    ByDistance,
    ByRelation,
    ByTree,
    ByWords,
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
from db.graph.query import ENTITIES, QUERY, SUBSCRIPTIONS
from tests.asking import Asker
from tests.compile.fields import documents

DOCUMENTS = dict(documents(CORE_SCHEMA))
SCALARS = {
    Kind.STRING: "String",
    Kind.CODE: "String",
    Kind.INT: "Int",
    Kind.FLOAT: "Float",
    Kind.BOOLEAN: "Boolean",
    Kind.DATE: "Date",
    Kind.DATETIME: "DateTime",
}
PATTERNS = {"Date": r"\d{4}-\d\d-\d\d", "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"}
DAY = '"2025-03-04"'
# Text that must be a date.
EXPRESSIONS = {"during", "before", "after"}
PAGING = {"first", "after", "last", "before"}


def object_types() -> Iterator[GraphQLObjectType]:
    for each in CORE_SCHEMA.type_map.values():
        # A subscription is asked as a query of its own: what it is declared as is held to that below.
        asked = each is not CORE_SCHEMA.subscription_type
        if asked and isinstance(each, GraphQLObjectType) and not each.name.startswith("__"):
            yield each


def test_what_is_subscribed_to_is_what_its_query_answers() -> None:
    query, subscription = CORE_SCHEMA.query_type, CORE_SCHEMA.subscription_type
    assert query is not None
    assert subscription is not None
    assert set(subscription.fields) == set(SUBSCRIPTIONS)
    for name, root in SUBSCRIPTIONS.items():
        assert str(subscription.fields[name].type) == f"{query.fields[root].type}!"
        assert str(query.fields[root].args["number"].type) == "Int!"


def fields_of(name: str) -> dict[str, GraphQLField]:
    named = CORE_SCHEMA.type_map[name]
    assert isinstance(named, GraphQLObjectType)
    return dict(named.fields)


def test_every_type_is_reached() -> None:
    assert set(DOCUMENTS) == {each.name for each in object_types()}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_answers_as_its_type_says(ask: Asker, name: str) -> None:
    body = json.loads(ask(DOCUMENTS[name]).body)
    assert list(body) == ["data"]
    assert CORE_SCHEMA.query_type is not None
    seen = set(check(body["data"], CORE_SCHEMA.query_type))
    missing = {(name, field) for field in fields_of(name)} - seen
    assert not missing, "the small world has no value for it"


def check(value: Any, declared: Any) -> Iterator[tuple[str, str]]:
    """Hold a value to its type; every (type, field) that had one."""
    if isinstance(declared, GraphQLNonNull):
        assert value is not None
        declared = declared.of_type
    if value is None:
        return
    if isinstance(declared, GraphQLList):
        assert isinstance(value, list)
        for each in value:
            yield from check(each, declared.of_type)
    elif is_leaf_type(declared):
        assert fits(value, declared), (value, declared)
    else:
        yield from check_object(value, declared)


def check_object(value: dict[str, Any], declared: Any) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if key == "__typename":
            assert inner == declared.name or not isinstance(declared, GraphQLObjectType)
            continue
        # Where the type is abstract, the fragment names the only type with these fields.
        holders = (
            [declared]
            if isinstance(declared, GraphQLObjectType)
            else CORE_SCHEMA.get_possible_types(declared)
        )
        for holder in holders:
            if key in holder.fields and set(value) <= {*holder.fields, "__typename"}:
                yield from check(inner, holder.fields[key].type)
                if inner is not None:
                    yield holder.name, key


def fits(value: Any, declared: Any) -> bool:
    if isinstance(declared, GraphQLEnumType):
        return value in declared.values
    if declared.name == "Boolean":
        return isinstance(value, bool)
    if declared.name in ("Int", "Float"):
        kinds = (int,) if declared.name == "Int" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, str) and re.fullmatch(PATTERNS.get(declared.name, r"(?s).*"), value) is not None


def members() -> Iterator[tuple[str, str, Any]]:
    """Every declared member: the type that has it, its name, and what is declared."""
    for entity in ENTITIES.values():
        for name, member in entity.members.items():
            yield entity.name, name, member
            if isinstance(member, Many) and member.paged:
                for field, link in member.edge.items():
                    yield member.edge_type, field, link
    for name, root in QUERY.roots.items():
        yield "Query", name, root


MEMBERS = {f"{type_name}.{name}": (type_name, name, member) for type_name, name, member in members()}


def test_every_field_is_declared() -> None:
    relay = {"PageInfo": {"hasNextPage", "hasPreviousPage", "startCursor", "endCursor"}}
    for each in object_types():
        declared = {name for type_name, name, _ in MEMBERS.values() if type_name == each.name}
        if each.name.endswith("Connection"):
            declared = {"nodes", "edges", "pageInfo", "totalCount"}
            if (node := get_named_type(each.fields["nodes"].type).name) in FACETS:
                declared.add("facets")
                assert str(each.fields["facets"].type) == f"{FACETS[node].name}!"
            if totals := ENTITIES[node].totals:
                declared.add("measures")
                assert str(each.fields["measures"].type) == f"[{totals}!]!"
        elif each.name.endswith("Facets"):
            declared = set(FACETS[each.name.removesuffix("Facets")].members)
        elif each.name.endswith("Edge"):
            declared |= {"cursor", "node"}
            listed = ENTITIES[get_named_type(each.fields["node"].type).name]
            declared |= {"distance"} if listed.located else set()
        assert set(each.fields) == relay.get(each.name, declared)


@pytest.mark.parametrize("place", [each for each in MEMBERS if not each.startswith("Query.")])
def test_every_member_has_its_field(place: str) -> None:
    type_name, name, member = MEMBERS[place]
    field = fields_of(type_name)[name]
    assert str(field.type) == expected_type(type_name, name, member)
    assert set(field.args) == expected_arguments(member)


def expected_type(type_name: str, name: str, member: Member) -> str:
    match member:
        case Leaf():
            scalar = "ID" if name == "id" else SCALARS[member.kind]
            base = (
                "".join(word.capitalize() for word in member.scheme.split("_")) if member.scheme else scalar
            )
            return base if member.nullable else f"{base}!"
        case Part():
            return member.type if member.nullable_by else f"{member.type}!"
        case One():
            return member.type if member.nullable else f"{member.type}!"
        case Variant():
            return f"{member.type}!"
        case Snippet():
            return "String!"
        case Named():
            return "Node"
        case Many():
            return f"{member.connection_type}!" if member.paged else f"[{member.type}!]!"
        case Rows():
            return f"[{member.type}!]!" if member.many else f"{member.type}!"
        case Away():
            return member.type


def expected_arguments(member: Member) -> set[str]:
    if isinstance(member, Many) and member.paged:
        entity = ENTITIES[member.type]
        further: dict[str, object] = {"filter": entity.filters, "order": entity.sorts}
        further |= {"asOf": entity.as_of, "near": entity.located}
        computing = member.computed.arguments if member.computed is not None else {}
        listed = {name for name, declared in further.items() if declared}
        return PAGING | listed | set(member.above) | set(computing)
    if isinstance(member, Away):
        return {"from"}
    computed = member.computed if isinstance(member, Rows) else getattr(member, "link", None)
    return set(getattr(computed, "arguments", ()))


@pytest.mark.parametrize("name", FACETS)
def test_every_facet_has_its_field(name: str) -> None:
    fields = fields_of(FACETS[name].name)
    for field, facet in FACETS[name].members.items():
        if isinstance(facet, Group):
            expected, arguments = f"{FACETS[facet.relation.type].name}!", {"filter"}
        else:
            expected, arguments = f"[{facet.type}!]!", {"first"}
            arguments |= {"by"} if isinstance(facet.by, ByDate) else set()
            arguments |= {"filter"} if isinstance(facet.by, ByRelation | ByTree) else set()
        assert (str(fields[field].type), set(fields[field].args)) == (expected, arguments), field


def test_what_can_be_filtered_can_be_counted() -> None:
    for name, facets in FACETS.items():
        for field, declared in ENTITIES[name].filters.items():
            match declared:
                case ByColumn(kind=Kind.CODE | Kind.BOOLEAN, identifies=False) | ByDate() | ByTree():
                    assert field in facets.members
                case ByRelation(type=target):
                    assert (field in facets.members) == (target in FACETS)
                    assert (f"{field}s" in facets.members) == (target in QUERY.node_types)
                case _:
                    assert isinstance(declared, ByColumn | ByAll | ByDistance | ByBox | ByWords)


def test_every_declared_filter_is_an_input() -> None:
    for entity in ENTITIES.values():
        declared = CORE_SCHEMA.type_map.get(f"{entity.name}Filter")
        assert (declared is not None) == bool(entity.filters)
        if isinstance(declared, GraphQLInputObjectType):
            assert set(declared.fields) == {*entity.filters, "and", "or", "not"}


def test_every_filter_and_operator_has_its_sql(ask: Asker) -> None:
    for entity in ENTITIES.values():
        if not entity.plural:
            continue
        declared: Any = CORE_SCHEMA.type_map[f"{entity.name}Filter"]
        for condition in conditions(declared, 2):
            body = json.loads(ask(f"{{ {entity.plural}(filter: {condition}) {{ totalCount }} }}").body)
            assert list(body) == ["data"], condition


def conditions(declared: GraphQLInputObjectType, depth: int) -> Iterator[str]:
    """Each condition that the input can hold, one at a time, relations to a depth."""
    for name, field in declared.fields.items():
        inner: Any = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType) and (needed := given(inner)):
            optional = [each for each in given(inner, required=False) if each not in needed]
            for values in (needed, *([*needed, one] for one in optional)):
                yield f"{{{name}: {{{', '.join(values)}}}}}"
        elif isinstance(inner, GraphQLInputObjectType):
            if depth > 0:
                for each in conditions(inner, depth - 1):
                    yield f"{{{name}: {f'[{each}]' if 'list' in kind(field.type) else each}}}"
        else:
            yield f"{{{name}: {DAY if name in EXPRESSIONS else literal(inner)}}}"


def given(declared: GraphQLInputObjectType, *, required: bool = True) -> list[str]:
    """The fields of an input with a value each: those that it cannot do without, or all."""
    return [
        f"{name}: {literal(get_named_type(field.type))}"
        for name, field in declared.fields.items()
        if not required or isinstance(field.type, GraphQLNonNull)
    ]


def kind(declared: Any) -> str:
    return "list" if isinstance(declared, GraphQLList) else "value"


def literal(declared: Any) -> str:
    if isinstance(declared, GraphQLEnumType):
        return str(next(iter(declared.values)))
    return {"Boolean": "true", "Date": DAY, "Int": "1", "Float": "1.5"}.get(declared.name, '"a"')
