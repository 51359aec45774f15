"""Keys inside the database: an entity keeps its key while it keeps its slug, and no key is used again."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from sqlalchemy import Connection, func, select

from db.dossier.held import ENTITY_TABLES, batches
from db.engine.among import among
from db.models import history, metadata

NATURAL_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "anchor": ("article_id", "start", "end"),
    "gap": ("article_id", "anchor_id", "kind", "aspect", "event_id", "statement_id"),
    "participation": ("statement_id", "event_id", "source_id", "role"),
    "placement": ("statement_id", "event_id", "location_id", "role"),
    "figure": ("statement_id", "anchor_id", "measure", "event_id", "location_id"),
    "relation": ("statement_id", "kind", "other_id", "aspect"),
}
"""By what a row with a surrogate key is recognised in the next version of its dossier. Where several rows
share it (two gaps in one sentence), their order tells them apart."""


class Numbering(Protocol):
    """Gives new rows their keys."""

    def next(self, table: str) -> int:
        """A key that no row of the table has."""
        ...


class Keys(Protocol):
    """What the rows of a dossier need to know of entities."""

    def key(self, entity: str, slug: str) -> int:
        """The key of an entity."""
        ...

    def occurred(self, slug: str) -> date:
        """The first day that an event may have happened on."""
        ...


class Numbers:
    """Unused keys, counted on from the highest that any row ever had."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[str, int] = {}

    def next(self, table: str) -> int:
        """A key that no row of the table has or had."""
        number = self.last(table) + 1
        self._last[table] = number
        return number

    def last(self, table: str) -> int:
        """The highest key so far."""
        if (known := self._last.get(table)) is not None:
            return known
        every = history.get(table, metadata.tables[table])
        highest: int = self._connection.execute(select(func.max(every.c.id))).scalar() or 0
        self._last[table] = highest
        return highest

    def take(self, table: str, count: int) -> range:
        """So many such keys."""
        last = self.last(table)
        self._last[table] = last + count
        return range(last + 1, last + count + 1)


class New:
    """The entities that are new to the database, as (kind, key): those with keys that nothing had before."""

    def __init__(self, numbers: Numbers) -> None:
        self._last = {kind: numbers.last(table) for kind, table in ENTITY_TABLES.items()}

    def __contains__(self, entity: tuple[str, int]) -> bool:
        kind, key = entity
        return key > self._last[kind]


class Entities:
    """The key of every entity by kind and slug, and the day by which an event is listed.

    Keys that the database has are looked up in batches; an entity that it does not have gets a new one.
    """

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._keys: dict[str, dict[str, int]] = {kind: {} for kind in ENTITY_TABLES}
        self._occurred: dict[str, date] = {}
        self.new = New(numbers)

    def resolve(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Make sure that `key` knows these (kind, slug)."""
        for entity, slugs in self._look_up(wanted).items():
            name, keys = ENTITY_TABLES[entity], self._keys[entity]
            for slug in slugs:
                if slug not in keys:
                    keys[slug] = self._numbers.next(name)

    def find(self, wanted: Iterable[tuple[str, str]]) -> bool:
        """Whether the database has all these (kind, slug), which `key` then knows."""
        missing = self._look_up(wanted)
        return all(slug in self._keys[entity] for entity, slugs in missing.items() for slug in slugs)

    def number(self, defined: Collection[tuple[str, str]]) -> None:
        """Give keys to these (kind, slug), which the database does not have."""
        for entity, table in ENTITY_TABLES.items():
            slugs = [slug for kind, slug in defined if kind == entity]
            self._keys[entity].update(zip(slugs, self._numbers.take(table, len(slugs)), strict=True))

    def forget(self) -> None:
        """Let go of all keys; they are looked up again when they are wanted."""
        for keys in self._keys.values():
            keys.clear()
        self._occurred.clear()

    def _look_up(self, wanted: Iterable[tuple[str, str]]) -> dict[str, dict[str, None]]:
        """Look up those that are not known; slugs by kind, as they were asked for."""
        missing: dict[str, dict[str, None]] = {}
        for entity, slug in wanted:
            if slug not in self._keys[entity]:
                missing.setdefault(entity, {})[slug] = None
        for entity, slugs in missing.items():
            name, keys = ENTITY_TABLES[entity], self._keys[entity]
            table = metadata.tables[name]
            columns: list[Any] = [table.c.id, table.c.slug]
            columns += [table.c.occurred_earliest] if entity == "EVENT" else []
            for some in batches(slugs):
                for row in self._connection.execute(select(*columns).where(among(table.c.slug, some))):
                    keys[row.slug] = row.id
                    if entity == "EVENT":
                        self._occurred.setdefault(row.slug, row.occurred_earliest)
        return missing

    def rename(self, renamed: Iterable[tuple[str, str, str]]) -> dict[tuple[str, int], str]:
        """Let each (kind, former slug, new slug) keep its key; to be asked before the new one is resolved.

        Gives back the former slugs of those that the database has, by kind and key.
        """
        wanted: dict[str, dict[str, str]] = {}
        for entity, former, slug in renamed:
            wanted.setdefault(entity, {})[former] = slug
        found: dict[tuple[str, int], str] = {}
        for entity, slugs in wanted.items():
            table = metadata.tables[ENTITY_TABLES[entity]]
            for some in batches(slugs):
                query = select(table.c.slug, table.c.id).where(among(table.c.slug, some))
                for former, key in self._connection.execute(query):
                    self._keys[entity][slugs[former]] = key
                    found[entity, key] = former
        return found

    def key(self, entity: str, slug: str) -> int:
        """The key of an entity that was resolved."""
        return self._keys[entity][slug]

    def date_event(self, slug: str, earliest: date) -> None:
        """Note the day of an event that this load brings; it goes before what the database has."""
        self._occurred[slug] = earliest

    def occurred(self, slug: str) -> date:
        """The first day that a resolved event may have happened on."""
        return self._occurred[slug]


class Recognised:
    """The surrogate keys of a dossier's rows: those of the rows that it had, by natural key, or new ones."""

    def __init__(self, numbers: Numbering, current: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._numbers = numbers
        self._keys: dict[tuple[Hashable, ...], int] = {}
        self._seen: Counter[tuple[Hashable, ...]] = Counter()
        occurrences: Counter[tuple[Hashable, ...]] = Counter()
        for table, columns in NATURAL_KEYS.items():
            for row in sorted(current.get(table, ()), key=lambda row: int(row["id"])):
                natural = (table, *(row[column] for column in columns))
                self._keys[*natural, occurrences[natural]] = row["id"]
                occurrences[natural] += 1

    def key(self, table: str, row: Mapping[str, Any]) -> int:
        """The key of the row; asking again for the same natural key is asking for the next such row."""
        if not self._keys:
            return self._numbers.next(table)
        natural = (table, *(row[column] for column in NATURAL_KEYS[table]))
        occurrence = self._seen[natural]
        self._seen[natural] += 1
        known = self._keys.get((*natural, occurrence))
        return self._numbers.next(table) if known is None else known
