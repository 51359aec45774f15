"""The past: what was compiled reads the tables as they were at a revision.

In front of it stand common table expressions with the names of the tables that it reads, each of the rows
that the database held then. So what can be asked of the present can be asked of the past, and is compiled
alike.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from db.compile.context import Context
from db.compile.dialects import Dialect
from db.compile.moment import Moment
from db.compile.scope import quoted
from db.compile.selection import Field
from db.compile.sql import Sql
from db.graph.declaration import Kind
from db.models import history, metadata
from db.models.source import both_ends, likeness_pair

_REVISION: Final = "(SELECT revision FROM known)"
# The tables that say what each revision did, and their column with its number.
_LOGS: Final = {"revision": "id", "revision_dossier": "revision_id", "change": "revision_id"} | {
    "change_field": "revision_id"
}


@contextmanager
def in_the_past(context: Context) -> Iterator[None]:
    """Marks what is compiled meanwhile."""
    context.past = True
    yield
    context.past = False


def as_known(context: Context, field: Field, compiled: Sql) -> Sql:
    """The expression that a root field was compiled to, over what was held at its ``knownAt``."""
    revision, loaded = (
        context.param(field.arguments["knownAt"], kind, field.origin, argument="knownAt", convert=part)
        for kind, part in ((Kind.INT, _revision), (Kind.DATETIME, _time))
    )
    own = context.dialect.own.format("revision")
    known: Sql = [
        f"(WITH known(revision) AS (SELECT coalesce(max(id),0) FROM {own} WHERE id<=",
        revision,
        " AND loaded_at<=",
        loaded,
        ")",
    ]
    tables = [f",{each}" for each in _held(context.dialect, _words(compiled))]
    return [*known, *tables, " SELECT ", *compiled, ")"]


def _revision(asked: Moment) -> int:
    return asked.revision


def _time(asked: Moment) -> datetime:
    return asked.time


def _words(compiled: Sql) -> set[str]:
    """The words of an SQL text, but for its literals."""
    text = "".join(piece if isinstance(piece, str) else "?" for piece in compiled)
    return set(re.findall(r"\w+", re.sub(r"'(?:[^']|'')*'", "?", text)))


def _held(dialect: Dialect, words: set[str]) -> Iterator[str]:
    """For each table that is read a common table expression, in which the database looks as in the table."""
    if likeness_pair.name in words:
        words = words | {"likeness"}
    for name, twin in history.items():
        if name in words:
            columns = ",".join(quoted(column.name) for column in metadata.tables[name].columns)
            held = f"revision_id<={_REVISION} AND (superseded_in IS NULL OR superseded_in>{_REVISION})"
            yield f"{name} AS NOT MATERIALIZED (SELECT {columns} FROM {twin.name} WHERE {held})"
    for name, number in _LOGS.items():
        if name in words:
            own = dialect.own.format(name)
            yield f"{name} AS NOT MATERIALIZED (SELECT * FROM {own} WHERE {number}<={_REVISION})"
    if likeness_pair.name in words:
        pairs = str(both_ends().compile(dialect=dialect.core))
        yield f"{likeness_pair.name} AS NOT MATERIALIZED ({' '.join(pairs.split())})"
