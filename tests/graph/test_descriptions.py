"""Every word of the declaration is explained, and means something in the tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Column, Date, Table, UniqueConstraint, literal_column
from sqlalchemy.sql.selectable import NamedFromClause

from db.compile.pages import DEFAULT_PAGE, MAX_PAGE
from db.compile.template import Template, computed_template, expression_template, row_of
from db.dossier.shapes import PARTS
from db.graph import shared
from db.graph.declaration import (
    Argument,
    AsOf,
    Away,
    ByAll,
    ByBox,
    ByColumn,
    ByDate,
    ByDistance,
    ByRelation,
    ByTree,
    ByWords,
    Computed,
    Counts,
    Entity,
    Expression,
    Facet,
    Facets,
    Filter,
    Found,
    Kind,
    Leaf,
    Many,
    Member,
    Named,
    One,
    Order,
    Part,
    Rows,
    Snippet,
    Sort,
    Variant,
    table_of,
)
from db.graph.facet import FACETS
from db.graph.query import ENTITIES, QUERY
from db.models import likeness_pair
from db.vocabulary import codes, schemes

DIALECTS = ("sqlite", "postgresql")

# A view has no constraints of its own.
VIEW_KEYS = {likeness_pair.name: ("source_id", "other_id")}

Described = Entity | Member | Filter | Sort | Argument | AsOf | Facet | Facets
# A row's columns by name; None for one that a query computes.
Columns = Mapping[str, Column[object] | None]


@dataclass(frozen=True)
class Place:
    """Members over a row that exists: of a table, of a table's columns with a prefix, or of a query."""

    path: str
    entity: Entity
    members: Mapping[str, Member]
    columns: Columns
    # Whether the row is one of a table, so that its columns tell what may be null.
    of_table: bool = False


# The types that only facets and totals lead to.
COUNTS = sorted(
    {each.type for facets in FACETS.values() for each in facets.members.values() if isinstance(each, Counts)}
    | {entity.totals for entity in ENTITIES.values() if entity.totals}
)


def described() -> Iterator[tuple[str, Described]]:
    """Everything that wants a description, by a path that names it."""
    for name, entity in ENTITIES.items():
        yield name, entity
        for filter_name, each in entity.filters.items():
            yield f"{name}.filters.{filter_name}", each
            if isinstance(each, ByDate):
                for code, column in each.codes.items():
                    yield f"{name}.filters.{filter_name}.{code}", column
        if entity.as_of is not None:
            yield f"{name}(asOf)", entity.as_of
        for sort_name, sort in entity.sorts.items():
            yield f"{name}.sorts.{sort_name}", sort
        for member_name, member in entity.members.items():
            yield from _described_member(f"{name}.{member_name}", member)
    yield from _described_facets()
    for root_name, root in QUERY.roots.items():
        if isinstance(root, Rows | Many):
            yield from _described_member(f"Query.{root_name}", root)


def _described_facets() -> Iterator[tuple[str, Described]]:
    for facets in FACETS.values():
        yield facets.name, facets
        for name, facet in facets.members.items():
            yield f"{facets.name}.{name}", facet


def _described_member(path: str, member: Member) -> Iterator[tuple[str, Described]]:
    yield path, member
    if isinstance(member, Many):
        for name, field in member.edge.items():
            yield from _described_member(f"{path}.edge.{name}", field)
        for name, argument in member.arguments.items():
            yield f"{path}({name})", argument
    found = [getattr(member, "computed", None), getattr(member, "link", None)]
    for computed in found:
        if isinstance(computed, Computed):
            for name, argument in computed.arguments.items():
                yield f"{path}({name})", argument


def places() -> Iterator[Place]:
    """Every row over which members are declared, reached from the tables and from the root."""
    for name, entity in ENTITIES.items():
        if entity.model is not None:
            yield from _from(
                Place(name, entity, entity.members, columns_of(entity.table), has_constraints(entity.table))
            )
    for name, root in QUERY.roots.items():
        if isinstance(root, Rows):
            yield from _from(_computed(f"Query.{name}", QUERY.entity, root))
    for name in COUNTS:
        entity = ENTITIES[name]
        yield from _from(
            Place(name, entity, entity.members, dict.fromkeys(each.name for each in entity.columns))
        )


