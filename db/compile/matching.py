"""What people type, as the full-text index of either database is asked for it.

The statement does not depend on what is typed: terms come as one JSON value, and the database itself puts
the operand together, so that each term can be looked up among the names of sources and locations. Whoever
goes by that name is found by all others too: a term matches as it was typed, or as any of them.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from db.compile.context import Context, bad_input
from db.compile.scope import Scope
from db.compile.selection import Field, Origin
from db.compile.sql import Param, Sql, joined
from db.graph.declaration import Kind
from db.search import index
from db.search.question import Question, Term, parse
from db.search.ranking import among, key_at

# Terms in brackets, AND between them; in each OR between what it may be called. It nests as little as it can:
# SQLite's parser has room for a filter deep inside other things, and not for much more.
_FTS5_OPERAND: Final = (
    "(SELECT group_concat('('||(j.value->>'term')||coalesce("
    """' OR "'||(SELECT group_concat(b.words,'" OR "') FROM json_each(j.value,'$.names') k"""
    " JOIN search_name a ON a.words=k.value JOIN search_name b ON b.searchable_id=a.searchable_id)||'\"'"
    ",'')||')',' AND ') FROM json_each({}) j)"
)
_TSQUERY_OPERAND: Final = (
    "(SELECT string_agg('('||(j.value->>'term')||coalesce("
    "'|'||(SELECT string_agg('('''||replace(b.words,' ','''<->''')||''')','|')"
    " FROM jsonb_array_elements_text(j.value->'names') k(value) CROSS JOIN LATERAL"
    # It would expect a hundred names, and read the whole table for one.
    " (SELECT searchable_id FROM search_name WHERE words=k.value OFFSET 0) a"
    " JOIN search_name b ON b.searchable_id=a.searchable_id)"
    ",'')||')','&') FROM jsonb_array_elements({}::jsonb) j(value))"
)
_OPERAND: Final = {"sqlite": _FTS5_OPERAND, "postgresql": _TSQUERY_OPERAND}

_WALKED: Final = 3000
"""Rows that PostgreSQL looks at one after another before it asks the index for what matches …"""
_FEW: Final = 1000
"""… of which it takes no more than so many at first …"""
_WALKED_FURTHER: Final = 10_000
"""… before it looks at more rows, if there are more. Only then are all asked for: many, and far away."""


def hits(context: Context, text: Any, origin: Origin, alias: str) -> tuple[Sql, list[Sql]]:
    """What to put after FROM for the rows of the index that match, under an alias, and the conditions on it;
    `BadInput` for the past, of which no words are kept.

    SQLite walks the index in order, as far as the page goes. PostgreSQL's GIN knows no order: it gives all
    matches. OFFSET keeps it from walking the key instead, which would read everything where little is found.
    """
    if context.past:
        message = "text: only the words of what is held now can be searched; leave out text, or knownAt"
        raise bad_input(message, origin, "text")
    operand = operand_of(context, text, origin)
    if context.dialect.name == "sqlite":
        return [f"{index.NAME} {alias}"], [[f"{alias}.{index.NAME} MATCH ", *operand]]
    return [f"(SELECT rowid FROM {index.NAME} WHERE vector @@ ", *operand, f" OFFSET 0) {alias}"], []


def matches(context: Context, text: Any, origin: Origin, entity: str, key: str) -> Sql:
    """The condition that an entity's words match; ``key`` is the expression of its key."""
    source, conditions = hits(context, text, origin, name := context.alias())
    chosen = key_at(entity, f"{name}.rowid")
    found: Sql = [f"{key} IN (SELECT {chosen} FROM ", *source, f" WHERE {among(entity, f'{name}.rowid')}"]
    for each in conditions:
        found += [" AND ", *each]
    return [*found, ")"]


def looked_at(context: Context, text: Any, origin: Origin, entity: str, key: str) -> tuple[Sql, Sql]:
    """The same condition on PostgreSQL for one row after another, whose words are read; and before it, the
    common table expression that it reads.
    """
    name = context.alias()
    given: Sql = [f"q{name}(q) AS MATERIALIZED (SELECT ", *operand_of(context, text, origin), ")"]
    words = f"searchable s{name} JOIN {index.NAME} v{name} ON v{name}.rowid=s{name}.id"
    vector = f"SELECT v{name}.vector FROM {words} WHERE s{name}.{entity}_id={key}"
    return given, [f"({vector}) @@ (SELECT q FROM q{name})"]


def found(context: Context, asked: Field, owner: Scope) -> tuple[Sql, list[Sql]]:
    """What a list goes by that is found by its argument ``text``, among its ``types``."""
    text, types = asked.arguments["text"], asked.arguments.get("types")
    source, conditions = hits(context, text, asked.origin, owner.name)
    if types is not None:
        among_them = [f"({among(each, owner.column('rowid'))})" for each in dict.fromkeys(types)]
        # Of one type it is a range, which the index begins with.
        either = " OR ".join(among_them)
        conditions.append([f"({either})" if len(among_them) > 1 else either[1:-1] or "1=0"])
    # A list of which nothing is asked for still has to be asked for rightly.
    context.checked.append(terms(context, text, asked.origin))
    return source, conditions


def in_order(
    context: Context, asked: Field, owner: Scope, ranges: Sequence[Sql], backwards: bool, size: Sql | None
) -> Sql:
    """What a page goes by on PostgreSQL, sorted before the rows are read of which only some are on the page.

    A frequent word fills the page from the first rows in order. A rare one has few matches, which the index
    gives at once, and in no order. Of what is neither, all matches are a long way through the table, two
    microseconds for each; a longer walk mostly fills the page before.

    ranges: the conditions that are asked of ``rowid`` alone. size: how many rows are wanted; None where
        further conditions choose among those found.
    """
    name, order = owner.name, f" ORDER BY rowid{' DESC' if backwards else ''}"
    operand = operand_of(context, asked.arguments["text"], asked.origin)
    if size is None:
        return [f"(SELECT rowid FROM {index.NAME} WHERE vector @@ ", *operand, f"{order} OFFSET 0) {name}"]
    within: Sql = [" WHERE ", *joined(" AND ", ranges)] if ranges else []
    and_within: Sql = [" AND ", *joined(" AND ", ranges)] if ranges else []
    first, few, further = f"w{name}", f"f{name}", f"d{name}"
    matching = f"vector @@ (SELECT q FROM q{name})"
    unfilled: Sql = [f"(SELECT count(*) FROM {first})<", *size]
    many = f"(SELECT count(*) FROM {few})>{_FEW}"

    def walked(rows: int, condition: str = "") -> Sql:
        """As many as are wanted of those that match among so many rows: it ends when they are found."""
        looked_at: Sql = [f"SELECT rowid,vector FROM {index.NAME} {name}", *within, f"{order} LIMIT {rows}"]
        filled: Sql = [f" WHERE {matching}{condition}{order} LIMIT ", *size]
        return ["SELECT rowid FROM (", *looked_at, f") {name}", *filled]

    def asked_for(limit: str = "") -> Sql:
        """What the index gives."""
        return [f"SELECT rowid FROM (SELECT rowid FROM {index.NAME} WHERE {matching} OFFSET 0{limit}) {name}"]

    return [
        f"(WITH q{name}(q) AS MATERIALIZED (SELECT ",
        *operand,
        f"),{first} AS MATERIALIZED (",
        *walked(_WALKED),
        f"),{few} AS MATERIALIZED (",
        *asked_for(f" LIMIT {_FEW + 1}"),
        " WHERE ",
        *unfilled,
        f"),{further} AS MATERIALIZED (",
        *walked(_WALKED_FURTHER, f" AND {many}"),
        f") SELECT rowid FROM {first} WHERE NOT ",
        *unfilled,
        f" UNION ALL SELECT rowid FROM {few} {name} WHERE NOT {many}",
        *and_within,
        f" UNION ALL SELECT rowid FROM {further} WHERE (SELECT count(*) FROM {further})>=",
        *size,
        " UNION ALL ",
        *asked_for(),
        f" WHERE {many} AND (SELECT count(*) FROM {further})<",
        *size,
        *and_within,
        f"{order} LIMIT ",
        *size,
        f") {name}",
    ]


def terms(context: Context, text: Any, origin: Origin) -> Param:
    """The terms that must be there, as JSON: ``term`` for the index, ``names``, ``words`` and ``prefix``."""
    dialect = context.dialect.name
    return _param(
        context,
        text,
        origin,
        lambda question: json.dumps(
            [
                {
                    "term": _TERM[dialect](each),
                    "names": each.names,
                    "words": each.words,
                    "prefix": int(each.prefix),
                }
                for each in question.wanted
            ],
            ensure_ascii=False,
        ),
    )


def operand_of(context: Context, text: Any, origin: Origin) -> Sql:
    """What the index is asked for."""
    dialect = context.dialect.name
    before, _, after = _OPERAND[dialect].partition("{}")

    def without(question: Question) -> str:
        unwanted = [_TERM[dialect](each) for each in question.unwanted]
        if not unwanted:
            return ""
        return f" NOT ({' OR '.join(unwanted)})" if dialect == "sqlite" else f"&!({'|'.join(unwanted)})"

    wanted: Sql = [before, terms(context, text, origin), after]
    unwanted = _param(context, text, origin, without)
    if dialect == "sqlite":
        return ["'('||", *wanted, "||')'||", unwanted]
    return ["('('||", *wanted, "||')'||", unwanted, ")::tsquery"]


def _param(context: Context, text: Any, origin: Origin, say: Callable[[Question], str]) -> Param:
    return context.param(
        text, Kind.STRING, origin, argument="text", convert=lambda asked: say(parse(asked, "text"))
    )


def _fts5(term: Term) -> str:
    return f'"{term.words}"{"*" if term.prefix else ""}'


def _tsquery(term: Term) -> str:
    quoted = term.words.replace(" ", "'<->'")
    return f"'{quoted}'{':*' if term.prefix else ''}"


# No word holds a quotation mark, so that nothing has to be escaped.
_TERM: Final[dict[str, Callable[[Term], str]]] = {"sqlite": _fts5, "postgresql": _tsquery}
