"""Lists whose rows have some words, on PostgreSQL, whose GIN knows no order: it gives all that match.

A frequent word fills a page from the first rows of the list, which are looked at one after another. Only
where they do not is the index asked: there are few matches then, or they lie far away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from db.compile.sql import Param, Sql, joined
from db.search import index

WALKED: Final = 1000
"""How many rows are looked at."""

TRIED: Final = 50
"""How many rows of a list, in which each word is looked up apart, are tried first."""

AT_LEAST: Final = 3
"""How many of these must match, or the index is asked at once: else a page would hardly be filled."""


def either(name: str, operand: Sql, walked: Sql, found: Sql, size: Sql) -> Sql:
    """A page of the first rows that were ``walked`` in order where these fill it, and else of all ``found``,
    whose condition is `too_few`. Both see the operand as ``q``, the one column of ``q`` and the name.
    """
    return [
        "(",
        *_asked_for(name, operand),
        f",w{name} AS MATERIALIZED (",
        *walked,
        f") SELECT * FROM w{name} WHERE (SELECT count(*) FROM w{name})>=",
        *size,
        " UNION ALL ",
        *found,
        " LIMIT ",
        *size,
        ")",
    ]


def _asked_for(name: str, operand: Sql) -> Sql:
    return [f"WITH q{name}(q) AS MATERIALIZED (SELECT ", *operand, ")"]


def too_few(name: str, size: Sql) -> Sql:
    """Whether the rows that were walked do not fill the page."""
    return [f"(SELECT count(*) FROM w{name})<", *size]


@dataclass(frozen=True)
class Words:
    """Words that rows of a list must have, on PostgreSQL.

    ``operand`` is what the index is asked for, ``entity`` the table of the rows and ``row`` their alias in
    ``source``, which gives them in ``order``; ``name`` tells one list from others.
    """

    operand: Sql
    entity: str
    source: Sql
    row: str
    order: str
    name: str

    def among_the_first(self, columns: str, within: Sequence[Sql], others: Sequence[Sql]) -> Sql:
        """A query of those that have them among the first rows in order, where some of the very first have.

        A rare word is sooner found by the index. ``within`` are conditions that the order's index serves,
        ``others`` those that rows must fulfil besides.
        """
        where: Sql = [" WHERE ", *joined(" AND ", within)] if within else []
        ordered: Sql = ["(SELECT * FROM ", *self.source, *where, f" ORDER BY {self.order} LIMIT "]
        name = self.name
        found = f"searchable s{name} JOIN {index.NAME} v{name} ON v{name}.rowid=s{name}.id"
        vector = f"SELECT v{name}.vector FROM {found} WHERE s{name}.{self.entity}_id={self.row}.id"
        held = f"({vector}) @@ (SELECT q FROM q{name})"
        return [
            f"{columns} FROM ",
            *ordered,
            f"{WALKED}) {self.row} WHERE EXISTS(SELECT 1 FROM ",
            *ordered,
            f"{TRIED}) {self.row} WHERE {held} LIMIT 1 OFFSET {AT_LEAST - 1}) AND ",
            *joined(" AND ", [*others, [held]]),
        ]

    def any_beyond(self, size: Param, within: Sequence[Sql], others: Sequence[Sql]) -> Sql:
        """The condition that more than so many of the first rows have them."""
        first = self.among_the_first("SELECT 1", within, others)
        return ["EXISTS(", *_asked_for(self.name, self.operand), " ", *first, " LIMIT 1 OFFSET ", size, ")"]
