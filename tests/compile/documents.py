"""Valid GraphQL operations, drawn from the schema with values from the small world.

A key without an alias never carries an argument, and every alias is new; so two fields of one key are always
the same field, and merge. The exception is drawn on purpose: a field that was written before, once more with
the same arguments and other fields inside.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeGuard

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

from db.compile.context import FACETS_ROOM, MAX_CONNECTIONS
from db.compile.facets import MAX_STEPS
from db.graph.declaration import (
    ByAll,
    ByBox,
    ByColumn,
    ByDate,
    ByDistance,
    ByWords,
    Entity,
    Kind,
    Many,
    Sort,
)
from db.graph.facet import FACETS
from db.graph.query import ENTITIES, QUERY
from db.search.words import FILLER
from tests.compile import oracle
from tests.world import FIRST, HOSTILE, LAST

# Computed by db.status, whose own tests have an oracle of their own.
ELSEWHERE = {"status", "statusHistory", "disputes", "contradictions"}
# A root field that answers from what changes with loads, and cannot be asked what that was.
OF_NOW = {"node"}
MAX_FILTER_DEPTH = 3
_SEARCHED = ("SOURCE", "LOCATION", "EVENT", "ARTICLE", "STATEMENT")
DATE_OPERATORS = ("during", "before", "after", "from", "to", "precision", "basis")
EXPRESSIONS = (
    "2025-03",
    "2025",
    "2025-21",
    "2025-03?",
    "0001",
    "9999",
    "XXXX",
    "/..",
    "[2025-03-04,2025-03-10]",
)

Draw = Callable[[st.SearchStrategy[Any]], Any]


@cache
def _below(bound: int) -> st.SearchStrategy[int]:
    # A strategy is much slower to make than to draw from.
    return st.integers(0, bound - 1)


@dataclass(frozen=True)
class Operation:
    """A request: the document, the operation meant, and its variables."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Fragment:
    """A named fragment that is written already: its type, and how many lists may nest in it."""

    name: str
    type: str
    lists: int


@dataclass
class _Document:
    """What one document has so far."""

    draw: Draw
    # Whether it may ask for what was known once, and whether it may search, which has no past.
    of_the_past: bool
    of_words: bool
    # Whether somebody else says when of every root field: then it asks none that has no past.
    moved: bool = False
    # How deep conditions may lie inside one another: beside facets, which ask them again, not as deep.
    conditions: int = 3
    definitions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    fragments: list[Fragment] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    aliases: int = 0
    # How many relations the facets that are being drawn have followed.
    steps: int = 0
    # How many fields may still be drawn: fragments count again at each spread.
    left: int = 60

    def chance(self, one_in: int) -> bool:
        """True once in so many times; False is what shrinking prefers."""
        return bool(self.draw(_below(one_in)) == one_in - 1)

    def pick(self, options: Sequence[Any]) -> Any:
        """One of them; shrinks to the first."""
        return options[self.draw(_below(len(options)))]

    def alias(self) -> str:
        """A response key that nothing else has."""
        self.aliases += 1
        return f"a{self.aliases}"


@st.composite
def operations(draw: Draw, *, of_the_past: bool = True) -> Operation:
    """An operation that the schema allows, in a document that may hold others.

    of_the_past: whether it may say when. Who says so around it asks for no words either.
    """
    searches = of_the_past and draw(st.booleans())
    document = _Document(draw, of_the_past and not searches, searches, moved=not of_the_past)
    for _ in range(document.pick((0, 0, 1, 2))):
        _fragment(document)
    body = _selection(document, _query(), MAX_CONNECTIONS, 12)
    name = document.pick((None, None, "Asked"))
    variables = f"({', '.join(document.definitions)})" if document.definitions else ""
    head = f"query {name or ''}{variables} " if name or variables else ""
    text = [f"{head}{body}", *document.text]
    if name and document.chance(2):
        text.append("query Other { dataset { revision } }")
    else:
        # A document with one operation needs no name.
        name = document.pick((None, name))
    # A document must use each of its fragments; only an earlier one can be spread in another.
    for each in reversed(document.fragments):
        if not any(f"... {each.name} " in part for part in text):
            text = [part for part in text if not part.startswith(f"fragment {each.name} ")]
    return Operation("\n".join(text), name, document.values)