def _from(place: Place) -> Iterator[Place]:
    yield place
    for name, member in place.members.items():
        path = f"{place.path}.{name}"
        match member:
            case Part():
                target = ENTITIES[member.type]
                columns = {
                    column.removeprefix(member.prefix): found
                    for column, found in place.columns.items()
                    if column.startswith(member.prefix)
                }
                yield from _from(
                    Place(
                        path, target, target.members, columns, place.of_table and member.nullable_by is None
                    )
                )
            case Rows() | Many(computed=Computed()):
                yield from _from(_computed(path, place.entity, member))
            case Away():
                target = ENTITIES[member.type]
                columns = dict.fromkeys(column.name for column in target.columns)
                yield from _from(Place(path, target, target.members, columns))
            case Many() if member.edge:
                assert member.link is not None
                assert not isinstance(member.link, Computed | Found)
                link = table_of(member.link)
                edge = Entity(path, member.edge, link)
                yield from _from(Place(f"{path}.edge", edge, member.edge, columns_of(link), True))
            case _:
                pass


def _computed(path: str, entity: Entity, rows: Rows | Many) -> Place:
    target = ENTITIES[rows.type]
    assert rows.computed is not None
    columns = dict.fromkeys(selected(entity, rows.computed))
    return Place(path, target, target.members, columns)


def columns_of(table: Table) -> Columns:
    return {column.name: column for column in table.columns}


def has_constraints(table: Table) -> bool:
    """A view's columns say nothing of what may be null, nor of vocabularies."""
    return table.name not in VIEW_KEYS


def selected(entity: Entity, computed: Computed) -> list[str]:
    """The names of the columns that a computation yields."""
    arguments = {name: literal_column(f"__arg_{name}__", Date()) for name in computed.arguments}
    return list(computed.select(row_of(entity), arguments).selected_columns.keys())


def used(template: Template) -> set[str]:
    """The columns of the row at hand that a compiled expression reads."""
    return {name for what, name in template if what == "column"}


DESCRIBED = dict(described())
PLACES = {place.path: place for place in places()}
MEMBERS = {
    f"{path}.{name}": (place, member)
    for path, place in PLACES.items()
    for name, member in place.members.items()
}
FILTERS = {
    f"{name}.{filter_name}": (entity, each)
    for name, entity in ENTITIES.items()
    for filter_name, each in entity.filters.items()
}
LISTS = {
    **{path: (place.entity, member) for path, (place, member) in MEMBERS.items() if isinstance(member, Many)},
    **{f"Query.{name}": (QUERY.entity, root) for name, root in QUERY.roots.items() if isinstance(root, Many)},
}


def test_every_declared_type_is_reached() -> None:
    linked = {f"{path}.edge" for path, (_, many) in LISTS.items() if many.edge}

    assert {place.entity.name for path, place in PLACES.items() if path not in linked} == set(ENTITIES)


@pytest.mark.parametrize("path", DESCRIBED)
def test_a_description_is_one_or_more_sentences(path: str) -> None:
    description = DESCRIBED[path].description

    assert len(description) >= 15
    assert description.endswith(".")
    assert description[0].isupper()
    assert "  " not in description


@pytest.mark.parametrize("name", ENTITIES)
def test_no_two_descriptions_of_a_type_are_the_same(name: str) -> None:
    entity = ENTITIES[name]
    edges = (member.edge for member in entity.members.values() if isinstance(member, Many))

    for declared in (entity.members, entity.filters, *edges):
        descriptions = [each.description for each in declared.values()]
        assert len(set(descriptions)) == len(descriptions)


def test_no_two_types_share_a_description() -> None:
    assert len({entity.description for entity in ENTITIES.values()}) == len(ENTITIES)


def test_the_limits_of_lists_are_the_true_ones() -> None:
    assert re.findall(r"\d+", shared.PAGED) == [str(DEFAULT_PAGE), str(MAX_PAGE)]
    assert re.findall(r"\d+", shared.WHOLE) == [str(PARTS)]


@pytest.mark.parametrize("path", [path for path, (_, many) in LISTS.items() if not path.startswith("Query.")])
def test_a_list_tells_its_limit(path: str) -> None:
    many = LISTS[path][1]

    assert many.description.endswith(shared.PAGED) is many.paged
    assert (
        many.paged
        or isinstance(many.link, Computed)
        or path in SHORT
        or many.description.endswith(shared.WHOLE)
    )


