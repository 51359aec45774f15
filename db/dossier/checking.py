"""Checking dossiers: everything that is wrong with any of them, at once and each at its place."""

from collections.abc import Iterator, Sequence
from itertools import chain

from db.dossier.checks.across import (
    At,
    check_cycles,
    check_definitions,
    check_events,
    check_identifiers,
    check_likenesses,
    check_points,
    check_sides,
)
from db.dossier.checks.entries import check_entries
from db.dossier.checks.renaming import check_renamings
from db.dossier.checks.spans import check_spans
from db.dossier.format import Dossier
from db.dossier.held import Held
from db.dossier.problems import Finding, Problem
from db.dossier.reading import Reading
from db.dossier.references import Reference, anchor_references, carrying, references
from db.dossier.wording import nearest
from db.dossier.world import Key, World


def beside_others(world: World, names: Sequence[str]) -> Iterator[At]:
    """What dossiers get wrong for what others define, or ``world.held``; ``names`` are their files."""
    yield from check_definitions(world, names)
    yield from check_identifiers(world, names)
    yield from check_sides(world, names)
    yield from unconstrained(world, names)


def unconstrained(world: World, names: Sequence[str]) -> Iterator[At]:
    """What of `beside_others` the database would not refuse, of dossiers that were checked with each other.

    By its constraints a slug, an identifier, an ISO code and a source's side of an event are of one row each.
    """
    yield from check_renamings(world, names)
    yield from check_points(world)


def _among_themselves(world: World) -> Iterator[At]:
    """What dossiers that are new to a database get wrong whatever it holds: nothing in it leads to them."""
    yield from check_cycles(world)
    yield from check_likenesses(world)
    yield from check_events(world)


def _by_itself(reading: Reading, dossier: Dossier) -> Iterator[Finding]:
    yield from check_entries(dossier)
    facts = carrying(dossier)
    yield from check_spans(dossier, facts, whole=reading.whole)
    anchors = dossier.anchors.keys() | reading.also_named.get("anchors", set())
    if all(omission.anchor in anchors for omission in dossier.left_out) and facts <= anchors:
        return
    for name, path in anchor_references(dossier):
        if name not in anchors:
            close = nearest(name, sorted(anchors))[:5]
            yield Finding(path, f"there is no anchor “{name}”: the dossier has {', '.join(close) or 'none'}")


class Soundness:
    """Whether dossiers that are new to a database are sound, as far as can be told without it and others.

    By the same checks as `Checker`'s, up to the first finding. What the dossiers refer to is for others to
    look for: `db.dossier.windows` knows it from their rows.
    """

    def __init__(self) -> None:
        self.world = World()
        self.files: list[str] = []
        self._slugs: set[str] = set()

    def add(self, reading: Reading, dossier: Dossier) -> bool:
        """Whether the dossier, of which nothing was left out, is sound by itself; if not, that is the end."""
        if dossier.dossier in self._slugs or any(_by_itself(reading, dossier)):
            return False
        self._slugs.add(dossier.dossier)
        self.world.add(len(self.files), reading)
        self.files.append(reading.file)
        return True

    def together(self) -> bool:
        """Whether nothing is wrong with what was added."""
        return not any(chain(_among_themselves(self.world), beside_others(self.world, self.files)))


class Checker:
    """Checks any number of dossiers together; each may refer to what the others define.

    Of a dossier that was added, only what the others may ask about is kept.
    """

    def __init__(self) -> None:
        self.world = World()
        self.files: list[str] = []
        self._pending: list[list[Reference]] = []
        self._problems: list[Problem] = []
        self.dossiers: dict[str, str] = {}
        self._readings: list[Reading] = []

    def add(self, reading: Reading) -> None:
        """Check the dossier by itself, and note what it defines and refers to."""
        number = len(self.files)
        self.files.append(reading.file)
        self._problems.extend(reading.problems)
        self.world.add(number, reading)
        own = []
        if reading.dossier is not None:
            own = [
                reference
                for reference in references(reading.dossier)
                if (reference.entity, reference.slug) not in self.world.defined
            ]
            self._problems.extend(reading.located(list(self._alone(reading, reading.dossier))))
        self._pending.append(own)
        self._readings.append(reading.without_dossier())

    def problems(self, held: Held | None = None) -> list[Problem]:
        """Everything that is wrong, in the order of the files.

        ``held``, if given, is what a database holds besides: it may be referred to as well.
        """
        self.world.held = held
        found: list[list[Finding]] = [[] for _ in self.files]
        for number, finding in self._across():
            found[number].append(finding)
        problems = list(self._problems)
        for reading, findings in zip(self._readings, found, strict=True):
            problems.extend(reading.located(findings))
        return sorted(set(problems))

    def referred(self) -> Iterator[Key]:
        """What the dossiers refer to and none before them defines."""
        return ((one.entity, one.slug) for pending in self._pending for one in pending)

    def _alone(self, reading: Reading, dossier: Dossier) -> Iterator[Finding]:
        other = self.dossiers.setdefault(dossier.dossier, reading.file)
        if other != reading.file:
            yield Finding(("dossier",), f"{other} is the dossier “{dossier.dossier}” already")
        yield from _by_itself(reading, dossier)

    def _across(self) -> Iterator[At]:
        yield from self._dangling()
        yield from _among_themselves(self.world)
        yield from beside_others(self.world, self.files)

    def _dangling(self) -> Iterator[At]:
        wanted: set[Key] = {
            (reference.entity, reference.slug) for pending in self._pending for reference in pending
        }
        unknown = self.world.unknown(wanted)
        for number, pending in enumerate(self._pending):
            for reference in pending:
                if (reference.entity, reference.slug) in unknown:
                    yield number, Finding(reference.path, self._unknown(reference))

    def _unknown(self, reference: Reference) -> str:
        kind = reference.entity.lower()
        where = "in the dossiers given or in the database" if self.world.held else "in the dossiers given"
        slugs = [slug for entity, slug in self.world.defined if entity == reference.entity]
        if (now := self._called_now(reference)) is not None:
            return f"there is no {kind} “{reference.slug}” {where}: it is called “{now}” now"
        close = [slug for slug in nearest(reference.slug, slugs)[:1] if slug[:1] == reference.slug[:1]]
        hint = f"; did you mean “{close[0]}”?" if close else ""
        return f"there is no {kind} “{reference.slug}” {where}{hint}"

    def _called_now(self, reference: Reference) -> str | None:
        """What is known of the slug as a former one."""
        link = self.world.renamed.get((reference.entity, reference.slug))
        if link is not None:
            return link.target
        if self.world.held is None:
            return None
        return self.world.held.renamed_since(reference.entity, [reference.slug]).get(reference.slug)