@st.composite
def counted(draw: Draw) -> Operation:
    """An operation that asks for the facets of one list, at the root or in the rows of another."""
    searches = draw(st.booleans())
    document = _Document(draw, not searches, searches, conditions=2)
    listed = [name for name, root in QUERY.roots.items() if isinstance(root, Many) and root.type in FACETS]
    name = document.pick(listed)
    body = _faceted(document, _query(), name, MAX_CONNECTIONS)
    variables = f"({', '.join(document.definitions)})" if document.definitions else ""
    return Operation(f"query {variables} {{ {body} }}", None, document.values)


def _faceted(document: _Document, parent: Any, name: str, lists: int) -> str:
    asked = parent.fields[name]
    call = f"{document.alias()}: {name}{_arguments(document, parent, name, asked, lists, False)}"
    connection = get_named_type(asked.type)
    lists -= 1
    node: Any = get_named_type(connection.fields["nodes"].type)
    inside = [
        name
        for name, each in node.fields.items()
        if _is_connection(each) and "facets" in get_named_type(each.type).fields
    ]
    if inside and lists > FACETS_ROOM and document.chance(3):
        return f"{call} {{ nodes {{ {_faceted(document, node, document.pick(inside), lists)} }} }}"
    facets: Any = get_named_type(connection.fields["facets"].type)
    body = "totalCount"
    kind = document.pick(("any", "columns", "both"))
    if kind != "columns":
        body = f"facets {_selection(document, facets, lists - FACETS_ROOM, 6)} {body}"
    if kind != "any":
        body += "".join(f" {document.alias()}: facets {_by_columns(document, facets)}" for _ in range(2))
    return f"{call} {{ {body} }}"


def _by_columns(document: _Document, facets: GraphQLObjectType) -> str:
    """Facets by columns of the rows themselves, which may be counted together."""
    leaves = {"CodeCount": "code", "PeriodCount": "period"}
    named = {name: get_named_type(each.type).name for name, each in facets.fields.items()}
    columns = [name for name, type_name in named.items() if type_name in leaves]
    picked = [document.pick(columns) for _ in range(document.pick((1, 2, 3, 4)))]
    asked = (
        f"{document.alias()}: {name}{_arguments(document, facets, name, facets.fields[name], 0, False)}"
        f" {{ {leaves[named[name]]} count }}"
        for name in picked
    )
    return f"{{ {' '.join(asked)} }}"


def _query() -> GraphQLObjectType:
    query = oracle.schema().query_type
    assert query is not None
    return query


def _fragment(document: _Document) -> None:
    name = f"F{len(document.fragments)}"
    type_name = document.pick(
        ("Event", "Statement", "Source", "Location", "Node", "FigureSubject", "SearchResult", "Query")
    )
    lists = document.pick((0, 1, 2))
    # A variable inside a fragment would tie it to every operation that spreads it.
    body = _selection(document, oracle.schema().type_map[type_name], lists, 3, constant=True)
    document.fragments.append(Fragment(name, type_name, lists))
    document.text.append(f"fragment {name} on {type_name} {body}")


def _selection(document: _Document, parent: Any, lists: int, depth: int, *, constant: bool = False) -> str:
    """A selection set of a type: ``lists`` and ``depth`` are how much may still nest."""
    repeatable: list[tuple[str, GraphQLField, int]] = []
    count = document.pick((1, 2, 3, 4))
    written = [_one(document, parent, lists, depth, constant, repeatable) for _ in range(count)]
    return f"{{ {' '.join(written)} }}"


