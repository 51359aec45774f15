"""What can be referred to: what the given dossiers define, and beyond them what a database holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from db.dates import FactDate
from db.dossier.format import LocationEntry, PointEntry, SourceEntry, StatementEntry
from db.dossier.problems import Path
from db.dossier.reading import Reading
from db.dossier.references import SECTIONS
from db.dossier.renaming import renamings

if TYPE_CHECKING:
    from datetime import date

    from db.dossier.held import Held

Key = tuple[str, str]
"""Kind of entity and slug."""

RESTING: Final = ("BASED_ON", "REPEATS")
CORRECTING: Final = ("CORRECTS",)
_ONE_WAY: Final = (*RESTING, *CORRECTING)
"""Relations of which no circle may be made."""


class Place(NamedTuple):
    """Where an entity is defined: the number of the dossier among those given, and the path in it."""

    number: int
    path: Path


_LEFT_OUT: Final = Place(0, ())


class Link(NamedTuple):
    """From one entity to another, at a place."""

    target: str
    place: Place


class World:
    """The entities of several dossiers, by slug. Keeps of each dossier only what others may ask about."""

    def __init__(self) -> None:
        self.held: Held | None = None
        self.defined: dict[Key, Place] = {}
        self.twice: list[tuple[Key, Place]] = []
        self.parents: dict[Key, Link] = {}
        self.points: dict[str, tuple[str, PointEntry | None, Place]] = {}
        self.related: dict[str, list[tuple[str, Link]]] = {}
        self.borne_on: set[tuple[str, str]] = set()
        self.identifiers: dict[tuple[str, str, str], list[tuple[str, Place]]] = {}
        self.likenesses: dict[tuple[str, str], Place] = {}
        self.occurred: dict[str, date] = {}
        self.sides: dict[tuple[str, str], list[Place]] = {}
        self.renamed: dict[Key, Link] = {}
        self.renamed_twice: list[tuple[Key, Place]] = []
        self.misshapen: set[Key] = set()
        self.complete = True

    def add(self, number: int, reading: Reading) -> None:
        """Take in what the dossier defines."""
        self.complete &= reading.whole
        for entity, section in SECTIONS.items():
            self.misshapen.update((entity, slug) for slug in reading.also_named.get(section, ()))
        dossier = reading.dossier
        if dossier is None:
            return
        self._define(("ARTICLE", dossier.article.slug), Place(number, ("article", "slug")))
        for index, source in enumerate(dossier.sources):
            self._source(source, number, ("sources", index))
        for index, location in enumerate(dossier.locations):
            self._location(location, number, ("locations", index))
        for index, event in enumerate(dossier.events):
            path: Path = ("events", index)
            self._define(("EVENT", event.slug), Place(number, (*path, "slug")))
            self.occurred[event.slug] = FactDate.parse(event.occurred.edtf).earliest
            if event.part_of is not None:
                self.parents["EVENT", event.slug] = Link(event.part_of, Place(number, (*path, "part_of")))
        for index, statement in enumerate(dossier.statements):
            self._statement(statement, number, ("statements", index))
        for index, side in enumerate(dossier.sides):
            self.sides.setdefault((side.event, side.source), []).append(Place(number, ("sides", index)))

        for entity, former, slug in renamings(dossier):
            self._rename(entity, former, slug, number)

    def for_others(self) -> "World":
        """What of it has to be asked about beside others, once it was checked by itself.

        Cheap to send: where each entity is defined is left out, and what the database refuses by itself.
        """
        kept = World()
        kept.defined, kept.occurred = dict.fromkeys(self.defined, _LEFT_OUT), self.occurred
        kept.parents, kept.points = self.parents, self.points
        return kept

    def _rename(self, entity: str, former: str, slug: str, number: int) -> None:
        place = Place(number, ("renamed", f"{SECTIONS.get(entity, 'articles')}/{former}"))
        link = Link(slug, place)
        if self.renamed.setdefault((entity, former), link) is not link:
            self.renamed_twice.append(((entity, former), place))

    def _source(self, source: SourceEntry, number: int, path: Path) -> None:
        self._define(("SOURCE", source.slug), Place(number, (*path, "slug")))
        for position, one in enumerate(source.identifiers):
            place = Place(number, (*path, "identifiers", position))
            self._identify("SOURCE", one.scheme, one.value, source.slug, place)
        for position, likeness in enumerate(source.possibly_same_as):
            place = Place(number, (*path, "possibly_same_as", position))
            self.likenesses[source.slug, likeness.source] = place

    def _location(self, location: LocationEntry, number: int, path: Path) -> None:
        self._define(("LOCATION", location.slug), Place(number, (*path, "slug")))
        self.points[location.slug] = (location.kind, location.point, Place(number, (*path, "point")))
        for position, one in enumerate(location.identifiers):
            place = Place(number, (*path, "identifiers", position))
            self._identify("LOCATION", one.scheme, one.value, location.slug, place)
        if location.iso_code is not None:
            place = Place(number, (*path, "iso_code"))
            self._identify("LOCATION", "ISO", location.iso_code, location.slug, place)
        if location.part_of is not None:
            link = Link(location.part_of, Place(number, (*path, "part_of")))
            self.parents["LOCATION", location.slug] = link

    def _statement(self, statement: StatementEntry, number: int, path: Path) -> None:
        self._define(("STATEMENT", statement.slug), Place(number, (*path, "slug")))
        for bearing in statement.bearings:
            self.borne_on.add((bearing.event, bearing.aspect))
        for position, relation in enumerate(statement.relations):
            if relation.kind in _ONE_WAY:
                place = Place(number, (*path, "relations", position, "statement"))
                links = self.related.setdefault(statement.slug, [])
                links.append((relation.kind, Link(relation.statement, place)))

    def _define(self, key: Key, place: Place) -> None:
        if self.defined.setdefault(key, place) is not place:
            self.twice.append((key, place))

    def _identify(self, entity: str, scheme: str, value: str, slug: str, place: Place) -> None:
        self.identifiers.setdefault((entity, scheme, value), []).append((slug, place))

    def unknown(self, keys: Iterable[Key]) -> set[Key]:
        """Those that nobody defines."""
        missing = {key for key in keys if key not in self.defined and key not in self.misshapen}
        if self.held is not None:
            for entity in SECTIONS:
                wanted = [slug for kind, slug in missing if kind == entity]
                missing -= {(entity, slug) for slug in self.held.owners(entity, wanted)}
        return missing

    def leads_to(self, entity: str, slug: str, target: str, renamed: Mapping[str, str]) -> bool:
        """Whether a slug becomes another by renamings: those of the dossiers, and before them ``renamed``."""
        seen: set[str] = set()
        here: str | None = slug
        while here is not None and here not in seen:
            if here == target:
                return True
            seen.add(here)
            link = self.renamed.get((entity, here))
            here = renamed.get(here) if link is None else link.target
        return False

    def parent(self, entity: str, slug: str) -> str | None:
        """What an event or a location is part of."""
        if (entity, slug) in self.defined:
            link = self.parents.get((entity, slug))
            return link.target if link else None
        return self.held.parent(entity, slug) if self.held else None

    def ancestors(self, entity: str, slug: str) -> Iterator[str]:
        """What it is part of, directly and at last; ends where a cycle closes."""
        seen = {slug}
        above = self.parent(entity, slug)
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            above = self.parent(entity, above)

    def location(self, slug: str) -> tuple[str, bool] | None:
        """A location's kind, and whether it has a point of its own."""
        if slug in self.points:
            kind, point, _ = self.points[slug]
            return kind, point is not None and point.latitude is not None
        return self.held.location(slug) if self.held else None

    def rests_on(self, statement: str, kinds: tuple[str, ...]) -> list[str]:
        """The statements to which it stands in one of the relations."""
        if ("STATEMENT", statement) in self.defined:
            return [link.target for kind, link in self.related.get(statement, ()) if kind in kinds]
        return self.held.related(statement, kinds) if self.held else []
