"""Every slug by which a dossier refers to something, with the kind of thing that it must be."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from db.dossier.format import Dossier, SourceEntry, StatementEntry
from db.dossier.problems import Path

SECTIONS: Final = {
    "SOURCE": "sources",
    "LOCATION": "locations",
    "EVENT": "events",
    "STATEMENT": "statements",
}
"""Where a dossier defines each kind of entity, besides its one article."""


class Reference(NamedTuple):
    """A slug at its place; ``entity`` is a code of the vocabulary of that name."""

    entity: str
    slug: str
    path: Path


def references(dossier: Dossier) -> Iterator[Reference]:
    """The slugs in the order of the format, also those that the dossier itself defines."""
    yield Reference("SOURCE", dossier.article.publisher, ("article", "publisher"))
    for index, source in enumerate(dossier.sources):
        yield from _of_source(source, ("sources", index))
    for index, location in enumerate(dossier.locations):
        path: Path = ("locations", index)
        yield from _optional("LOCATION", location.part_of, (*path, "part_of"))
        lender = location.point.borrowed_from if location.point else None
        yield from _optional("LOCATION", lender, (*path, "point", "borrowed_from"))
    for index, event in enumerate(dossier.events):
        yield from _optional("EVENT", event.part_of, ("events", index, "part_of"))
    for index, statement in enumerate(dossier.statements):
        yield from _of_statement(statement, ("statements", index))
    for index, side in enumerate(dossier.sides):
        yield Reference("EVENT", side.event, ("sides", index, "event"))
        yield Reference("SOURCE", side.source, ("sides", index, "source"))
    for index, gap in enumerate(dossier.gaps):
        yield from _optional("EVENT", gap.event, ("gaps", index, "event"))
        yield from _optional("STATEMENT", gap.statement, ("gaps", index, "statement"))


def _optional(entity: str, slug: str | None, path: Path) -> Iterator[Reference]:
    if slug is not None:
        yield Reference(entity, slug, path)


def _of_source(source: SourceEntry, path: Path) -> Iterator[Reference]:
    for index, tie in enumerate(source.affiliations):
        yield Reference("SOURCE", tie.organisation, (*path, "affiliations", index, "organisation"))
    for index, likeness in enumerate(source.possibly_same_as):
        yield Reference("SOURCE", likeness.source, (*path, "possibly_same_as", index, "source"))


def _of_statement(statement: StatementEntry, path: Path) -> Iterator[Reference]:
    for index, link in enumerate(statement.attributions):
        yield Reference("SOURCE", link.source, (*path, "attributions", index, "source"))
    for index, bearing in enumerate(statement.bearings):
        yield Reference("EVENT", bearing.event, (*path, "bearings", index, "event"))
    for index, participation in enumerate(statement.participations):
        yield Reference("EVENT", participation.event, (*path, "participations", index, "event"))
        yield Reference("SOURCE", participation.source, (*path, "participations", index, "source"))
    for index, placement in enumerate(statement.placements):
        yield Reference("EVENT", placement.event, (*path, "placements", index, "event"))
        yield Reference("LOCATION", placement.location, (*path, "placements", index, "location"))
    for index, figure in enumerate(statement.figures):
        yield from _optional("EVENT", figure.event, (*path, "figures", index, "event"))
        yield from _optional("LOCATION", figure.location, (*path, "figures", index, "location"))
    for index, slug in enumerate(statement.mentions):
        yield Reference("LOCATION", slug, (*path, "mentions", index))
    for index, relation in enumerate(statement.relations):
        yield Reference("STATEMENT", relation.statement, (*path, "relations", index, "statement"))


def anchor_references(dossier: Dossier) -> Iterator[tuple[str, Path]]:
    """Every mention of an anchor's name."""
    for index, omission in enumerate(dossier.left_out):
        yield omission.anchor, ("left_out", index, "anchor")
    for number, statement in enumerate(dossier.statements):
        path: Path = ("statements", number)
        yield from ((name, (*path, "anchors", index)) for index, name in enumerate(statement.anchors))
        for index, quotation in enumerate(statement.quotations):
            yield quotation.anchor, (*path, "quotations", index, "anchor")
        for index, figure in enumerate(statement.figures):
            yield figure.anchor, (*path, "figures", index, "anchor")
    for index, gap in enumerate(dossier.gaps):
        yield gap.anchor, ("gaps", index, "anchor")


def carrying(dossier: Dossier) -> set[str]:
    """The names of the anchors that carry a fact: those of `anchor_references` but for what is left out."""
    names = {gap.anchor for gap in dossier.gaps}
    for statement in dossier.statements:
        names.update(statement.anchors)
        names.update([quotation.anchor for quotation in statement.quotations])
        names.update([figure.anchor for figure in statement.figures])
    return names


def defined(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Kind and slug of each entity that the dossier defines."""
    yield "ARTICLE", dossier.article.slug
    for entity, section in SECTIONS.items():
        for entry in getattr(dossier, section):
            yield entity, entry.slug