def _one(
    document: _Document,
    parent: Any,
    lists: int,
    depth: int,
    constant: bool,
    repeatable: list[tuple[str, GraphQLField, int]],
) -> str:
    """One field, fragment or ``__typename``."""
    kind = document.pick(("field",) * 8 + ("inline", "spread", "typename", "again"))
    if kind == "typename":
        return f"{document.pick(('', f'{document.alias()}: '))}__typename "
    if kind == "spread" and (usable := _usable(document, parent, lists)):
        document.left -= 10
        return f"... {document.pick(usable).name} {_directive(document, constant)}"
    if kind == "inline" and depth > 0:
        on = document.pick(["", *_overlapping(parent)])
        inner = oracle.schema().type_map[on] if on else parent
        body = _selection(document, inner, lists, depth - 1, constant=constant)
        return f"...{f' on {on}' if on else ''} {_directive(document, constant)}{body}"
    if kind == "again" and repeatable:
        call, asked, inner_lists = document.pick(repeatable)
        return f"{call} {_inside(document, asked, inner_lists, depth, constant)}"
    return _field(document, parent, lists, depth, constant, repeatable)


def _field(
    document: _Document,
    parent: Any,
    lists: int,
    depth: int,
    constant: bool,
    repeatable: list[tuple[str, GraphQLField, int]],
) -> str:
    if isinstance(parent, GraphQLUnionType):
        return "__typename "
    possible = {
        name: each
        for name, each in parent.fields.items()
        if name not in ELSEWHERE
        and not (document.moved and name in OF_NOW and parent is _query())
        and (is_leaf_type(get_named_type(each.type)) or (depth > 0 and document.left > 0))
        and lists >= _lists(parent, each)
        and (document.steps < MAX_STEPS or not _is_group(each))
    }
    if not possible:
        return "__typename "
    leaves = [name for name, each in possible.items() if is_leaf_type(get_named_type(each.type))]
    objects = [name for name in possible if name not in leaves]
    name = document.pick(leaves if leaves and (not objects or document.chance(3)) else objects)
    document.left -= 1
    asked = possible[name]
    inner = lists - _lists(parent, asked)
    arguments = _arguments(document, parent, name, asked, lists, constant)
    if "near: " in arguments:
        # A list by distance leaves SQLite's parser less room.
        inner = min(inner, 2)
    if arguments or document.chance(4) or not _is_same_everywhere(parent, name):
        call = f"{document.alias()}: {name}{arguments}"
    else:
        call = name
    if not is_leaf_type(get_named_type(asked.type)):
        repeatable.append((call, asked, inner))
    return f"{call} {_directive(document, constant)}{_inside(document, asked, inner, depth, constant)}"


def _inside(document: _Document, asked: GraphQLField, lists: int, depth: int, constant: bool) -> str:
    named = get_named_type(asked.type)
    if is_leaf_type(named):
        return ""
    steps = document.steps
    document.steps = steps + 1 if _is_group(asked) else 0
    written = _selection(document, named, lists, depth - 1, constant=constant) + " "
    document.steps = steps
    return written


def _is_facets(asked: GraphQLField) -> bool:
    return get_named_type(asked.type).name.endswith("Facets")


def _is_group(asked: GraphQLField) -> bool:
    """Whether the facets are those of related rows."""
    return _is_facets(asked) and "filter" in asked.args


def _is_connection(asked: GraphQLField) -> bool:
    return get_named_type(asked.type).name.endswith("Connection")


def _lists(parent: Any, asked: GraphQLField) -> int:
    """How many more lists inside others it is: a connection is one, with what stands in it, facets two.

    A distance takes as much room as a list, and leads to a place that has distances.
    """
    if _is_facets(asked):
        return 0 if _is_group(asked) else FACETS_ROOM
    if parent.name.endswith("Connection") and "first" in asked.args:
        return FACETS_ROOM
    if parent.name == "Query" or parent.name.endswith(("Connection", "Facets")):
        return int(_is_connection(asked))
    plain = asked.type.of_type if isinstance(asked.type, GraphQLNonNull) else asked.type
    is_distance = get_named_type(asked.type).name == "Distance"
    return int(_is_connection(asked) or isinstance(plain, GraphQLList) or is_distance)


