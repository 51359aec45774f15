"""What the engine should answer: graphql-core's own executor over the small world as plain dicts.

The schema is the printed one, so nothing of Strawberry's or of the compiler's is used. A row is an
`Item`: the name of its type, and the row. Relations, orders and filters follow what the declarations
*mean*: a relation is the rows whose columns match, a filter either holds or does not (there is no third
value as in SQL), a page is a slice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from math import asin, cos, fsum, radians, sin, sqrt
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, build_schema, execute_sync, parse

from api.gql.schema import sdl
from db.dates import FactDate
from db.folding import fold
from db.graph.dataset import LICENCE, LICENCE_URL
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
    Computed,
    Constant,
    Counts,
    Entity,
    Facet,
    Filter,
    Found,
    Group,
    Kind,
    Leaf,
    Located,
    Many,
    Named,
    One,
    Part,
    Rows,
    Variant,
    table_of,
)
from db.graph.facet import FACETS
from db.graph.query import ENTITIES, QUERY, Lookup, NodeList, NodeLookup
from db.vocabulary.loading import match_rows, term_rows
from tests.compile.unbounded import PUBLISHED
from tests.search import oracle as searching
from tests.world import HELD, WORLD, Row

DEFAULT_PAGE = 20
# Every database has them, from its migrations.
VOCABULARIES: Mapping[str, Sequence[Row]] = {"term": term_rows(), "term_match": match_rows()}
SEARCHABLE: Sequence[Row] = searching.searchable(WORLD.__getitem__)
NAMES = searching.names(WORLD.__getitem__)
_OPEN = {"earliest": date.min, "latest": date.max}

# An order as it is asked for: keys with their directions.
Asked = Sequence[Mapping[str, Any]] | None
# A point, how far around it, and whether points may be borrowed.
Near = Mapping[str, Any] | None
# Moments, each with the revision that was the newest then.
TIMES: Mapping[Any, int] = {
    **dict(enumerate((0, 1, 2, 2))),
    "2025-04-07": 0,
    "2025-04-08T11:59:59Z": 0,
    "2025-04-08T14:00:00+02:00": 1,
    "2025-04-08": 1,
    "2025-04-09T01:02:02Z": 1,
    "2025-04-09T01:02:03Z": 2,
    "9999-12-31": 2,
}
# What is held while a root field is answered: the stock executor finishes one before it begins the next.
_held: list[Mapping[str, Sequence[Row]]] = [WORLD]
# By table, the rows that any revision held.
_ever: list[Mapping[str, Sequence[Row]]] = [
    {table: [row for held in HELD.values() for row in held[table]] for table in WORLD}
]
# The keys of every cursor that was made here.
_PLACES: dict[str, list[Any]] = {}


@dataclass(frozen=True)
class Item:
    """A row as an object of a type, with the declared fields and those whose values are ``fixed`` already."""

    type: str
    row: Mapping[str, Any]
    members: Mapping[str, Any]
    fixed: Mapping[str, Any] = field(default_factory=dict)


@cache
def schema() -> GraphQLSchema:
    """The schema as its printed form has it."""
    return build_schema(sdl())


def answer(query: str, operation_name: str | None, variables: Mapping[str, Any]) -> ExecutionResult:
    """What the stock executor says."""
    result = execute_sync(
        schema(),
        parse(query),
        root_value=None,
        variable_values=dict(variables),
        operation_name=operation_name,
        field_resolver=_resolve,
        type_resolver=lambda item, *_: item.type,
    )
    _held[0] = WORLD
    assert isinstance(result, ExecutionResult)
    return result


@contextmanager
def over(held: Mapping[str, Sequence[Row]], ever: Mapping[str, Sequence[Row]]) -> Iterator[None]:
    """Values are drawn from another world: the rows that it holds, and that it ever held, by table."""
    before = _held[0], _ever[0]
    _held[0], _ever[0] = held, ever
    try:
        yield
    finally:
        _held[0], _ever[0] = before


def ever(table: str) -> Sequence[Row]:
    """The rows of a table at any time."""
    return _ever[0][table]


def rows(table: str) -> Sequence[Row]:
    """The rows of a table, or of the view that reads likenesses from both ends."""
    if table in VOCABULARIES:
        return VOCABULARIES[table]
    if table == "searchable":
        return SEARCHABLE
    if table != "likeness_pair":
        return _held[0][table]
    stated = _held[0]["likeness"]
    ends = {(each["source_id"], each["other_id"]) for each in stated}
    turned = [each | {"source_id": each["other_id"], "other_id": each["source_id"]} for each in stated]
    return [*stated, *(each for each in turned if (each["source_id"], each["other_id"]) not in ends)]


def cursor(many: Many, pair: tuple[Row, Row], order: Asked = None, near: Near = None) -> str:
    """The cursor of a row that is listed with its link (or itself) in an order."""
    if not order and near:
        values = _nearness(many, pair, near)
        parts = [f"{many.type}.near", *map(str, values)]
    elif not order:
        values = _keys(many, pair)
        parts = [many.order.name, *(str(_json(value)) for value in values)]
    else:
        values = [_value(pair[1], column) for column, _ in sorts(many, order)]
        name = ",".join(f"{'-' if _descends(each) else ''}{_sort(many, each)}" for each in order)
        parts = [f"{many.type}:{name}", *map(_part, values)]
    made = "\x1f".join(parts).encode().hex().upper()
    _PLACES[made] = values
    return made


def _part(value: Any) -> str:
    if value is None:
        return "\x1e"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(_json(value)).replace("\x1e", "\x1e0").replace("\x1f", "\x1e1")


def sorts(many: Many, order: Sequence[Mapping[str, Any]]) -> list[tuple[str, bool]]:
    """The columns of an order that is asked for, each with whether it descends, down to a unique one."""
    entity = ENTITIES[many.type]
    keys: list[tuple[str, bool]] = []
    for each in order:
        column = entity.sorts[_sort(many, each)].column
        keys.append((column, _descends(each)))
        if column in ("id", "slug"):
            return keys
    following = entity.sorts[_sort(many, order[-1])].then
    last = [following] if following and following not in [column for column, _ in keys] else []
    last += [column.name for column in entity.table.primary_key.columns]
    return [*keys, *((column, keys[-1][1]) for column in last)]


def _sort(many: Many, asked: Mapping[str, Any]) -> str:
    """The declared name of a key: speechAct of SPEECH_ACT."""
    plain = asked["by"].replace("_", "").lower()
    return next(name for name in ENTITIES[many.type].sorts if name.lower() == plain)


def _descends(asked: Mapping[str, Any]) -> bool:
    return asked.get("direction") == "DESC"


def _value(row: Mapping[str, Any], column: str) -> Any:
    original = column.removesuffix("_folded")
    return row[column] if original == column else fold(row[original])


def _item(type_name: str, row: Mapping[str, Any]) -> Item:
    return Item(type_name, row, ENTITIES[type_name].members)


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def _by_key(table: str, column: str, value: Any) -> Row | None:
    return next((row for row in rows(table) if row[column] == value), None)


def _resolve(item: Item | None, info: Any, **arguments: Any) -> Any:
    name = info.field_name
    if item is None:
        known_at = arguments.pop("knownAt", None)
        _held[0] = WORLD if known_at is None else HELD[TIMES[known_at]]
        return _root(QUERY.roots[name], arguments)
    if name in item.fixed:
        return item.fixed[name]
    if name == "measures":
        return _totals(item.row["listed"], arguments.get("first"))
    if isinstance(item.members[name], Away):
        return _away(ENTITIES[item.type], item.row, arguments.get("from"))
    return _member(item, item.members[name], name, arguments)


def _member(item: Item, member: Any, name: str, arguments: Mapping[str, Any]) -> Any:
    row = item.row
    match member:
        case Leaf(source=str() as column):
            return _json(row[column])
        case Leaf():
            return _expression(item, name)
        case Part():
            return _part_of(row, member)
        case One():
            return _found(member.type, "id", row[member.column])
        case Variant():
            type_name, column = next(each for each in member.options if row[each[1]] is not None)
            return _found(type_name, "id", row[column])
        case Named():
            return _found(member.types[row[member.kind]], "slug", row[member.slug])
        case Many(paged=True):
            return _connection(member, row, arguments)
        case Many():
            return [_item(member.type, target) for _, target in related(member, row)]
        case Counts() | Group():
            return _facet(item, member, arguments)
    raise NotImplementedError(f"{item.type}.{name}")


def _part_of(row: Mapping[str, Any], part: Part) -> Item | None:
    if part.nullable_by is not None and row[part.nullable_by] is None:
        return None
    return _item(part.type, {column.removeprefix(part.prefix): row[column] for column in row})


def _away(entity: Entity, row: Mapping[str, Any], near: Near) -> Item | None:
    if not near or not (found := _distances(entity, row, near)):
        return None
    metres, borrowed, _, place = found[0]
    fixed = {"kilometres": metres / 1000, "precision": place["point_precision"], "borrowed": borrowed}
    return Item("Distance", {}, {}, fixed | {"location": _item("Location", place)})


def _distances(
    entity: Entity, row: Mapping[str, Any], near: Mapping[str, Any]
) -> list[tuple[int, bool, int, Mapping[str, Any]]]:
    """The places of a row that have a point, the nearest first: metres, whether it is borrowed, its key, and
    the place.
    """
    assert entity.located is not None
    found = []
    for place in _places(entity.located, row):
        holder = _by_key("location", "id", place["point_location_id"])
        if holder is not None and (holder["id"] == place["id"] or near.get("borrowed")):
            metres = great_circle(
                near["latitude"], near["longitude"], holder["latitude"], holder["longitude"]
            )
            found.append((metres, holder["id"] != place["id"], place["id"], place))
    return sorted(found, key=lambda each: each[:3])


def _places(located: Located, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if not located.path:
        return [row]
    links = [
        each for each in rows("placement") if each["event_id"] == row["id"] and each["role"] == "OCCURRED_IN"
    ]
    return [each for each in rows("location") if each["id"] in {link["location_id"] for link in links}]


def great_circle(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> int:
    """Whole metres by the haversine formula, step by step as the databases do it."""
    north = sin((radians(to_latitude) - radians(latitude)) / 2)
    east = sin((radians(to_longitude) - radians(longitude)) / 2)
    haversine = north * north + cos(radians(to_latitude)) * cos(radians(latitude)) * east * east
    return int(2 * 6371008.8 * asin(min(1.0, sqrt(haversine))) + 0.5)


def _is_near(entity: Entity, row: Mapping[str, Any], near: Mapping[str, Any]) -> bool:
    most = near.get("kilometres")
    found = _distances(entity, row, near)
    return bool(found) and (most is None or found[0][0] <= round(most * 1000))


def _is_in_box(entity: Entity, row: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    holder = _by_key("location", "id", row["point_location_id"])
    if holder is None or (holder["id"] != row["id"] and not asked.get("borrowed")):
        return False
    # The antimeridian has two longitudes.
    meridians = {180.0, -180.0} if abs(holder["longitude"]) == 180 else {holder["longitude"]}
    west, east = asked["west"], asked["east"]
    between = any(
        west <= each <= east if west <= east else (each >= west or each <= east) for each in meridians
    )
    return between and bool(asked["south"] <= holder["latitude"] <= asked["north"])


def _expression(item: Item, name: str) -> Any:
    """The fields that are no plain column."""
    row = item.row
    match item.type, name:
        case "FactDate", ("earliest" | "latest"):
            return None if row[name] == _OPEN[name] else _json(row[name])
        case "Point", ("latitude" | "longitude"):
            holder = _by_key("location", "id", row["location_id"])
            assert holder is not None
            return holder[name]
        case "CodeCount", "label":
            key = (row["scheme"], row["value"])
            labels = (each["label"] for each in rows("term") if (each["scheme"], each["code"]) == key)
            return next(labels, None)
        case "Change", "entityId":
            return f"{row['entity'].lower()}s/{row['slug']}"
        case (("Change" | "LoadedDossier"), "dossier"):
            dossier = _by_key("dossier", "id", row["dossier_id"])
            assert dossier is not None
            return dossier["slug"]
        case _, "id":
            return f"{ENTITIES[item.type].plural}/{row['slug']}"
    raise NotImplementedError(f"{item.type}.{name}")


def _root(root: Any, arguments: Mapping[str, Any]) -> Any:
    match root:
        case Lookup():
            for row in rows(ENTITIES[root.type].table.name):
                if all(row[key.column] == arguments[name] for name, key in root.keys.items()):
                    return _item(root.type, row)
            return None
        case NodeLookup():
            return _node(arguments["id"])
        case NodeList():
            return [_node(each) for each in arguments["ids"]]
        case Many():
            return _connection(root, None, arguments)
        case Rows(type="Dataset"):
            counts = {f"{name}s": len(rows(name)) for name in ("article", "source", "statement", "event")}
            counts["locations"] = len(rows("location"))
            last = max(
                rows("revision"), key=lambda each: int(each["id"]), default={"id": 0, "loaded_at": None}
            )
            fixed = {"revision": last["id"], "loadedAt": _json(last["loaded_at"])}
            fixed |= {"licence": LICENCE, "licenceUrl": LICENCE_URL}
            parts = {
                "counts": Item("DatasetCounts", {}, {}, counts),
                "limits": Item("DatasetLimits", {}, {}, PUBLISHED),
            }
            return Item("Dataset", {}, {}, fixed | parts)
    raise NotImplementedError(root)


def _node(identifier: str) -> Item | None:
    plural, _, slug = identifier.partition("/")
    types = [name for name in QUERY.node_types if ENTITIES[name].plural == plural]
    return _found(types[0], "slug", slug) if types else None


def _found(type_name: str, column: str, value: Any) -> Item | None:
    found = _by_key(ENTITIES[type_name].table.name, column, value)
    return None if found is None else _item(type_name, found)


def related(
    many: Many, row: Mapping[str, Any] | None, order: Asked = None, near: Near = None
) -> list[tuple[Row, Row]]:
    """The rows of a list in order, each with its link (or itself, where there is none)."""
    targets = rows(ENTITIES[many.type].table.name)
    if many.link is None:
        pairs = [(target, target) for target in targets]
    elif isinstance(many.link, Found):
        pairs = [({"rowid": target["id"]}, target) for target in targets]
    else:
        assert not isinstance(many.link, Computed)
        by_key = {target["id"]: target for target in targets}
        pairs = [(link, by_key[link[many.far]]) for link in rows(table_of(many.link).name)]
    if row is not None:
        pairs = [
            pair
            for pair in pairs
            if all(
                pair[0][there] == (here.value if isinstance(here, Constant) else row[here])
                for there, here in many.match
            )
        ]
    if near:
        pairs = [pair for pair in pairs if _is_near(ENTITIES[many.type], pair[1], near)]
    if near and not order:
        return sorted(pairs, key=lambda pair: _nearness(many, pair, near))
    if not order:
        return sorted(pairs, key=lambda pair: _keys(many, pair), reverse=many.order.descending)
    # Sorting keeps what is alike as it was, so the last key comes first.
    for column, descends in reversed(sorts(many, order)):
        there = [pair for pair in pairs if pair[1][column.removesuffix("_folded")] is not None]
        missing = [pair for pair in pairs if pair[1][column.removesuffix("_folded")] is None]
        there.sort(key=lambda pair, of=column: _value(pair[1], of), reverse=descends)  # type: ignore[misc]
        pairs = there + missing
    return pairs


def _keys(many: Many, pair: tuple[Row, Row]) -> list[Any]:
    owner = pair[0] if many.order.of_link else pair[1]
    return [owner[key] for key in many.order.keys]


def _nearness(many: Many, pair: tuple[Row, Row], near: Mapping[str, Any]) -> list[Any]:
    return [_distances(ENTITIES[many.type], pair[1], near)[0][0], pair[1]["id"]]


def _connection(many: Many, row: Mapping[str, Any] | None, arguments: Mapping[str, Any]) -> Item:
    asked, order, near = arguments.get("filter"), arguments.get("order"), arguments.get("near")
    listed = [
        pair
        for pair in related(many, row, order, near)
        if (asked is None or holds(ENTITIES[many.type], asked, pair[1]))
        and (not isinstance(many.link, Found) or _is_found(pair[1], arguments))
        and all(
            arguments.get(name) is None or pair[1][above.column] > arguments[name]
            for name, above in many.above.items()
        )
    ]
    if arguments.get("asOf") is not None:
        listed = [pair for pair in listed if _said_by(many.type, pair[1], arguments["asOf"])]
    cursors = [cursor(many, pair, order, near) for pair in listed]
    after, before = arguments.get("after"), arguments.get("before")
    first, last = arguments.get("first"), arguments.get("last")
    # How many rows lie up to the one cursor, and how many before the other.
    sides = [
        (_side(many, pair, order, near, after), _side(many, pair, order, near, before)) for pair in listed
    ]
    start = sum(each <= 0 for each, _ in sides) if after is not None else 0
    stop = sum(each < 0 for _, each in sides) if before is not None else len(listed)
    stop = max(start, stop)
    begin, end = start, stop
    if last is not None:
        begin = max(start, stop - last)
    else:
        end = min(stop, start + (DEFAULT_PAGE if first is None else first))
    beyond = before is not None and any(each >= 0 for _, each in sides)
    behind = after is not None and any(each <= 0 for each, _ in sides)
    members = many.edge
    edges = []
    for position, (link, target) in enumerate(listed[begin:end], begin):
        ends: dict[str, Any] = {"cursor": cursors[position], "node": _node_of(many, target, arguments)}
        if ENTITIES[many.type].located is not None:
            ends["distance"] = _away(ENTITIES[many.type], target, near)
        edges.append(Item(many.edge_type, link, members, ends))
    information = {
        "hasNextPage": end < stop or beyond,
        "hasPreviousPage": begin > start or behind,
        "startCursor": cursors[begin] if edges else None,
        "endCursor": cursors[end - 1] if edges else None,
    }
    fixed = {"edges": edges, "nodes": [each.fixed["node"] for each in edges], "totalCount": len(listed)}
    page_info = Item("PageInfo", {}, {}, information)
    if many.type in FACETS:
        fixed["facets"] = _facets(many.type, [[target] for _, target in listed])
    row = {"listed": [target for _, target in listed]}
    return Item(many.connection_type, row, {}, fixed | {"pageInfo": page_info})


def _facets(type_name: str, reached: Sequence[Sequence[Mapping[str, Any]]]) -> Item:
    """Facets over the rows that each row of a list reaches."""
    declared = FACETS[type_name]
    return Item(declared.name, {"reached": reached}, declared.members)


def _facet(item: Item, facet: Facet, arguments: Mapping[str, Any]) -> Any:
    reached = item.row["reached"]
    if isinstance(facet, Counts):
        return _counts(FACETS[item.type.removesuffix("Facets")].entity, facet, reached, arguments)
    further = [_matching(facet.relation, each, arguments.get("filter")) for each in reached]
    return _facets(facet.relation.type, further)


def _counts(
    home: str, counts: Counts, reached: Sequence[Sequence[Mapping[str, Any]]], arguments: Mapping[str, Any]
) -> list[Item]:
    tally: dict[Any, int] = {}
    for each in reached:
        for value in {value for row in each for value in _values(home, counts, row, arguments)} or {None}:
            tally[value] = tally.get(value, 0) + 1
    by = counts.by
    table = ENTITIES[by.type if isinstance(by, ByRelation) else home].table.name
    scheme = by.scheme if isinstance(by, ByColumn) else None

    def place(entry: tuple[Any, int]) -> Any:
        value, number = entry
        if isinstance(by, ByDate):
            return value is None, value or ""
        if value is None or isinstance(by, ByColumn):
            return -number, value is None, value or ""
        found = _by_key(table, "id", value)
        assert found is not None
        return -number, False, found["slug"]

    default = 100 if isinstance(by, ByDate) else DEFAULT_PAGE
    first = arguments.get("first")
    ordered = sorted(tally.items(), key=place)[: default if first is None else first]
    return [
        _item(counts.type, {"value": value, "number": number, "scheme": scheme}) for value, number in ordered
    ]


def _values(home: str, counts: Counts, row: Mapping[str, Any], arguments: Mapping[str, Any]) -> list[Any]:
    match counts.by:
        case ByColumn(kind=Kind.BOOLEAN) as by:
            return ["true" if row[by.column] else "false"]
        case ByColumn() as by:
            return [row[by.column]]
        case ByDate() as by:
            length = {"DAY": 10, "MONTH": 7, "YEAR": 4}[arguments["by"]]
            first, last = (row[f"{by.prefix}_{end}"].isoformat()[:length] for end in ("earliest", "latest"))
            return [first if first == last else None]
        case ByRelation() as by:
            return [each["id"] for each in _matching(by, [row], arguments.get("filter"))]
        case ByTree() as by:
            around: list[Any] = []
            here: Mapping[str, Any] | None = row
            while here is not None:
                if arguments.get("filter") is None or holds(ENTITIES[home], arguments["filter"], here):
                    around.append(here["id"])
                here = _by_key(ENTITIES[home].table.name, "id", here[by.part_of])
            return around


def _matching(
    relation: ByRelation, reached: Sequence[Mapping[str, Any]], asked: Mapping[str, Any] | None
) -> list[Mapping[str, Any]]:
    found = [each for row in reached for each in _reached(relation, row)]
    return [each for each in found if asked is None or holds(ENTITIES[relation.type], asked, each)]


def _totals(listed: Sequence[Mapping[str, Any]], first: int | None) -> list[Item]:
    groups = sorted({(each["measure"], each["unit"]) for each in listed})
    return [
        _total(measure, unit, [each for each in listed if (each["measure"], each["unit"]) == (measure, unit)])
        for measure, unit in groups[: DEFAULT_PAGE if first is None else first]
    ]


def _total(measure: str, unit: str, figures: Sequence[Mapping[str, Any]]) -> Item:
    about: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for each in figures:
        table = "event" if each["event_id"] is not None else "location"
        about.setdefault((table, each[f"{table}_id"]), []).append(each)
    ranges = [_range(each) for each in about.values()]
    lows, bests, highs = ([each[place] for each in ranges] for place in range(3))
    row = {
        "measure": measure,
        "unit": unit,
        "figures": len(figures),
        "statements": len({each["statement_id"] for each in figures}),
        "subjects": len(about),
        "low": min((each for each in lows if each is not None), default=None),
        "high": max((each for each in highs if each is not None), default=None),
        "sum_low": _sum(lows),
        "sum_best": _sum(bests),
        "sum_high": _sum(highs),
        "overlapping": len({table for table, _ in about}) == 2
        or any(around in about for subject in about for around in _around(*subject)),
    }
    return _item("MeasureTotal", row)


def _range(figures: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """The least, the undisputed and the greatest number of one subject."""
    floors = [each["low"] for each in figures if each["low"] is not None]
    ceilings = [each["high"] for each in figures if each["high"] is not None]
    bests = {each["best"] for each in figures if each["best"] is not None}
    lows = floors + [each["best"] for each in figures if each["low"] is None and each["best"] is not None]
    highs = ceilings + [each["best"] for each in figures if each["high"] is None and each["best"] is not None]

    def stands(number: float, *, above: bool = True, below: bool = True) -> bool:
        return not (above and any(number < each for each in floors)) and not (
            below and any(number > each for each in ceilings)
        )

    return [
        next(
            (each for each in [min(lows, default=None)] if each is not None and stands(each, above=False)),
            None,
        ),
        next((each for each in bests if len(bests) == 1 and stands(each)), None),
        next(
            (each for each in [max(highs, default=None)] if each is not None and stands(each, below=False)),
            None,
        ),
    ]


def _sum(numbers: Sequence[float | None]) -> float | None:
    given = [each for each in numbers if each is not None]
    return float(f"{fsum(given):.12g}") if len(given) == len(numbers) else None


def _around(table: str, key: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    row = _by_key(table, "id", key)
    while row is not None and row["part_of_id"] is not None:
        found.append((table, row["part_of_id"]))
        row = _by_key(table, "id", row["part_of_id"])
    return found


def _node_of(many: Many, target: Row, arguments: Mapping[str, Any]) -> Item:
    found = isinstance(many.link, Found)
    fixed = {"snippet": searching.snippet(target, arguments["text"], NAMES)} if found else {}
    return Item(many.type, target, ENTITIES[many.type].members, fixed)


def _is_found(row: Row, arguments: Mapping[str, Any]) -> bool:
    types = arguments.get("types")
    is_of_type = types is None or any(row[f"{each.lower()}_id"] is not None for each in types)
    return is_of_type and searching.matches(row, arguments["text"], NAMES)


def _side(many: Many, pair: tuple[Row, Row], order: Asked, near: Near, given: str | None) -> int:
    """Where a row lies: before the row of a cursor (less than 0), at it, or after it (more than 0)."""
    if given is None:
        return 0
    if order:
        directions = [descends for _, descends in sorts(many, order)]
        mine = [_value(pair[1], column) for column, _ in sorts(many, order)]
    elif near:
        directions, mine = [False, False], _nearness(many, pair, near)
    else:
        directions = [many.order.descending] * len(many.order.keys)
        mine = _keys(many, pair)
    for own, other, descends in zip(mine, _PLACES[given], directions, strict=True):
        if own == other:
            continue
        if own is None or other is None:
            return 1 if own is None else -1
        return 1 if (own < other) == descends else -1
    return 0


def holds(entity: Entity, asked: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a filter holds for a row; an explicit null asks for nothing."""
    return all(_condition(entity, name, value, row) for name, value in asked.items() if value is not None)


