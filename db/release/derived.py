"""What follows from the tables of a release, and is made anew once they are imported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from db.search.indexing import index_anew


@dataclass(frozen=True)
class Derived:
    """Tables that no release holds, and what fills them from the others, within the import's transaction."""

    tables: frozenset[str]
    fill: Callable[[Connection], None]


DERIVED: Final[tuple[Derived, ...]] = (Derived(frozenset({"searchable", "search_name"}), index_anew),)


def make_derived(connection: Connection) -> None:
    """Fill every derived table."""
    for each in DERIVED:
        each.fill(connection)