def _is_same_everywhere(parent: Any, name: str) -> bool:
    """Whether a key without an alias means the same in every type that a fragment may stand beside."""
    return not _has_identity(parent) or name in _alike()


@cache
def _alike() -> set[str]:
    """The fields that have one type in all types with an identity that have them."""
    types: dict[str, set[str]] = {}
    for each in oracle.schema().type_map.values():
        if _has_identity(each):
            for name, declared in each.fields.items():
                types.setdefault(name, set()).add(str(declared.type))
    return {name for name, found in types.items() if len(found) == 1}


def _has_identity(named: Any) -> TypeGuard[GraphQLObjectType]:
    return isinstance(named, GraphQLObjectType) and any(each.name == "Node" for each in named.interfaces)


def _overlapping(parent: Any) -> list[str]:
    """The types on which a fragment may stand here."""
    if isinstance(parent, GraphQLObjectType):
        abstract = ["Node"] if _has_identity(parent) else []
        return [parent.name, *abstract, *_unions_of(parent)]
    assert isinstance(parent, GraphQLInterfaceType | GraphQLUnionType)
    return [parent.name, *(each.name for each in oracle.schema().get_possible_types(parent)), "Node"]


@cache
def _unions_of(named: GraphQLObjectType) -> list[str]:
    unions = [each for each in oracle.schema().type_map.values() if isinstance(each, GraphQLUnionType)]
    return sorted(each.name for each in unions if named in each.types)


def _usable(document: _Document, parent: Any, lists: int) -> list[Fragment]:
    return [
        each
        for each in document.fragments
        if each.type in _overlapping(parent) and each.lists <= lists and document.left > 10
    ]


def _directive(document: _Document, constant: bool) -> str:
    if not document.chance(8):
        return ""
    name, value = document.pick(("include", "skip")), document.pick((True, False))
    text = "true" if value else "false"
    if not constant and document.chance(2):
        text = _variable(document, "Boolean!", value, text)
    return f"@{name}(if: {text}) "


# Arguments: a JSON value is drawn first, then written as a literal, a variable, or one inside the other.


def _arguments(
    document: _Document, parent: Any, name: str, asked: GraphQLField, lists: int, constant: bool
) -> str:
    values: dict[str, Any] = {}
    if parent.name.endswith("Facets") or (parent.name.endswith("Connection") and "first" in asked.args):
        values = _counted(document, asked, lists)
    elif _is_connection(asked):
        values = _listed(document, _many(parent, name), lists)
    elif "from" in asked.args:
        values = {} if document.chance(6) else {"from": _near(document)}
    elif "id" in asked.args:
        values = {"id": _identifier(document)}
    elif "ids" in asked.args:
        values = {"ids": [_identifier(document) for _ in range(document.pick((1, 2, 0, 3)))]}
    elif "code" in asked.args:
        values = {name: row[name] for row in [document.pick(oracle.rows("term"))] for name in asked.args}
    elif "number" in asked.args:
        values = {"number": document.pick((1, 2, 0, 3, -1, 2**31 - 1))}
    elif "slug" in asked.args:
        values = {"slug": _slug(document, ENTITIES[get_named_type(asked.type).name])}
    if "knownAt" in asked.args and document.of_the_past and document.chance(3):
        values["knownAt"] = document.pick((1, *oracle.TIMES, None))
    written = [
        f"{argument}: {_written(document, asked.args[argument].type, value, constant)}"
        for argument, value in values.items()
    ]
    return f"({', '.join(written)})" if written else ""


