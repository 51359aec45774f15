"""What one dossier gets wrong by itself: the same thing given twice, broken chains, links that hang alone."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final

from db.dossier.format import Dossier, Entry, LocationEntry, PointEntry, SourceEntry, StatementEntry
from db.dossier.problems import Finding, Path

_Tells = Callable[[Any], Hashable]
"""What tells one entry of a list from the others."""

_NAMES: Final[dict[str, _Tells]] = {
    "other_names": attrgetter("name", "language"),
    "identifiers": attrgetter("scheme", "value"),
}
_OF_DOSSIER: Final[dict[str, _Tells]] = {
    kind: attrgetter("slug") for kind in ("sources", "locations", "events", "statements")
}
_SIDES: Final[dict[str, _Tells]] = {"sides": attrgetter("event", "source")}
_OF_SOURCE: Final = _NAMES | {
    "affiliations": attrgetter("organisation"),
    "possibly_same_as": attrgetter("source"),
}
_OF_STATEMENT: Final[dict[str, _Tells]] = {
    "anchors": str,
    "attributions": attrgetter("source"),
    "bearings": attrgetter("event", "aspect"),
    "participations": attrgetter("event", "source", "role"),
    "placements": attrgetter("event", "location", "role"),
    "mentions": str,
    "relations": attrgetter("kind", "statement", "aspect"),
}
"""The lists of an entry in which nothing is given twice."""


def check_entries(dossier: Dossier) -> Iterator[Finding]:
    """Findings that need no more than the dossier."""
    yield from _twice(dossier, _OF_DOSSIER, (), key="slug")
    for index, source in enumerate(dossier.sources):
        yield from _source(source, ("sources", index))
    for index, location in enumerate(dossier.locations):
        yield from _location(location, ("locations", index))
    for index, event in enumerate(dossier.events):
        if event.part_of == event.slug:
            yield Finding(("events", index, "part_of"), "an event is no part of itself")
    for index, statement in enumerate(dossier.statements):
        yield from _statement(statement, dossier.article.publisher, ("statements", index))
    yield from _twice(dossier, _SIDES, ())
    yield from _withdrawn(dossier)
    yield from _renamed(dossier)


def _twice(
    entry: Entry, lists: dict[str, _Tells], path: Path, *, key: str | None = None
) -> Iterator[Finding]:
    """What was there before in one of the lists of an entry at ``path``; at its ``key``, if given."""
    for name, tells in lists.items():
        # Most lists have one item, or none.
        if len(items := getattr(entry, name)) > 1:
            told = list(map(tells, items))
            if len(set(told)) < len(told):
                yield from _repeated(told, (*path, name), key)


def _repeated(told: Sequence[Hashable], path: Path, key: str | None) -> Iterator[Finding]:
    first: dict[Hashable, int] = {}
    for index, one in enumerate(told):
        if one in first:
            parts = one if isinstance(one, tuple) else (one,)
            named = ", ".join(f"“{part}”" for part in parts if part is not None)
            yield Finding(
                (*path, index) if key is None else (*path, index, key),
                f"{named} given twice: {path[-1]}[{first[one]}] has it already",
            )
        else:
            first[one] = index


def _source(source: SourceEntry, path: Path) -> Iterator[Finding]:
    yield from _twice(source, _OF_SOURCE, path)
    for index, tie in enumerate(source.affiliations):
        if tie.organisation == source.slug:
            yield Finding(
                (*path, "affiliations", index, "organisation"), "a source is not affiliated to itself"
            )
    for index, likeness in enumerate(source.possibly_same_as):
        if likeness.source == source.slug:
            yield Finding(
                (*path, "possibly_same_as", index, "source"), "a source is always the same as itself"
            )


# How closely a point can stand for a place of this kind.
FINEST = {
    "COUNTRY": "COUNTRY",
    "REGION": "REGION",
    "DISTRICT": "DISTRICT",
    "CITY": "SETTLEMENT",
    "TOWN": "SETTLEMENT",
    "VILLAGE": "SETTLEMENT",
    "AREA": "SETTLEMENT",
    "BORDER_AREA": "DISTRICT",
    "FRONT": "DISTRICT",
}
_FROM_FINE_TO_COARSE = ("EXACT", "SETTLEMENT", "DISTRICT", "REGION", "COUNTRY")


def too_fine(point: PointEntry, kind: str) -> str | None:
    """What is wrong with the precision of a point that is a ``kind``'s, if anything."""
    allowed = _FROM_FINE_TO_COARSE[_FROM_FINE_TO_COARSE.index(FINEST[kind]) :]
    if point.precision in allowed:
        return None
    return f"the point of a {kind} is no closer than {FINEST[kind]}: write {' or '.join(allowed)}"


