"""Lists whose rows are looked at one after another, before what they must have is sought from its other end.

What many rows have fills a page from the first rows of the list. Only where it does not, the rows are sought:
from the words in PostgreSQL's full-text index, which knows no order, from the rows of another table, or by
the last day of an uncertain date. There are few then, or they lie far away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from db.compile.sql import Param, Sql, joined

WALKED: Final = 1000
"""How many rows are looked at."""

TRIED: Final = 50
"""How many rows of a list, in each of which what is asked for is looked up apart, are tried first."""

AT_LEAST: Final = 3
"""How many of these must have the words, or the index is asked at once: they would hardly fill a page."""

AT_LEAST_REACHED: Final = 1
"""How many must reach what is asked for, which takes less to look up."""


@dataclass(frozen=True)
class Part:
    """Some of the rows that are sought: by which conditions, and whether an index has them in order, so that
    the first of them are all that is read.
    """

    conditions: Sequence[Sql]
    in_order: bool


@dataclass(frozen=True)
class Walk:
    """What rows of a list must have, as it is looked at in each of them.

    ``held`` is the condition, and ``given`` the common table expressions that it reads. ``row`` is the alias
    of the rows in ``source``, which gives them in ``order``; ``name`` tells one list from others. ``least``:
    how many of the very first rows must match, or the others are sought at once, as a page would hardly be
    filled; where it is 0 none is tried apart, and where the first rows are all there are, no others are
    sought. ``sorted``: the order is asked for again, of rows that come in it. ``tests_first``: whether a
    condition that reads no row is tested before any other. ``within``: conditions that the order's index
    serves. ``far``: where the rows come from when they are sought, if that is not the ``source``. ``parts``:
    in which parts of the ``table`` they are sought, if not all at once.
    """

    held: Sql
    source: Sql
    row: str
    order: str
    name: str
    least: int
    sorted: bool
    tests_first: bool
    given: Sql = field(default_factory=list)
    within: Sequence[Sql] = ()
    far: Sql = field(default_factory=list)
    parts: Sequence[Part] = ()
    table: str = ""

    def either(self, walked: Sql, sought: Sql, within: Sequence[Sql], size: Sql) -> Sql:
        """A page of the first rows that were ``walked`` where these fill it, and else of the `rest`, which is
        ``sought``.
        """
        name = self.name
        return [
            "(WITH ",
            *([*self.given, ","] if self.given else []),
            f"w{name} AS MATERIALIZED (",
            *walked,
            f") SELECT * FROM w{name} WHERE (SELECT count(*) FROM w{name})>=",
            *size,
            *chain.from_iterable([" OR NOT ", *each] for each in self._further(within)),
            " UNION ALL ",
            *sought,
            " LIMIT ",
            *size,
            ")",
        ]

    def rest(
        self, conditions: Sequence[Sql], within: Sequence[Sql], size: Sql, *, in_order: bool = False
    ) -> Sql:
        """What follows FROM for all that match, where the rows that were walked do not fill the page.

        in_order: whether an index has them in order, so that no more of them are read than are taken.
        """
        name = self.name
        source, further = self.far or self.source, self._further(within)
        if self.tests_first or in_order:
            few: Sql = [f"(SELECT count(*) FROM w{name})<", *size]
            return [*source, " WHERE ", *joined(" AND ", [*conditions, few, *further])]
        # In front of the rows, so that those to look for are not sought in vain.
        first = f"(SELECT count(*) AS number FROM w{name}) n{name} CROSS JOIN "
        few = [f"n{name}.number<", *size]
        return [first, *source, " WHERE ", *joined(" AND ", [few, *further, *conditions])]

    def one_more(self, conditions: Sequence[Sql], within: Sequence[Sql]) -> Sql:
        """A query of all that match, where the first rows are not all there are."""
        where = joined(" AND ", [*self._further(within), *conditions])
        return ["SELECT 1 FROM ", *(self.far or self.source), " WHERE ", *where]

    def page(self, columns: str, within: Sequence[Sql], others: Sequence[Sql], size: Sql) -> Sql:
        """A query of those that match among the first rows in order, as many as a page has."""
        order = f" ORDER BY {self.order}" if self.sorted else ""
        return [*self._among_the_first(columns, within, others), f"{order} LIMIT ", *size]

    def any_beyond(self, size: Param, within: Sequence[Sql], others: Sequence[Sql]) -> Sql:
        """The condition that more than so many of the first rows match."""
        first = self._among_the_first("SELECT 1", within, others)
        given: Sql = ["WITH ", *self.given, " "] if self.given else []
        return ["EXISTS(", *given, *first, " LIMIT 1 OFFSET ", size, ")"]

    def _among_the_first(self, columns: str, within: Sequence[Sql], others: Sequence[Sql]) -> Sql:
        """``within`` are further conditions that the order's index serves, ``others`` those that rows must
        fulfil besides.
        """
        ordered: Sql = ["(SELECT * FROM ", *self._served(within), f" ORDER BY {self.order} LIMIT "]
        conditions = [*others, self.held]
        if self.least:
            tried: Sql = ["SELECT 1 FROM ", *ordered, f"{TRIED}) {self.row} WHERE ", *self.held]
            conditions.insert(0, ["EXISTS(", *tried, f" LIMIT 1 OFFSET {self.least - 1})"])
        return [
            f"{columns} FROM ",
            *ordered,
            f"{WALKED}) {self.row} WHERE ",
            *joined(" AND ", conditions),
        ]

    def _served(self, within: Sequence[Sql]) -> Sql:
        """What follows FROM for the rows in order."""
        served = [*self.within, *within]
        return [*self.source, *([" WHERE ", *joined(" AND ", served)] if served else [])]

    def _further(self, within: Sequence[Sql]) -> list[Sql]:
        """The condition that there are others than the first rows, where it is asked for."""
        if self.least:
            return []
        return [["EXISTS(SELECT 1 FROM ", *self._served(within), f" LIMIT 1 OFFSET {WALKED - 1})"]]
