"""What one dossier gets wrong by itself: the same thing given twice, broken chains, links that hang alone."""

from collections.abc import Hashable, Iterable, Iterator

from db.dossier.format import Dossier, LocationEntry, PointEntry, SourceEntry, StatementEntry
from db.dossier.problems import Finding, Path


def check_entries(dossier: Dossier) -> Iterator[Finding]:
    """Findings that need no more than the dossier."""
    for kind in ("sources", "locations", "events", "statements"):
        entries = getattr(dossier, kind)
        yield from _twice(((entry.slug,) for entry in entries), (kind,), key="slug")
    for index, source in enumerate(dossier.sources):
        yield from _source(source, ("sources", index))
    for index, location in enumerate(dossier.locations):
        yield from _location(location, ("locations", index))
    for index, event in enumerate(dossier.events):
        if event.part_of == event.slug:
            yield Finding(("events", index, "part_of"), "an event is no part of itself")
    for index, statement in enumerate(dossier.statements):
        yield from _statement(statement, dossier.article.publisher, ("statements", index))
    yield from _twice(((side.event, side.source) for side in dossier.sides), ("sides",))
    yield from _withdrawn(dossier)
    yield from _renamed(dossier)


def _twice(keys: Iterable[tuple[Hashable, ...]], path: Path, *, key: str | None = None) -> Iterator[Finding]:
    """Each of ``keys`` that was there before; they stand in the list at ``path``, in order."""
    entries = list(keys)
    if len(set(entries)) == len(entries):
        return
    first: dict[tuple[Hashable, ...], int] = {}
    for index, entry in enumerate(entries):
        if entry in first:
            named = ", ".join(f"“{part}”" for part in entry if part is not None)
            yield Finding(
                (*path, index) if key is None else (*path, index, key),
                f"{named} given twice: {path[-1]}[{first[entry]}] has it already",
            )
        else:
            first[entry] = index


def _source(source: SourceEntry, path: Path) -> Iterator[Finding]:
    yield from _twice(((name.name, name.language) for name in source.other_names), (*path, "other_names"))
    yield from _twice(((one.scheme, one.value) for one in source.identifiers), (*path, "identifiers"))
    yield from _twice(((tie.organisation,) for tie in source.affiliations), (*path, "affiliations"))
    yield from _twice(
        ((likeness.source,) for likeness in source.possibly_same_as), (*path, "possibly_same_as")
    )
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
    yield from _twice(((name.name, name.language) for name in location.other_names), (*path, "other_names"))
    yield from _twice(((one.scheme, one.value) for one in location.identifiers), (*path, "identifiers"))
    if location.part_of == location.slug:
        yield Finding((*path, "part_of"), "a location is no part of itself")
    own = location.point is not None and location.point.borrowed_from is None
    if location.point is not None and own and (wrong := too_fine(location.point, location.kind)):
        yield Finding((*path, "point", "precision"), wrong)


def _statement(statement: StatementEntry, publisher: str, path: Path) -> Iterator[Finding]:
    yield from _twice(((name,) for name in statement.anchors), (*path, "anchors"))
    yield from _twice(((link.source,) for link in statement.attributions), (*path, "attributions"))
    yield from _twice(((one.event, one.aspect) for one in statement.bearings), (*path, "bearings"))
    yield from _twice(
        ((one.event, one.source, one.role) for one in statement.participations), (*path, "participations")
    )
    yield from _twice(
        ((one.event, one.location, one.role) for one in statement.placements), (*path, "placements")
    )
    yield from _twice(((slug,) for slug in statement.mentions), (*path, "mentions"))
    yield from _twice(
        ((one.kind, one.statement, one.aspect) for one in statement.relations), (*path, "relations")
    )
    for index, relation in enumerate(statement.relations):
        if relation.statement == statement.slug:
            yield Finding((*path, "relations", index, "statement"), "a statement has no relation to itself")
    yield from _chain(statement, publisher, path)
    yield from _bearings(statement, path)


def _chain(statement: StatementEntry, publisher: str, path: Path) -> Iterator[Finding]:
    """The chain reaches the reader through the article, whose voice is its publisher's."""
    originators = {link.source for link in statement.attributions if link.role == "ORIGINATOR"}
    last = len(statement.attributions) - 1
    author = statement.attributions[last] if statement.attributions[last].role == "AUTHOR" else None
    if author is not None and author.source != publisher:
        yield Finding(
            (*path, "attributions", last, "source"),
            f"the AUTHOR is the article's publisher, “{publisher}”, and not “{author.source}”",
        )
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
