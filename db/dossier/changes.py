"""What a revision did to each entity: the log by which others keep up."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from db.dossier.difference import OWNERS, TableDifference
from db.dossier.identity import New
from db.dossier.ledger import Row
from db.engine.bulk import insert_columns, insert_rows
from db.models import metadata

ENTITY_OF: Final[Mapping[str, str]] = {
    "article": "ARTICLE",
    "source": "SOURCE",
    "location": "LOCATION",
    "event": "EVENT",
    "statement": "STATEMENT",
}
_KEYS: Final[Mapping[str, str]] = {
    "source_name": "other_names",
    "source_identifier": "identifiers",
    "affiliation": "affiliations",
    "likeness": "possibly_same_as",
    "location_name": "other_names",
    "location_identifier": "identifiers",
    "anchor": "anchors",
    "omission": "left_out",
    "gap": "gaps",
    "side": "sides",
    "statement_anchor": "anchors",
    "quotation": "quotations",
    "attribution": "attributions",
    "bearing": "bearings",
    "statement_location": "mentions",
    "participation": "participations",
    "placement": "placements",
    "figure": "figures",
    "relation": "relations",
}
"""The key of the dossier by which the rows of a table are written. ``statement_event`` has none: it follows
from the bearings."""
_NOT_WRITTEN: Final = frozenset({"id", "revision_id", "said_earliest", "occurred_earliest"})
"""Columns of parts that no key of a dossier gives."""
_DATES: Final = ("published", "occurred", "said")
_TOGETHER: Final = {"latitude": "point", "longitude": "point"}

_AT_ONCE: Final = 1000
"""Changes that are written together."""

EntityKey = tuple[str, int]
"""Kind of entity and key in the database."""


@dataclass
class _Tally:
    """What of one entity went and came, by the key of the dossier: equal ones are no change."""

    dossier_id: int
    gone: dict[str, Counter[Any]] = field(default_factory=lambda: defaultdict(Counter))
    come: dict[str, Counter[Any]] = field(default_factory=lambda: defaultdict(Counter))

    def fields(self) -> list[str]:
        return sorted(key for key in self.gone.keys() | self.come.keys() if self.gone[key] != self.come[key])


class Tallies:
    """The entities that a load touches, other than those that are new to the database."""

    def __init__(self, new: New) -> None:
        self._new = new
        self._tallies: dict[EntityKey, _Tally] = {}

    def count(self, difference: TableDifference, dossier_id: int) -> None:
        """Take in the rows of one table that a dossier changes."""
        self._count(difference.table, difference.before.values(), dossier_id, went=True)
        self.count_new(difference.table, difference.after.values(), dossier_id)

    def count_new(self, table: str, rows: Iterable[Row], dossier_id: int) -> None:
        """Take in the rows of one table that a dossier adds."""
        self._count(table, rows, dossier_id, went=False)

    def _count(self, table: str, rows: Iterable[Row], dossier_id: int, *, went: bool) -> None:
        if table == "statement_event":
            return
        entity, column = _owner(table)
        for row in rows:
            key = (entity, row[column])
            if key in self._new:
                continue
            tally = self._tallies.setdefault(key, _Tally(dossier_id))
            if not went:
                tally.dossier_id = dossier_id  # of an entity that moves, the dossier that has it now
            for written, content in _contents(table, row):
                (tally.gone if went else tally.come)[written][content] += 1

    def changed(self) -> dict[EntityKey, tuple[int, list[str]]]:
        """The dossier that touched each entity, and the keys of its entry that differ, if any do."""
        return {
            key: (tally.dossier_id, tally.fields()) for key, tally in self._tallies.items() if tally.fields()
        }


def _owner(table: str) -> tuple[str, str]:
    if table in ENTITY_OF:
        return ENTITY_OF[table], "id"
    if table == "side":
        return "EVENT", "event_id"
    column, owner = OWNERS[table]
    return ENTITY_OF[owner], column


def _contents(table: str, row: Row) -> list[tuple[str, Any]]:
    """Key of the dossier and content, for each key that the row is written by."""
    if table in _KEYS:
        content = tuple(value for column, value in row.items() if column not in _NOT_WRITTEN)
        return [(_KEYS[table], content)]
    return [
        (_written(column), (column, row[column])) for column in row if column not in ("id", "revision_id")
    ]


def _written(column: str) -> str:
    """The key of an entity's entry that a column of its own table is written by."""
    prefix, _, rest = column.partition("_")
    if rest and prefix in (*_DATES, "text", "point"):
        return prefix
    return _TOGETHER.get(column, column.removesuffix("_id"))


@dataclass(frozen=True, slots=True)
class EntityChange:
    """One entity, what was done to it, and the keys of its entry that differ."""

    entity: str
    slug: str
    action: str
    dossier_id: int
    reason: str | None = None
    former_slug: str | None = None
    fields: tuple[str, ...] = ()


class ChangeLog:
    """Writes the changes of one revision, in the order in which they are given, and counts them.

    What is given last is written by `finish`.
    """

    def __init__(self, connection: Connection, revision: int) -> None:
        self._connection = connection
        self._revision = revision
        self._position = 0
        self._changes: defaultdict[str, list[Any]] = defaultdict(list)
        self._fields: list[Row] = []
        self.counts: Counter[tuple[int, str]] = Counter()

    def write(self, changes: list[EntityChange]) -> None:
        """Add changes; ``counts`` has how many there were by dossier and action."""
        for change in changes:
            self._position += 1
            # Who is renamed has changed; a former slug that is only noted changes nothing.
            self.counts[change.dossier_id, "CHANGED" if change.fields else change.action] += 1
            at = {"revision_id": self._revision, "position": self._position}
            what = {"entity": change.entity, "slug": change.slug, "former_slug": change.former_slug}
            by = {"action": change.action, "dossier_id": change.dossier_id, "reason": change.reason}
            for column, value in {**at, **what, **by}.items():
                self._changes[column].append(value)
            self._fields += [{**at, "field": name} for name in change.fields]
        self._write_many()

    def added(self, dossier_id: int, entities: Collection[tuple[str, str]]) -> None:
        """Add that a new dossier brought these (kind, slug), as `write` does."""
        count, last = len(entities), self._position
        self._position += count
        self.counts[dossier_id, "ADDED"] += count
        kinds, slugs = zip(*entities, strict=True)
        self._changes["revision_id"] += [self._revision] * count
        self._changes["position"] += range(last + 1, last + count + 1)
        self._changes["entity"] += kinds
        self._changes["slug"] += slugs
        self._changes["former_slug"] += [None] * count
        self._changes["action"] += ["ADDED"] * count
        self._changes["dossier_id"] += [dossier_id] * count
        self._changes["reason"] += [None] * count
        self._write_many()

    def _write_many(self) -> None:
        if len(self._changes["position"]) >= _AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Write what was held back."""
        if self._changes["position"]:
            insert_columns(self._connection, dict(self._changes), metadata.tables["change"])
        insert_rows(self._connection, self._fields, metadata.tables["change_field"])
        self._changes.clear()
        self._fields = []
