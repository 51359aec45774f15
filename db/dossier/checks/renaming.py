"""What is wrong with former slugs: an address that was given once leads to the same entity for ever."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from db.dossier.checks.across import At, at
from db.dossier.held import Held
from db.dossier.references import SECTIONS
from db.dossier.world import Link, World

_LONGEST = 120
"""Characters of a slug."""


def check_renamings(world: World, names: Sequence[str]) -> Iterator[At]:
    """Who is renamed is defined under the new slug, and nobody else has or had the former one."""
    for (_, slug), place in world.renamed_twice:
        yield at(place, f"“{slug}” is renamed by another dossier, too: it was the slug of one entity")
    for (entity, former), link in world.renamed.items():
        number, path = link.place
        kind = entity.lower()
        here = world.defined.get((entity, link.target))
        if len(former) > _LONGEST:
            yield at(link.place, f"a slug has {_LONGEST} characters at most")
        if (entity, link.target) not in world.misshapen and (here is None or here.number != number):
            yield at(
                link.place,
                f"there is no {kind} “{link.target}” in this dossier, which is where it is renamed",
            )
        taken = world.defined.get((entity, former))
        if taken is not None and taken.number == number:
            yield at(link.place, f"“{path[-1]}” is renamed, and yet it is in the dossier")
        elif taken is not None:
            yield at(link.place, f"{kind} “{former}” is defined in {names[taken.number]}, and so not renamed")
    if world.held is not None:
        for entity in ("ARTICLE", *SECTIONS):
            links = {slug: link for (kind, slug), link in world.renamed.items() if kind == entity}
            yield from _renamed(world, world.held, entity, links)
            if world.held.any_renamed:
                yield from _reused(world, world.held, entity)


def _renamed(world: World, held: Held, entity: str, links: dict[str, Link]) -> Iterator[At]:
    """What stands against renamings in a database."""
    for slug, owner in held.owners(entity, links).items():
        yield at(
            links[slug].place,
            f"{entity.lower()} “{slug}” belongs to the dossier “{owner}”, which is loaded: rename it there",
        )
    before = held.renamed_since(entity, links)
    for slug, since in before.items():
        if slug in links and not world.leads_to(entity, since, links[slug].target, before):
            yield at(links[slug].place, f"“{slug}” is the former slug of “{since}” already")
    present = held.present(entity, {*links, *(link.target for link in links.values())})
    becoming: dict[str, list[str]] = defaultdict(list)
    for target in {link.target for link in links.values()} & present:
        becoming[target].append(target)
    for slug, link in links.items():
        if slug in present:
            becoming[link.target].append(slug)
            first, *others = becoming[link.target]
            if others:
                yield at(
                    link.place,
                    f"both “{slug}” and “{first}” are held, and renaming does not make one of two: "
                    "withdraw one of them",
                )


def _reused(world: World, held: Held, entity: str) -> Iterator[At]:
    """Entities that take a slug which once was another's."""
    places = {slug: place for (kind, slug), place in world.defined.items() if kind == entity}
    before = held.renamed_since(entity, places)
    for slug, since in before.items():
        if slug in places and not world.leads_to(entity, since, slug, before):
            yield at(
                places[slug],
                f"“{slug}” is the former slug of the {entity.lower()} “{since}”, and links to it lead there: "
                "choose another",
            )