def _condition(entity: Entity, name: str, value: Any, row: Mapping[str, Any]) -> bool:
    if name == "and":
        return all(holds(entity, each, row) for each in value)
    if name == "or":
        return any(holds(entity, each, row) for each in value)
    if name == "not":
        return not holds(entity, value, row)
    return _declared(entity.filters[name], entity, value, row)


def _declared(filter_: Filter, entity: Entity, value: Any, row: Mapping[str, Any]) -> bool:
    match filter_:
        case ByColumn() as declared:
            found = row[declared.column]
            return all(
                _compares(operator, found, other) for operator, other in value.items() if other is not None
            )
        case ByDate() as declared:
            return _dated(declared.prefix, value, row)
        case ByDistance() | ByBox() as declared:
            return (_is_near if isinstance(declared, ByDistance) else _is_in_box)(entity, row, value)
        case ByTree() as declared:
            return _is_within(entity, declared, row, value)
        case ByWords() as declared:
            found = next(each for each in SEARCHABLE if each[f"{declared.entity}_id"] == row["id"])
            return searching.matches(found, value, NAMES)
        case ByRelation(or_none=True) as declared if row[declared.path[0][2]] is None:
            return True
        case ByRelation() as declared:
            return any(holds(ENTITIES[declared.type], value, each) for each in _reached(declared, row))
        case ByAll() as declared:
            return all(
                _of_all(quantifier, declared.relation, asked, row)
                for quantifier, asked in value.items()
                if asked is not None
            )