# Plain lists that no dossier bounds alone.
SHORT = {
    "Source.possiblySameAs",  # read from either end
    "Event.statements.edge.bearings",  # by the number of aspects
    "Statement.events.edge.bearings",
}


@pytest.mark.parametrize("path", MEMBERS)
def test_a_member_reads_columns_that_its_row_has(path: str) -> None:
    place, member = MEMBERS[path]

    assert read(place, member) <= set(place.columns)


def read(place: Place, member: Member) -> set[str]:
    """The columns of its row that a member reads, once compiled for either dialect."""
    row = row_of(place.entity)
    match member:
        case Leaf(source=source):
            return {source} if isinstance(source, str) else read_by(source, row)
        case Rows():
            return set().union(*(used(computed_template(member.computed, row, each)) for each in DIALECTS))
        case Part():
            return set() if member.nullable_by is None else {member.nullable_by}
        case One():
            return {member.column}
        case Variant():
            return {column for _, column in member.options}
        case Snippet():
            return {"words", "passages"}
        case Many():
            return {here for _, here in member.match if isinstance(here, str)}
        case Named():
            return {member.kind, member.slug}
        case Away():
            return located_by(place.entity)


def read_by(expression: Expression, row: NamedFromClause) -> set[str]:
    """The columns of a row that an expression over it reads."""
    return set().union(*(used(expression_template(expression, row, each)) for each in DIALECTS))


def located_by(entity: Entity) -> set[str]:
    """The columns of its row by which an entity is found on the map."""
    located = entity.located
    assert located is not None
    return {located.path[0][2]} if located.path else {"id", located.holder, located.precision}


@pytest.mark.parametrize(
    "path", [path for path, (_, member) in MEMBERS.items() if not isinstance(member, Leaf | Snippet)]
)
def test_a_member_leads_to_a_declared_type(path: str) -> None:
    member = MEMBERS[path][1]

    match member:
        case One():
            assert "id" in ENTITIES[member.type].table.columns
        case Variant():
            assert member.type not in ENTITIES
            assert all("id" in ENTITIES[target].table.columns for target, _ in member.options)
        case Named():
            assert set(member.types.values()) == set(QUERY.node_types)
        case _:
            assert not isinstance(member, Leaf | Snippet)
            assert member.type in ENTITIES


@pytest.mark.parametrize("path", [path for path, (_, member) in MEMBERS.items() if isinstance(member, Rows)])
def test_computed_rows_are_listed_by_columns_of_their_own(path: str) -> None:
    place, rows = MEMBERS[path]

    assert isinstance(rows, Rows)
    assert set(rows.order) <= set(selected(place.entity, rows.computed))
    assert bool(rows.order) is rows.many


@pytest.mark.parametrize("path", [path for path, place in PLACES.items() if place.of_table])
def test_members_agree_with_their_columns(path: str) -> None:
    place = PLACES[path]

    for name, member in place.members.items():
        source = (
            member.source if isinstance(member, Leaf) else member.column if isinstance(member, One) else None
        )
        if not isinstance(member, Leaf | One) or not isinstance(source, str):
            continue
        column = place.columns[source]
        assert column is not None
        assert member.nullable is column.nullable, name
        if isinstance(member, Leaf):
            assert member.scheme == column.info.get("scheme"), name


def test_every_scheme_is_a_vocabulary() -> None:
    of_leaves = {member.scheme for _, member in MEMBERS.values() if isinstance(member, Leaf)}
    of_filters = {each.scheme for _, each in FILTERS.values() if isinstance(each, ByColumn)}

    assert (of_leaves | of_filters) - {None} <= set(schemes())


@pytest.mark.parametrize("path", FILTERS)
def test_a_filter_is_on_a_column_of_its_table(path: str) -> None:
    entity, each = FILTERS[path]
    columns = entity.row

    match each:
        case ByColumn():
            assert columns[each.column].nullable is each.nullable
            assert columns[each.column].info.get("scheme") == each.scheme
            assert (each.kind is Kind.STRING) is bool(each.folded)
            if each.folded:
                assert columns[each.folded].info["folds"] == each.column
        case ByDate():
            assert {f"{each.prefix}_earliest", f"{each.prefix}_latest"} <= set(columns.keys())
            for code in each.codes.values():
                assert (columns[code.column].nullable, columns[code.column].info["scheme"]) == (
                    False,
                    code.scheme,
                )
        case ByDistance() | ByBox():
            assert entity.located is not None
            assert not entity.located.path
        case ByTree():
            assert {fk.column for fk in columns[each.part_of].foreign_keys} == {columns["id"]}
            assert "slug" in columns
        case ByWords():
            assert entity.table.name == each.entity
        case ByRelation():
            leads(entity, each)
        case ByAll():
            leads(entity, each.relation)
            assert each.relation in entity.filters.values()