def _location(location: LocationEntry, path: Path) -> Iterator[Finding]:
    yield from _twice(location, _NAMES, path)
    if location.part_of == location.slug:
        yield Finding((*path, "part_of"), "a location is no part of itself")
    own = location.point is not None and location.point.borrowed_from is None
    if location.point is not None and own and (wrong := too_fine(location.point, location.kind)):
        yield Finding((*path, "point", "precision"), wrong)


def _statement(statement: StatementEntry, publisher: str, path: Path) -> Iterator[Finding]:
    yield from _twice(statement, _OF_STATEMENT, path)
    for index, relation in enumerate(statement.relations):
        if relation.statement == statement.slug:
            yield Finding((*path, "relations", index, "statement"), "a statement has no relation to itself")
    yield from _chain(statement, publisher, path)
    yield from _bearings(statement, path)


def _chain(statement: StatementEntry, publisher: str, path: Path) -> Iterator[Finding]:
    """The chain reaches the reader through the article, whose voice is its publisher's."""
    last = len(statement.attributions) - 1
    author = statement.attributions[last] if statement.attributions[last].role == "AUTHOR" else None
    if author is not None and author.source != publisher:
        yield Finding(
            (*path, "attributions", last, "source"),
            f"the AUTHOR is the article's publisher, “{publisher}”, and not “{author.source}”",
        )
    if author is not None and statement.form != "NARRATOR":
        return
    originators = {link.source for link in statement.attributions if link.role == "ORIGINATOR"}
    if statement.form == "NARRATOR" and originators != {publisher}:
        yield Finding(
            (*path, "attributions"),
            f"a NARRATOR statement has one ORIGINATOR, the article's publisher “{publisher}”",
        )
    if author is None and publisher not in originators:
        yield Finding(
            (*path, "attributions"),
            f"the chain does not reach the article: end it with its publisher “{publisher}” as AUTHOR",
        )


def _bearings(statement: StatementEntry, path: Path) -> Iterator[Finding]:
    """Who takes part in an event, where it was and how many there were is said by speaking of the event."""
    spoken_of = {bearing.event for bearing in statement.bearings}
    for key in ("participations", "placements", "figures"):
        for index, entry in enumerate(getattr(statement, key)):
            if entry.event is not None and entry.event not in spoken_of:
                yield Finding(
                    (*path, key, index, "event"),
                    f"the statement has no bearing on “{entry.event}”: add one, with its aspect and stance",
                )


def _withdrawn(dossier: Dossier) -> Iterator[Finding]:
    defined = {f"articles/{dossier.article.slug}"}
    for kind in ("sources", "locations", "events", "statements"):
        defined.update(f"{kind}/{entry.slug}" for entry in getattr(dossier, kind))
    for identifier in dossier.withdrawn:
        if identifier in defined:
            yield Finding(
                ("withdrawn", identifier), f"“{identifier}” is withdrawn, and yet it is in the dossier"
            )


def _renamed(dossier: Dossier) -> Iterator[Finding]:
    for former, now in dossier.renamed.items():
        path: Path = ("renamed", former)
        if former == now:
            yield Finding(path, f"“{former}” is what it is called now")
        elif former.partition("/")[0] != now.partition("/")[0]:
            yield Finding(path, f"“{former}” and “{now}” are of two kinds: a new slug makes it nothing else")
        if former in dossier.withdrawn:
            yield Finding(path, f"“{former}” is renamed, and yet it is withdrawn")
