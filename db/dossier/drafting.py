"""The rows of new dossiers before the database has given them keys: made in any process, and cheap to send.

A draft numbers what it names by itself: the rows of a table, and the entities of a kind in the order in which
they are first named. `Draft.keyed` puts keys in the place of these numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column

from db.dossier.difference import WRITE_ORDER
from db.dossier.format import Dossier
from db.dossier.held import ENTITY_TABLES
from db.dossier.identity import NATURAL_KEYS, Recognised
from db.dossier.references import defined
from db.dossier.rows import rows
from db.engine.bulk import Columns, as_columns
from db.models import metadata
from db.search.indexing import Described, describe

if TYPE_CHECKING:
    from db.dossier.ledger import Rows

_LISTED_BY_EVENT: Final = ("participation", "placement")
"""Tables whose rows repeat the first day of their event, which another dossier may define."""


@dataclass(frozen=True)
class Drafted:
    """One dossier of a draft, and (kind, slug) of what it defines."""

    slug: str
    sha256: str
    defined: list[tuple[str, str]]


@dataclass(frozen=True)
class Draft:
    """The rows of some dossiers by table, with numbers of the draft's own in the place of keys."""

    dossiers: list[Drafted]
    slugs: dict[str, list[str]]
    """What the rows name, by kind: the number of each is its place here."""
    tables: dict[str, Columns]
    """All columns but ``revision_id``, and but the days of events that the rows repeat."""
    described: dict[str, Described]

    def counts(self) -> dict[str, int]:
        """How many rows have a surrogate key, by table."""
        return {name: len(self.tables[name]["id"]) for name in NATURAL_KEYS if name in self.tables}

    def keyed(
        self, keys: Mapping[str, Sequence[int]], days: Sequence[str], revision: int
    ) -> Iterator[tuple[str, Columns]]:
        """Each table with its rows; ``keys`` by table and number, ``days`` in ISO 8601 of the events."""
        for name in WRITE_ORDER:
            if name not in self.tables:
                continue
            given, named = self.tables[name], _named(name)
            columns = {
                column: _in_place(keys[named[column]], values) if column in named else values
                for column, values in given.items()
            }
            if name in _LISTED_BY_EVENT:
                columns["occurred_earliest"] = [days[number] for number in given["event_id"]]
            columns["revision_id"] = [revision] * len(next(iter(given.values())))
            yield name, columns


class Drafting:
    """Makes a draft of dossiers, which are to be checked already."""

    def __init__(self) -> None:
        self._dossiers: list[Drafted] = []
        self._entities = _Named()
        self._rows: Rows = defaultdict(list)
        self._recognised = Recognised(_Counted(), {})

    def add(self, dossier: Dossier, sha256: str) -> None:
        """Take in a dossier of which no row is in the database."""
        for name, some in rows(dossier, len(self._dossiers), self._entities, self._recognised).items():
            self._rows[name] += some
        self._dossiers.append(Drafted(dossier.dossier, sha256, list(defined(dossier))))

    def draft(self) -> Draft:
        """The draft; nothing can be added then."""
        described = {name: describe(name, self._rows) for name in ENTITY_TABLES.values() if self._rows[name]}
        tables = {name: as_columns(metadata.tables[name], some) for name, some in self._rows.items() if some}
        return Draft(self._dossiers, self._entities.slugs(), tables, described)


class _Numbered(dict[str, int]):
    """The number of each slug: its place among those that were asked for."""

    def __missing__(self, slug: str) -> int:
        self[slug] = number = len(self)
        return number


class _Named:
    """Entities by the number of their first mention."""

    def __init__(self) -> None:
        self._numbers = {kind: _Numbered() for kind in ENTITY_TABLES}

    def key(self, entity: str, slug: str) -> int:
        return self._numbers[entity][slug]

    def occurred(self, slug: str) -> date:  # noqa: ARG002 - known when the draft gets its keys
        return date.min

    def slugs(self) -> dict[str, list[str]]:
        return {kind: list(numbers) for kind, numbers in self._numbers.items()}


class _Counted:
    def __init__(self) -> None:
        self._counts: defaultdict[str, count[int]] = defaultdict(count)

    def next(self, table: str) -> int:
        return next(self._counts[table])


def _in_place(keys: Sequence[int], numbers: Sequence[int | None]) -> list[int | None]:
    if None not in numbers:
        return list(map(keys.__getitem__, numbers))  # type: ignore[arg-type]
    return [None if number is None else keys[number] for number in numbers]


@cache
def _named(name: str) -> dict[str, str]:
    """The columns of a table that hold keys, and the table whose keys they are."""
    named = {column.name: _whose(column) for column in metadata.tables[name].columns}
    return {column: of for column, of in named.items() if of is not None and column != "revision_id"}


def _whose(column: Column[Any]) -> str | None:
    """The table of whose rows a column holds keys: a link may lead to it through others."""
    if column.name == "id":
        return column.table.name
    return next((of for key in column.foreign_keys if (of := _whose(key.column)) is not None), None)
