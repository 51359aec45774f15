"""What every way of loading shares: the revision that begins with the first difference, its log, its end."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from db.dossier.changes import ChangeLog, EntityChange, EntityKey, Tallies
from db.dossier.held import ENTITY_TABLES, batches
from db.dossier.identity import Entities, Numbers
from db.engine.among import among
from db.engine.bulk import insert_rows
from db.engine.watching import announce
from db.models import metadata
from db.search.indexing import Indexing


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``revision`` is None where nothing differed."""

    revision: int | None
    unchanged: int
    dossiers: dict[str, tuple[int, int, int]]
    """Entities added, changed and withdrawn, by dossier."""


class Revising:
    """One revision while it is written, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = Numbers(connection)
        self._entities = Entities(connection, self._numbers)
        self._tallies = Tallies(self._entities.new)
        self._index = Indexing(connection)
        self._log: ChangeLog | None = None
        self._revision = 0
        self._dossiers = held_dossiers(connection)

    def _begun(self) -> int:
        """The revision, which begins with the first difference."""
        if self._log is None:
            revision = metadata.tables["revision"]
            last = self._connection.execute(select(func.max(revision.c.id))).scalar()
            self._revision = (last or 0) + 1
            now = datetime.now(UTC).replace(tzinfo=None)
            self._connection.execute(insert(revision).values(id=self._revision, loaded_at=now))
            announce(self._connection, self._revision)
            self._log = ChangeLog(self._connection, self._revision)
        return self._revision

    def _changed(
        self, besides: Collection[EntityKey] = (), renamed: Mapping[EntityKey, str] | None = None
    ) -> Iterator[EntityChange]:
        """What the load changed of entities that were there before, ``besides`` those."""
        former = renamed or {}
        touched = {key: value for key, value in self._tallies.changed().items() if key not in besides}
        slugs = self._slugs(touched)
        for key, (dossier_id, fields) in touched.items():
            yield EntityChange(
                *(key[0], slugs[key], "RENAMED" if key in former else "CHANGED", dossier_id),
                former_slug=former.get(key),
                fields=tuple(fields),
            )

    def _write_changes(self, changes: list[EntityChange]) -> None:
        """Write what is left of the log."""
        if changes:
            self._begun()
        if self._log is not None:
            self._log.write(changes)
            self._log.finish()

    def _slugs(self, keys: Iterable[EntityKey]) -> dict[EntityKey, str]:
        found: dict[EntityKey, str] = {}
        wanted = list(keys)
        for entity, name in ENTITY_TABLES.items():
            table = metadata.tables[name]
            for some in batches(key for kind, key in wanted if kind == entity):
                listed = self._connection.execute(
                    select(table.c.id, table.c.slug).where(among(table.c.id, some))
                )
                found.update({(entity, key): slug for key, slug in listed})
        return found

    def _finished(self, written: Iterable[tuple[str, int, str]], unchanged: int) -> Loaded:
        """Note what each dossier did that was loaded, given as (slug, key, hash)."""
        counts: dict[str, tuple[int, int, int]] = {}
        rows: list[dict[str, Any]] = []
        if self._log is None:
            return Loaded(None, unchanged, counts)
        for slug, key, digest in written:
            added, changed, withdrawn = (
                self._log.counts[key, action] for action in ("ADDED", "CHANGED", "WITHDRAWN")
            )
            counts[slug] = (added, changed, withdrawn)
            numbers = {"added": added, "changed": changed, "withdrawn": withdrawn}
            rows.append({"revision_id": self._revision, "dossier_id": key, "sha256": digest, **numbers})
        insert_rows(self._connection, rows, metadata.tables["revision_dossier"])
        return Loaded(self._revision, unchanged, counts)


def held_dossiers(connection: Connection) -> dict[str, tuple[int, str]]:
    """Key and hash of every dossier that the database holds, by slug."""
    table = metadata.tables["dossier"]
    found = connection.execute(select(table.c.slug, table.c.id, table.c.sha256))
    return {slug: (key, digest) for slug, key, digest in found}