def leads(entity: Entity, relation: ByRelation) -> None:
    before: Mapping[str, Any] = entity.row
    for stored, there, here in relation.path:
        table = table_of(stored)
        assert there in table.columns
        assert here in before
        before = columns_of(table)
    assert table is ENTITIES[relation.type].table
    assert not (relation.rare or relation.or_none) or len(relation.path) == 1


@pytest.mark.parametrize("name", [name for name, entity in ENTITIES.items() if entity.sorts])
def test_a_sort_key_is_a_column_that_a_cursor_can_hold(name: str) -> None:
    entity = ENTITIES[name]

    for sort in entity.sorts.values():
        column = entity.table.columns[sort.column]
        assert column.type.python_type in (int, float, date, str)
        assert not (column.nullable and column.type.python_type is date)
        if sort.then:
            indexed = [[each.name for each in index.columns][:3] for index in entity.table.indexes]
            assert [sort.column, sort.then, "id"] in indexed
    assert all(column.type.python_type is int for column in entity.table.primary_key.columns)


def unique_keys(table: Table) -> list[set[str]]:
    """The sets of columns that no two rows have alike."""
    if not has_constraints(table):
        return [set(VIEW_KEYS[table.name])]
    constraints = [
        set(each.columns.keys()) for each in table.constraints if isinstance(each, UniqueConstraint)
    ]
    return [
        key
        for key in (set(table.primary_key.columns.keys()), *constraints)
        if not any(table.columns[column].nullable for column in key)
    ]


def is_unique(table: Table, columns: set[str]) -> bool:
    return any(key <= columns for key in unique_keys(table))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_a_total_order(path: str) -> None:
    owner, many = LISTS[path]
    keys, matched = set(many.order.keys), {there for there, _ in many.match}
    if many.computed is not None:
        # That no two rows are alike in them is for its own tests to show.
        assert keys <= set(selected(owner, many.computed))
        assert not any(ENTITIES[many.type].row[key].nullable for key in keys)
        return
    target = ENTITIES[many.type].table
    listed = target

    if many.link is None:
        assert is_unique(target, matched | keys)
    elif isinstance(many.link, Found):
        assert many.order.keys == (many.far,)
        assert [each.name for each in many.link.index.primary_key] == [many.far]
        return
    elif isinstance(many.link, Computed):
        assert many.far in selected(owner, many.link)
        assert is_unique(target, keys)
    else:
        link = table_of(many.link)
        assert {fk.column for fk in link.columns[many.far].foreign_keys} >= {target.columns["id"]}
        if many.order.of_link:
            listed = link
            assert is_unique(link, matched | keys)
        else:
            assert is_unique(link, matched | {many.far})
            assert is_unique(target, keys)
        assert matched <= set(link.columns.keys())
    assert not has_constraints(listed) or not any(listed.columns[key].nullable for key in keys)


@pytest.mark.parametrize("name", QUERY.node_types)
def test_a_type_with_an_identity_has_an_order(name: str) -> None:
    entity = ENTITIES[name]

    assert isinstance(entity.order, Order)
    assert list(entity.members)[:2] == ["id", "slug"]
    assert entity.filters["slug"] is shared.BY_SLUG


@pytest.mark.parametrize("name", [name for name, entity in ENTITIES.items() if entity.located])
def test_what_lies_somewhere_leads_to_places_with_a_point(name: str) -> None:
    entity = ENTITIES[name]
    located = entity.located
    assert located is not None
    before = entity.table
    for place, (stored, there, here) in enumerate(located.path):
        table = table_of(stored)
        assert here in before.columns
        assert there in table.columns
        if place == 0:
            assert set(located.when) <= set(table.columns.keys())
            for column, code in located.when.items():
                assert code in codes(table.columns[column].info["scheme"])
        before = table
    columns = {located.holder, located.precision, located.latitude, located.longitude}
    assert columns <= set(before.columns.keys())
    assert isinstance(entity.members["distance"], Away)
    # It ends a sentence of the schema.
    assert located.description.startswith("by ")
