"""Rows in scope while a statement is composed, and which of their columns are needed."""

from dataclasses import dataclass, field

from sqlalchemy.sql.compiler import RESERVED_WORDS

from db.compile.selection import Field
from db.compile.sql import Sql, quote
from db.graph.declaration import Constant, Many


def quoted(column: str) -> str:
    """A column's name as SQL text."""
    return f'"{column}"' if column.lower() in RESERVED_WORDS else column


def fetched_columns(fetched: dict[str, str]) -> str:
    """The select list of a page's inner query; a page whose rows are only counted needs one too."""
    return ",".join(f"{expression} AS {quoted(name)}" for name, expression in fetched.items()) or "1 AS one"


@dataclass
class Scope:
    """A row: ``name`` is its alias. A page's row notes each column that is used, so that the page's inner
    query fetches no other; a base table's row has them all.
    """

    name: str
    # Of a page: name in the page's row -> expression in its inner query. None for a base table.
    fetched: dict[str, str] | None = None
    # The alias inside the page's inner query from which columns come, and what their names get in front.
    inner: str = ""
    prefix: str = ""
    # To-one rows joined beside this row (SQLite); shared by the scopes of one FROM.
    joins: list[Sql] = field(default_factory=list)
    # The list of which this is a row.
    listed: Field | None = None

    def column(self, column: str) -> str:
        """The column as an expression."""
        if self.fetched is None:
            return f"{self.name}.{quoted(column)}"
        name = self.prefix + column
        self.fetched[name] = f"{self.inner}.{quoted(column)}"
        return f"{self.name}.{quoted(name)}"


@dataclass
class PartScope:
    """The columns of a row that begin with one prefix, seen as a row of their own."""

    row: Scope
    prefix: str

    def column(self, column: str) -> str:
        """The column as an expression."""
        return self.row.column(self.prefix + column)


def matched(many: Many, there: Scope, here: Scope | PartScope) -> list[str]:
    """The conditions by which rows belong to the row ``here``."""
    return [
        f"{there.column(column)}={quote(of.value) if isinstance(of, Constant) else here.column(of)}"
        for column, of in many.match
    ]