def _counted(document: _Document, asked: GraphQLField, lists: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "by" in asked.args:
        values["by"] = document.pick(("MONTH", "DAY", "YEAR"))
    if "first" in asked.args and document.chance(3):
        values["first"] = document.pick((2, 1, 0, 100, None))
    if "filter" in asked.args and document.chance(3):
        named = get_named_type(asked.args["filter"].type).name
        depth = {MAX_CONNECTIONS - 1: 2, MAX_CONNECTIONS - 2: 1}.get(lists, 0)
        values["filter"] = _filter(document, ENTITIES[named.removesuffix("Filter")], depth)
    return values


def _listed(document: _Document, many: Many, lists: int) -> dict[str, Any]:
    values = _page(document, many, lists)
    values |= {each: document.pick((0, 1, 2, -1, None)) for each in many.above if document.chance(2)}
    if "text" in many.arguments:
        values["text"] = _question(document)
        if document.chance(3):
            values["types"] = document.pick((None, [], *([each] for each in _SEARCHED), list(_SEARCHED)))
    return values


def _many(parent: Any, name: str) -> Many:
    declared = QUERY.roots[name] if parent.name == "Query" else ENTITIES[parent.name].members[name]
    assert isinstance(declared, Many)
    return declared


def _page(document: _Document, many: Many, lists: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if document.chance(2):
        values[document.pick(("first", "last"))] = document.pick((2, 1, 3, 5, 0, 100, None))
    entity = ENTITIES[many.type]
    order: list[dict[str, Any]] = []
    if entity.sorts and document.chance(3):
        order = _order(document, entity.sorts)
        values["order"] = order or document.pick((None, []))
    near: dict[str, Any] | None = None
    if entity.located and lists == MAX_CONNECTIONS and document.chance(2):
        near = values["near"] = None if document.chance(8) else _near(document)
    for argument in ("after", "before"):
        if document.chance(4):
            values[argument] = document.pick((*_cursors(many, order, near), None))
    if entity.filters and document.chance(3):
        # What nests inside lists that nest already may be too much for SQLite's parser.
        depth = {MAX_CONNECTIONS: MAX_FILTER_DEPTH, MAX_CONNECTIONS - 1: 1}.get(lists, 0)
        values["filter"] = None if document.chance(12) else _filter(document, entity, depth)
    if entity.as_of is not None and document.chance(4):
        values["asOf"] = document.pick((_day(document), _day(document), None))
    return values


def _order(document: _Document, sorts: Mapping[str, Sort]) -> list[dict[str, Any]]:
    """Keys of an order, none of them twice; none at all means the list's own order."""
    left = [re.sub("([A-Z])", r"_\1", name).upper() for name in sorts]
    order: list[dict[str, Any]] = []
    for _ in range(min(document.pick((1, 2, 3, 0)), len(left))):
        by = document.pick(left)
        left.remove(by)
        direction = {"direction": document.pick(("DESC", "ASC", None))}
        order.append({"by": by} | (direction if document.chance(2) else {}))
    return order


def _cursors(many: Many, order: list[dict[str, Any]], near: dict[str, Any] | None) -> list[str]:
    listed = oracle.related(many, None, order, near)
    return [oracle.cursor(many, pair, order, near) for pair in listed]


def _near(document: _Document) -> dict[str, Any]:
    """A circle around one of the points that there are, or around another one."""
    latitude, longitude = document.pick(((50.5977, 36.588), (-0.1, -180.0), (50.0, 36), (90.0, 0.0)))
    near: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    if document.chance(2):
        # Between the points it is half way round, or less than the box around a circle reaches.
        near["kilometres"] = document.pick((100, 0, 78.5, 12000.25, 20016, None))
    if document.chance(2):
        near["borrowed"] = document.pick((True, False, None))
    return near


def _box(document: _Document) -> dict[str, Any]:
    west, east = document.pick(((30.0, 40.0), (170, -170.0), (-180, 0), (36.588, 36.588), (-180.0, 180)))
    south, north = document.pick(((50, 51.5), (-90.0, 90.0), (-0.1, -0.1)))
    box: dict[str, Any] = {"west": west, "south": south, "east": east, "north": north}
    return box | ({"borrowed": document.pick((True, False, None))} if document.chance(2) else {})


def _slug(document: _Document, entity: Entity) -> str:
    if document.chance(10):
        return str(document.pick(("nobody", *HOSTILE)))
    return str(document.pick([row["slug"] for row in oracle.ever(entity.table.name)]))


def _identifier(document: _Document) -> str:
    entity = ENTITIES[document.pick(QUERY.node_types)]
    plural = document.pick(("nothing", "", entity.plural + "/x")) if document.chance(12) else entity.plural
    return f"{plural}/{_slug(document, entity)}"


def _filter(document: _Document, entity: Entity, depth: int) -> dict[str, Any]:
    depth = min(depth, document.conditions)
    names = [*entity.filters, *(("and", "or", "not") if depth > 0 else ())]
    if not document.of_words:
        names = [name for name in names if not isinstance(entity.filters.get(name), ByWords)]
    if depth == 0:
        names = [name for name in names if isinstance(entity.filters[name], ByColumn)] or names
    chosen = [document.pick(names) for _ in range(document.pick((1, 1, 2, 0)))]
    return {name: _condition(document, entity, name, depth) for name in chosen}


def _condition(document: _Document, entity: Entity, name: str, depth: int) -> Any:
    if document.chance(20):
        return None
    if name in ("and", "or"):
        count = document.pick((2, 1, 0, 3))
        return [_filter(document, entity, depth - 1) for _ in range(count)]
    if name == "not":
        return _filter(document, entity, depth - 1)
    declared = entity.filters[name]
    if isinstance(declared, ByColumn):
        return _comparison(document, entity, declared)
    if isinstance(declared, ByDate):
        return _dated(document, entity, declared)
    if hasattr(declared, "part_of"):
        return [_slug(document, entity) for _ in range(document.pick((1, 2, 0)))]
    alone: Mapping[Any, Callable[[_Document], Any]] = {ByDistance: _near, ByBox: _box, ByWords: _question}
    if isinstance(declared, ByDistance | ByBox | ByWords):
        return alone[type(declared)](document)
    if isinstance(declared, ByAll):
        chosen = [document.pick(("every", "none", "some")) for _ in range(document.pick((1, 1, 2, 0)))]
        target = ENTITIES[declared.relation.type]
        return {each: _filter(document, target, depth - 1) if depth > 0 else {} for each in chosen}
    return _filter(document, ENTITIES[declared.type], depth - 1) if depth > 0 else {}


def _dated(document: _Document, entity: Entity, declared: ByDate) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for operator in [document.pick(DATE_OPERATORS) for _ in range(document.pick((1, 1, 2, 0)))]:
        if operator in ("from", "to"):
            asked[operator] = _day(document)
        elif operator in declared.codes:
            asked[operator] = _comparison(document, entity, declared.codes[operator])
        else:
            asked[operator] = _days(document)
    if document.chance(2):
        asked["certainly"] = document.pick((True, True, False, None))
    return asked


def _days(document: _Document) -> str:
    """An expression of one day or of several, near those of the small world or at an end of the calendar."""
    first, last = sorted((_day(document), _day(document)))
    spans = (first, f"{first}/{last}", f"{first}/..", f"../{last}", f"[{first}..{last}]", f"{first}~")
    return str(document.pick((*spans, *EXPRESSIONS)))


def _comparison(document: _Document, entity: Entity, declared: ByColumn) -> dict[str, Any]:
    found = sorted({row[declared.column] for row in oracle.rows(entity.table.name)} - {None})
    if declared.kind.value == "boolean":
        return {"eq": document.pick((True, False, None))}
    ordered = declared.kind is Kind.FLOAT
    pool = found if declared.scheme or ordered or not document.chance(6) else [*found, *HOSTILE]
    operators = ("eq", "in", "ne", "notIn", "isNull")
    operator = document.pick(
        (*operators, *(("lt", "lte", "gt", "gte") if ordered else ("contains", "startsWith") * 2))
        if ordered or declared.folded
        else operators
    )
    if operator in ("contains", "startsWith"):
        return {operator: _typed(document, document.pick(pool))}
    if operator == "isNull":
        return {operator: document.pick((True, False, None))}
    if operator in ("in", "notIn"):
        return {operator: [document.pick(pool) for _ in range(document.pick((2, 1, 0, 3)))]}
    return {operator: document.pick((*pool, None))}


def _question(document: _Document) -> str:
    """What somebody may type to find something: pieces of texts, with one word to look for at least."""
    count = document.pick((1, 1, 2, 3))
    asked = [_asked(document) for _ in range(count)]
    return " ".join(each for each in (*asked[:-1], document.pick(_words()), asked[-1]) if each)


def _asked(document: _Document) -> str:
    row = document.pick(oracle.SEARCHABLE)
    words = row["words"].replace(FILLER, " ").split()
    if not words or document.chance(3):
        return ""
    start = document.pick(range(len(words)))
    some = words[start : start + document.pick((1, 2, 1, 3))]
    match document.pick(("plain", "phrase", "prefix", "without", "joined", "without phrase")):
        case "plain":
            return " ".join(some).upper()
        case "phrase":
            return f'"{" ".join(some)}"'
        case "prefix":
            return f"{some[0][: document.pick((1, 2, 3, 9))]}*"
        case "without":
            return f"-{some[0]}"
        case "joined":
            return "'".join(some)
        case _:
            return f'-"{", ".join(some)}"'


@cache
def _words() -> list[str]:
    return sorted({each for row in oracle.SEARCHABLE for each in row["words"].split() if each != FILLER})


def _typed(document: _Document, text: str) -> str:
    """A piece of a text, as somebody may type it."""
    begin = document.pick(range(len(text) + 1)) if document.chance(2) else 0
    piece = text[begin : begin + document.pick((1, 2, 5, 0))]
    return str(document.pick((piece, piece.upper(), piece.lower(), unicodedata.normalize("NFD", piece))))


def _day(document: _Document) -> str:
    near = date(2025, 3, 1) + timedelta(days=document.pick(range(25)))
    return str(document.pick((near, near, near, FIRST, LAST)).isoformat())


def _variable(document: _Document, declared: str, value: Any, default: str | None) -> str:
    """A variable of a declared type: given, or left to its default (if it has one, or may be null)."""
    name = f"v{len(document.definitions)}"
    has_default = default is not None and document.chance(3)
    document.definitions.append(f"${name}: {declared}{f' = {default}' if has_default else ''}")
    if not (has_default and document.chance(2)):
        document.values[name] = value
    return f"${name}"


def _written(document: _Document, declared: Any, value: Any, constant: bool, *, variable: bool = True) -> str:
    """A value as a literal, with variables in place of some of its parts."""
    if variable and not constant and document.chance(4):
        literal = _written(document, declared, value, constant=True)
        if value is None and document.chance(2) and not isinstance(declared, GraphQLNonNull):
            # Left out: null and absent are not the same to the specification, and are the same to a filter.
            name = f"v{len(document.definitions)}"
            document.definitions.append(f"${name}: {declared}")
            return f"${name}"
        return _variable(document, str(declared), value, literal)
    if isinstance(declared, GraphQLNonNull):
        declared = declared.of_type
    if value is None:
        return "null"
    if isinstance(declared, GraphQLList):
        return f"[{', '.join(_written(document, declared.of_type, each, constant) for each in value)}]"
    if isinstance(declared, GraphQLInputObjectType):
        fields = declared.fields
        inside = (
            f"{name}: {_written(document, fields[name].type, each, constant)}" for name, each in value.items()
        )
        return f"{{{', '.join(inside)}}}"
    if isinstance(declared, GraphQLEnumType):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else _quoted(value)


def _quoted(text: str) -> str:
    escaped = "".join(each if each.isprintable() and each not in '"\\' else _escaped(each) for each in text)
    return f'"{escaped}"'


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
