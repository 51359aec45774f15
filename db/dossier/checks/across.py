"""What several dossiers get wrong together, or with what the database holds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from db.dossier.checks.entries import too_fine
from db.dossier.problems import Finding
from db.dossier.world import CORRECTING, RESTING, Link, Place, World

At = tuple[int, Finding]
"""A finding, and the number of the dossier that it is in."""


def at(place: Place, message: str) -> At:
    """That something is wrong at a place."""
    return place.number, Finding(place.path, message)


def check_definitions(world: World, names: Sequence[str]) -> Iterator[At]:
    """Each entity is defined once; ``names`` are the files by number."""
    for (entity, slug), place in world.twice:
        first = world.defined[entity, slug]
        if first.number != place.number:
            yield at(place, f"{entity.lower()} “{slug}” is defined in {names[first.number]} already")
    if world.held is None:
        return
    for entity in ("ARTICLE", "SOURCE", "LOCATION", "EVENT", "STATEMENT"):
        slugs = [slug for kind, slug in world.defined if kind == entity]
        for slug, owner in world.held.owners(entity, slugs).items():
            yield at(
                world.defined[entity, slug],
                f"{entity.lower()} “{slug}” belongs to the dossier “{owner}”, which is loaded: "
                "refer to it, or choose another slug",
            )


def check_identifiers(world: World, names: Sequence[str]) -> Iterator[At]:
    """An identifier names one source or one location."""
    for (_, scheme, value), bearers in world.identifiers.items():
        (first, place), *others = bearers
        for slug, other in others:
            if slug != first:
                where = "" if other.number == place.number else f" in {names[place.number]}"
                yield at(
                    other, f"{scheme} {value} is that of “{first}”{where}: an identifier names one thing"
                )
    if world.held is None:
        return
    for entity in ("SOURCE", "LOCATION"):
        wanted = [(scheme, value) for kind, scheme, value in world.identifiers if kind == entity]
        taken = world.held.identified(entity, [pair for pair in wanted if pair[0] != "ISO"])
        if entity == "LOCATION":
            codes = world.held.iso_codes([value for scheme, value in wanted if scheme == "ISO"])
            taken |= {("ISO", code): slug for code, slug in codes.items()}
        for (scheme, value), slug in taken.items():
            for bearer, place in world.identifiers[entity, scheme, value]:
                if bearer != slug:
                    yield at(place, f"{scheme} {value} is that of “{slug}”, which is loaded")


def check_cycles(world: World) -> Iterator[At]:
    """Nothing is part of itself, rests on itself or corrects itself, however long the way round."""
    for entity in ("LOCATION", "EVENT"):
        links = {slug: [link] for (kind, slug), link in world.parents.items() if kind == entity}

        def above(slug: str, entity: str = entity) -> list[str]:
            parent = world.parent(entity, slug)
            return [] if parent is None else [parent]

        yield from _cycles(links, above, "is part of")
    for kinds, verb in ((RESTING, "rests on"), (CORRECTING, "corrects")):
        links = {
            slug: [link for kind, link in related if kind in kinds] for slug, related in world.related.items()
        }

        def below(slug: str, kinds: tuple[str, ...] = kinds) -> list[str]:
            return world.rests_on(slug, kinds)

        yield from _cycles(links, below, verb)


def _cycles(
    links: dict[str, list[Link]], following: Callable[[str], Iterable[str]], verb: str
) -> Iterator[At]:
    """Each cycle once, at the link that closes it."""
    done: set[str] = set()
    for start in links:
        way: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = (
            [(start, iter(following(start)))] if start not in done else []
        )
        way.extend(slug for slug, _ in stack)
        while stack:
            here, rest = stack[-1]
            nxt = next(rest, None)
            if nxt is None:
                done.add(here)
                stack.pop()
                way.pop()
            elif nxt in way:
                if nxt != here:  # to itself: said where the entry stands
                    circle = [*way[way.index(nxt) :], nxt]
                    yield from _closing(links, circle, verb)
            elif nxt not in done:
                stack.append((nxt, iter(following(nxt))))
                way.append(nxt)


def _closing(links: dict[str, list[Link]], circle: list[str], verb: str) -> Iterator[At]:
    """The cycle at its last link that a given dossier holds."""
    for near, far in reversed(list(pairwise(circle))):
        for link in links.get(near, ()):
            if link.target == far:
                yield at(link.place, f"“{near}” {verb} itself: {' → '.join(circle)}")
                return


def check_points(world: World) -> Iterator[At]:
    """A borrowed point is an enclosing location's own, and no closer than that location's kind allows."""
    for slug, (_, point, place) in world.points.items():
        if point is None or point.borrowed_from is None:
            continue
        lender = world.location(point.borrowed_from)
        if lender is None:
            continue
        kind, own = lender
        borrowed = Place(place.number, (*place.path, "borrowed_from"))
        if point.borrowed_from not in world.ancestors("LOCATION", slug):
            around = list(world.ancestors("LOCATION", slug))
            yield at(
                borrowed,
                f"“{point.borrowed_from}” does not enclose “{slug}”: "
                + (f"borrow from {' or '.join(around)}" if around else "give the location a part_of"),
            )
        elif not own:
            yield at(borrowed, f"“{point.borrowed_from}” has no point of its own to lend")
        elif wrong := too_fine(point, kind):
            yield at(Place(place.number, (*place.path, "precision")), wrong)


def check_likenesses(world: World) -> Iterator[At]:
    """That two sources may be one is said once in a dossier, and read from both ends."""
    for (near, far), place in world.likenesses.items():
        other = world.likenesses.get((far, near))
        if near < far and other is not None and other.number == place.number:
            yield at(other, f"“{far}” and “{near}” are said to be possibly the same already: say it once")


def check_events(world: World) -> Iterator[At]:
    """Every event is spoken of, and its occurrence too, or that of a part: its status is computed from there.

    Not asked where an entry was left out as misshapen: it may be the one that speaks.
    """
    if not world.complete:
        return
    events = {slug: place for (entity, slug), place in world.defined.items() if entity == "EVENT"}
    borne_on = set(world.borne_on)
    wholes = {slug: link.target for (entity, slug), link in world.parents.items() if entity == "EVENT"}
    if world.held is not None:
        borne_on |= world.held.borne_on(events)
        for part, whole in world.held.parts(events).items():
            wholes.setdefault(part, whole)
        borne_on |= world.held.borne_on(wholes.keys() - events.keys())
    spoken_of = {event for event, _ in borne_on}
    occurring = {event for event, aspect in borne_on if aspect == "OCCURRENCE"}
    # A part's occurrence counts for all that it is a part of.
    for event in list(occurring):
        while event in wholes and wholes[event] not in occurring:
            event = wholes[event]  # noqa: PLW2901
            occurring.add(event)
    for slug, place in events.items():
        if slug not in spoken_of and slug not in occurring:
            yield at(
                place, f"no statement speaks of the event “{slug}”: give one a bearing on it, or remove it"
            )
        elif slug not in occurring:
            yield at(
                place,
                f"no statement bears on the OCCURRENCE of “{slug}” or of a part of it: "
                "add that bearing (NEUTRAL where it only takes the event for granted)",
            )


def check_sides(world: World, names: Sequence[str]) -> Iterator[At]:
    """One dossier says on which side of an event a source stands."""
    for (event, source), (first, *others) in world.sides.items():
        for other in others:
            if other.number != first.number:  # within one dossier it is said there
                yield at(other, f"{names[first.number]} says where “{source}” stands to “{event}”")
    if world.held is not None:
        for (event, source), dossier in world.held.sides(world.sides).items():
            yield at(
                world.sides[event, source][0],
                f"the dossier “{dossier}”, which is loaded, says where “{source}” stands to “{event}”",
            )
