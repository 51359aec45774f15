"""From the rows of a list to rows that relations reach, as joins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from db.compile.context import Context
from db.compile.filters import condition
from db.compile.scope import Scope
from db.compile.selection import Origin
from db.compile.sql import Sql, joined
from db.graph.declaration import ByRelation, table_of


@dataclass(frozen=True)
class Step:
    """A relation that was followed, and which of the rows that it reaches count."""

    relation: ByRelation
    filter: Mapping[str, Any] | None
    origin: Origin


@dataclass
class Chain:
    """The rows at the end of some steps: the tables on the way, and how each hangs on those before it.

    ``many``: on how many of the ways it may reach several. ``repeated``: it may reach one and the same key
    again.
    """

    row: Scope
    table: Table
    tables: list[tuple[str, str]] = field(default_factory=list)
    conditions: list[Sql] = field(default_factory=list)
    many: int = 0
    repeated: bool = False

    @property
    def joined(self) -> Sql:
        """The tables as joins that keep the rows that reach none: right where it is clear what is missing."""
        return [f" LEFT JOIN {table} ON {on}" for table, on in self.tables]

    @property
    def matched(self) -> Sql:
        """The tables as joins of the rows that reach some, in this order on SQLite."""
        conditions: list[Sql] = [[on] for _, on in self.tables]
        conditions += self.conditions
        tables = "".join(f" CROSS JOIN {table}" for table, _ in self.tables)
        return [tables, " WHERE ", *joined(" AND ", conditions)]

    @property
    def plain(self) -> bool:
        """Whether a row that reaches none is the same as one for which a join finds nothing: with one way to
        several rows and no filter, nothing is missing in the middle.
        """
        return not self.conditions and self.many <= 1


def follow(context: Context, chain: Chain, step: Step, *, only_key: bool) -> str:
    """Adds a relation to a chain; the key of the row that it reaches. ``only_key``: no more of that row is
    wanted, so the row itself is not read where the key is known without it.
    """
    for place, (stored, there, here) in enumerate(step.relation.path):
        single = there == "id"
        nullable = bool(chain.table.columns[here].nullable)
        if nullable and chain.many:
            # One of several that leads nowhere says nothing where another leads on.
            chain.conditions.append([f"{chain.row.column(here)} IS NOT NULL"])
        if only_key and single and not step.filter and place == len(step.relation.path) - 1:
            _tell_apart(chain, here)
            return chain.row.column(here)
        chain.many += not single
        chain.repeated |= not single
        row, chain.table = Scope(context.alias()), table_of(stored)
        chain.tables.append(
            (f"{chain.table.name} {row.name}", f"{row.column(there)}={chain.row.column(here)}")
        )
        chain.row = row
    if step.filter:
        target = context.entity(step.relation.type)
        held = condition(context, target, step.filter, chain.row, step.origin)
        if held is not None:
            chain.conditions.append(held)
    return chain.row.column("id") if only_key else ""


def _tell_apart(chain: Chain, column: str) -> None:
    """A link that names each pair of rows once, and is the only way to several, gives no key again."""
    if chain.many == 1 and len(chain.tables) == 1 and len(chain.table.primary_key) == 2:
        chain.repeated = column not in chain.table.primary_key