def _dated(prefix: str, asked: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether some of the days that a date allows fits each condition, or, certainly, whether all do."""
    begins, ends = row[f"{prefix}_earliest"], row[f"{prefix}_latest"]
    certainly = asked.get("certainly") is True

    def holds(name: str, value: Any) -> bool:
        if name in ("precision", "basis"):
            found = row[f"{prefix}_{name}"]
            return all(_compares(each, found, other) for each, other in value.items() if other is not None)
        days = FactDate.parse(value)
        return _fits(name, begins, ends, days, certainly=certainly)

    return all(
        holds(name, value) for name, value in asked.items() if value is not None and name != "certainly"
    )


def _fits(operator: str, begins: date, ends: date, days: FactDate, *, certainly: bool) -> bool:
    first, last = days.earliest, days.latest
    if operator == "during":
        return first <= begins <= ends <= last if certainly else ends >= first and begins <= last
    if operator in ("before", "to"):
        day = ends if certainly else begins
        return day < first if operator == "before" else day <= last
    day = begins if certainly else ends
    return day > last if operator == "after" else day >= first


def _said_by(type_name: str, row: Mapping[str, Any], day: str) -> bool:
    """Whether what a row is about had certainly been said by the end of a day."""
    last = date.fromisoformat(day)
    said = {each["id"] for each in rows("statement") if each["said_latest"] <= last}
    match type_name:
        case "Statement":
            return row["id"] in said
        case "Event":
            links = rows("statement_event")
            return any(each["event_id"] == row["id"] and each["statement_id"] in said for each in links)
        case _:
            return row["statement_id"] in said


def _of_all(quantifier: str, relation: ByRelation, asked: Any, row: Mapping[str, Any]) -> bool:
    held = [holds(ENTITIES[relation.type], asked, each) for each in _reached(relation, row)]
    return {"some": any(held), "none": not any(held), "every": all(held)}[quantifier]


def _reached(relation: ByRelation, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    reached: list[Mapping[str, Any]] = [row]
    for stored, there, here in relation.path:
        keys = {each[here] for each in reached}
        reached = [each for each in rows(table_of(stored).name) if each[there] in keys]
    return reached


def _is_within(entity: Entity, declared: ByTree, row: Mapping[str, Any], slugs: Sequence[str]) -> bool:
    here: Mapping[str, Any] | None = row
    while here is not None:
        if here["slug"] in slugs:
            return True
        here = _by_key(entity.table.name, "id", here[declared.part_of])
    return False


def _compares(operator: str, found: Any, other: Any) -> bool:
    if operator in ("lt", "lte", "gt", "gte") and found is None:
        return False
    return bool(_OPERATORS[operator](found, other))


_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "lte": le,
    "gt": gt,
    "gte": ge,
    "in": lambda found, other: found in other,
    "notIn": lambda found, other: found not in other,
    "isNull": lambda found, other: (found is None) == other,
    "contains": lambda found, other: fold(other) in fold(found),
    "startsWith": lambda found, other: fold(found).startswith(fold(other)),
}
