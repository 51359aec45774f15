"""What the database holds already, as far as a dossier that is to be loaded may refer to it.

What belongs to the dossiers that are to be loaded does not count as held: they bring it anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, not_, select

from db.engine.among import among
from db.models import metadata

ENTITY_TABLES: Final = {
    "ARTICLE": "article",
    "SOURCE": "source",
    "LOCATION": "location",
    "EVENT": "event",
    "STATEMENT": "statement",
}
_SOME: Final = 10_000
"""Values that are asked about together: they lie in memory twice, and what is found for them."""

_T = TypeVar("_T")


def batches(values: Iterable[_T], size: int = _SOME) -> Iterator[list[_T]]:
    """The values in lists of at most ``size``."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


class Held:
    """The entities of a database but for those of ``replaced``, the dossiers that are to be loaded."""

    def __init__(self, connection: Connection, replaced: Iterable[str]) -> None:
        self._connection = connection
        names = set(replaced)
        self._replaced = [key for key, slug in self._dossiers.items() if slug in names] if names else []

    @cached_property
    def _dossiers(self) -> dict[int, str]:
        dossier = metadata.tables["dossier"]
        return dict(self._connection.execute(select(dossier.c.id, dossier.c.slug)).all())

    def owners(self, entity: str, slugs: Iterable[str]) -> dict[str, str]:
        """The dossier that each of the slugs belongs to, where one does."""
        table = metadata.tables[ENTITY_TABLES[entity]]
        return {
            row.slug: self._dossiers[row.dossier_id]
            for row in self._where_slug(table, [table.c.slug, table.c.dossier_id], slugs)
        }

    def present(self, entity: str, slugs: Iterable[str]) -> set[str]:
        """Those of the slugs that an entity has at the moment, also where its dossier is to be loaded."""
        table = metadata.tables[ENTITY_TABLES[entity]]
        found: set[str] = set()
        for some in batches(slugs):
            found.update(
                self._connection.execute(select(table.c.slug).where(among(table.c.slug, some))).scalars()
            )
        return found

    @cached_property
    def any_renamed(self) -> bool:
        """Whether there ever was a renaming: most databases hold none, and are not asked about every slug."""
        change = metadata.tables["change"]
        former = select(change.c.slug).where(change.c.former_slug.is_not(None)).limit(1)
        return self._connection.execute(former).first() is not None

    def renamed_since(self, entity: str, slugs: Iterable[str]) -> dict[str, str]:
        """Those of the slugs that are former ones by the log of changes, each with the one that followed.

        What followed is looked up in turn. A slug that was given back since is no former one.
        """
        found: dict[str, str] = {}
        asked = set(slugs)
        if asked and not self.any_renamed:
            return found
        while asked:
            taken = self._newest_renaming(entity, "former_slug", asked)
            given = self._newest_renaming(entity, "slug", taken)
            found |= {
                former: slug
                for former, (moment, slug) in taken.items()
                if former not in given or given[former][0] < moment
            }
            asked = {slug for _, slug in taken.values()} - found.keys() - asked
        return found

    def _newest_renaming(
        self, entity: str, column: str, slugs: Iterable[str]
    ) -> dict[str, tuple[tuple[int, int], str]]:
        """By ``column``: revision and position of the last renaming, and the slug that it gave."""
        change = metadata.tables["change"]
        at = (change.c.revision_id, change.c.position)
        found: dict[str, tuple[tuple[int, int], str]] = {}
        for some in batches(slugs):
            rows = self._connection.execute(
                select(change.c[column], change.c.slug, *at)
                .where(
                    change.c.entity == entity,
                    among(change.c[column], some),
                    change.c.former_slug.is_not(None),
                )
                .order_by(*at)
            )
            found.update({key: ((revision, position), slug) for key, slug, revision, position in rows})
        return found

    def parent(self, entity: str, slug: str) -> str | None:
        """What an event or a location is part of."""
        table = metadata.tables[ENTITY_TABLES[entity]]
        above = table.alias()
        found = self._connection.execute(
            select(above.c.slug)
            .select_from(table.join(above, above.c.id == table.c.part_of_id))
            .where(table.c.slug == slug, self._not_replaced(table))
        )
        return found.scalar()

    def location(self, slug: str) -> tuple[str, bool] | None:
        """A location's kind, and whether it has a point of its own."""
        table = metadata.tables["location"]
        found = self._connection.execute(
            select(table.c.kind, table.c.latitude.is_not(None)).where(
                table.c.slug == slug, self._not_replaced(table)
            )
        ).first()
        return None if found is None else (found[0], bool(found[1]))

    def related(self, statement: str, kinds: Sequence[str]) -> list[str]:
        """The statements to which this one says to stand in a relation of one of the kinds."""
        relation, near = metadata.tables["relation"], metadata.tables["statement"]
        far = near.alias()
        found = self._connection.execute(
            select(far.c.slug)
            .select_from(
                relation.join(near, near.c.id == relation.c.statement_id).join(
                    far, far.c.id == relation.c.other_id
                )
            )
            .where(near.c.slug == statement, relation.c.kind.in_(kinds), self._not_replaced(near))
        )
        return list(found.scalars())

    def borne_on(self, events: Iterable[str]) -> set[tuple[str, str]]:
        """Event and aspect of each bearing that a held statement has on one of the events."""
        bearing, event = metadata.tables["bearing"], metadata.tables["event"]
        statement = metadata.tables["statement"]
        joined = bearing.join(event, event.c.id == bearing.c.event_id).join(
            statement, statement.c.id == bearing.c.statement_id
        )
        borne: set[tuple[str, str]] = set()
        for some in batches(events):
            found = self._connection.execute(
                select(event.c.slug, bearing.c.aspect)
                .distinct()
                .select_from(joined)
                .where(among(event.c.slug, some), self._not_replaced(statement))
            )
            borne.update(found)
        return borne

    def parts(self, events: Iterable[str]) -> dict[str, str]:
        """The held events that are directly part of one of ``events``, each with the one it is part of."""
        part, whole = metadata.tables["event"], metadata.tables["event"].alias()
        found: dict[str, str] = {}
        for some in batches(events):
            found.update(
                self._connection.execute(
                    select(part.c.slug, whole.c.slug)
                    .select_from(part.join(whole, whole.c.id == part.c.part_of_id))
                    .where(among(whole.c.slug, some), self._not_replaced(part))
                ).all()
            )
        return found

    def identified(self, entity: str, identifiers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Whose identifier each (scheme, value) is."""
        name = ENTITY_TABLES[entity]
        table, owner = metadata.tables[f"{name}_identifier"], metadata.tables[name]
        found: dict[tuple[str, str], str] = {}
        wanted = set(identifiers)
        for some in batches(sorted(value for _, value in wanted)):
            rows = self._connection.execute(
                select(table.c.scheme, table.c.value, owner.c.slug)
                .select_from(table.join(owner, owner.c.id == table.c[f"{name}_id"]))
                .where(among(table.c.value, some), self._not_replaced(owner))
            )
            found.update(
                {(row.scheme, row.value): row.slug for row in rows if (row.scheme, row.value) in wanted}
            )
        return found

    def sides(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The dossier that says where a source stands to an event, by (event, source)."""
        side, event, source = (metadata.tables[name] for name in ("side", "event", "source"))
        joined = side.join(event, event.c.id == side.c.event_id).join(source, source.c.id == side.c.source_id)
        wanted = set(pairs)
        found: dict[tuple[str, str], str] = {}
        for some in batches(sorted({event_slug for event_slug, _ in wanted})):
            rows = self._connection.execute(
                select(event.c.slug, source.c.slug, side.c.dossier_id)
                .select_from(joined)
                .where(among(event.c.slug, some), self._not_replaced(side))
            )
            found.update(
                {(near, far): self._dossiers[key] for near, far, key in rows if (near, far) in wanted}
            )
        return found

    def iso_codes(self, codes: Iterable[str]) -> dict[str, str]:
        """Which location has each ISO code."""
        table = metadata.tables["location"]
        found: dict[str, str] = {}
        for some in batches(codes):
            found.update(
                self._connection.execute(
                    select(table.c.iso_code, table.c.slug).where(
                        among(table.c.iso_code, some), self._not_replaced(table)
                    )
                ).all()
            )
        return found

    def _where_slug(self, table: Table, columns: Sequence[Any], slugs: Iterable[str]) -> Iterator[Any]:
        for some in batches(slugs):
            yield from self._connection.execute(
                select(*columns).where(among(table.c.slug, some), self._not_replaced(table))
            )

    def _not_replaced(self, table: Any) -> ColumnElement[bool]:
        return not_(among(table.c.dossier_id, self._replaced))
