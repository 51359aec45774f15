"""What one compilation carries along: the dialect, fresh aliases, nesting, and where it is in the request."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.sql.selectable import NamedFromClause

from db.compile.dialects import Dialect
from db.compile.scope import PartScope, Scope
from db.compile.selection import Origin
from db.compile.sql import Param, Sql
from db.compile.template import Template, computed_template, expression_template, filled, row_of
from db.errors import BadInput, TooComplex
from db.graph.declaration import Computed, Entity, Kind, Leaf

# SQLite 3.40's parser keeps a stack of 100, which so much nesting does not fill. PostgreSQL could take more,
# but the work grows with the power of it.
MAX_CONNECTIONS = 5
MAX_LISTS = 6
# Facets nest queries of their own: what they take of that stack is less than what two lists take.
FACETS_ROOM = 2
# So many alternatives are compiled within a second; SQLite takes 32,766 values, PostgreSQL 65,535.
MAX_CONDITIONS = 2000
MAX_VALUES = 10_000
# More to-one rows beside one page than this are read one by one: SQLite joins 64 tables at the most.
MAX_JOINS = 40

SQL_TYPES = {
    Kind.STRING: "text",
    Kind.CODE: "text",
    Kind.INT: "bigint",
    Kind.FLOAT: "float8",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamp",
}


class Schema:
    """All declared types, with their templates for one dialect, and the values of declared settings."""

    def __init__(
        self, entities: Mapping[str, Entity], dialect: Dialect, *, settings: Mapping[str, int] | None = None
    ) -> None:
        self.entities = entities
        self.dialect = dialect
        self._settings = {name: str(value) for name, value in (settings or {}).items()}
        self._rows: dict[str, NamedFromClause] = {}
        self._computed: dict[int, Template] = {}

    def row(self, entity: Entity) -> NamedFromClause:
        """The entity's row as declared expressions see it."""
        if entity.name not in self._rows:
            self._rows[entity.name] = row_of(entity)
        return self._rows[entity.name]

    def expression(self, leaf: Leaf, entity: Entity, scope: Scope | PartScope) -> str:
        """A leaf's SQL over a row."""
        if isinstance(leaf.source, str):
            return scope.column(leaf.source)
        template = expression_template(leaf.source, self.row(entity), self.dialect.name)
        return "".join(str(piece) for piece in filled(template, scope.column, self._settings))

    def computed(
        self,
        computed: Computed,
        entity: Entity,
        scope: Scope | PartScope,
        arguments: Mapping[str, Param | str],
    ) -> Sql:
        """A computation's rows as a derived table over a row."""
        key = id(computed)
        if key not in self._computed:
            self._computed[key] = computed_template(computed, self.row(entity), self.dialect.name)
        return filled(self._computed[key], scope.column, arguments)


@dataclass
class Context:
    """One compilation."""

    schema: Schema
    aliases: int = 0
    # Arguments that must hold even where no part of the statement needs them.
    checked: list[Param] = field(default_factory=list)
    # The revisions that the caller says to have seen.
    seen: list[Param] = field(default_factory=list)
    # How many lists, and how many of them connections, enclose what is being compiled.
    lists: int = 0
    connections: int = 0
    # Whether what is being compiled reads the tables as they were at a revision (`db.compile.past`).
    past: bool = False
    # Whether a condition is looked at for one row after another, and not for many at once.
    row_by_row: bool = False
    # How many conditions and values there are so far.
    conditions: int = 0
    values: int = 0

    @property
    def dialect(self) -> Dialect:
        """The database that the statement is for."""
        return self.schema.dialect

    def alias(self) -> str:
        """A fresh alias."""
        self.aliases += 1
        return f"t{self.aliases}"

    def entity(self, name: str) -> Entity:
        """A declared type."""
        return self.schema.entities[name]

    def param(
        self,
        value: Any,
        kind: Kind,
        origin: Origin,
        *,
        argument: str = "",
        convert: Callable[[Any], Any] | None = None,
    ) -> Param:
        """A bound value in the form that the database takes."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise too_complex(f"an operation may give at most {MAX_VALUES} values", origin)
        if kind is Kind.DATE:
            convert = _then(convert, self.dialect.bind_date)
        elif kind is Kind.DATETIME:
            convert = _then(convert, self.dialect.bind_time)
        elif kind in (Kind.STRING, Kind.CODE):
            convert = _then(convert, _without_nul)
        return Param(value, SQL_TYPES[kind], convert, origin, argument)


def _then(first: Callable[[Any], Any] | None, second: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if first is None:
        return second
    # A cursor may hold that a key is missing.
    return lambda value: None if (converted := first(value)) is None else second(converted)


def _without_nul(value: Any) -> Any:
    """No stored text holds NUL or a lone surrogate, so nothing can equal this one: asked for as text that
    is never stored, because PostgreSQL takes neither.
    """
    return "\x1f" if isinstance(value, str) and not is_text(value) else value


def is_text(value: str) -> bool:
    """Whether a database can hold it."""
    return "\0" not in value and (value.isascii() or not _has_surrogate(value))


def _has_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


@contextmanager
def nesting(context: Context, origin: Origin, *, connection: bool = False, room: int = 1) -> Iterator[None]:
    """Counts one more list inside others while it is compiled, or what takes the ``room`` of several."""
    context.lists += room
    context.connections += room * connection
    if context.connections > MAX_CONNECTIONS or context.lists > MAX_LISTS:
        raise too_complex(
            f"lists may lie at most {MAX_LISTS} deep inside one another, those that are paged at most "
            f"{MAX_CONNECTIONS}, where facets count as {FACETS_ROOM}; ask for the inner ones in a second "
            "operation",
            origin,
        )
    yield
    context.lists -= room
    context.connections -= room * connection


def bad_input(message: str, origin: Origin, argument: str | None = None) -> BadInput:
    """An error that names the place in the request."""
    error = BadInput(message, argument=argument)
    error.origin = origin
    return error


def too_complex(message: str, origin: Origin) -> TooComplex:
    """An error that names the place in the request."""
    error = TooComplex(message)
    error.origin = origin
    return error
