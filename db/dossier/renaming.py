"""Renaming: what an entity is called changes, what it is does not."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from db.dossier.format import Dossier
from db.dossier.references import SECTIONS


class Renaming(NamedTuple):
    """An entity by its kind, what it was called, and what it is called now."""

    entity: str
    former: str
    slug: str


KINDS: Final[Mapping[str, str]] = {"articles": "ARTICLE"} | {name: kind for kind, name in SECTIONS.items()}
"""The kinds of entities by the first part of their identifiers."""


def renamings(dossier: Dossier) -> Iterator[Renaming]:
    """What the dossier says of former slugs, but for what would make it another kind of entity."""
    for former, now in dossier.renamed.items():
        (section, was), (kept, slug) = former.split("/"), now.split("/")
        if section == kept:
            yield Renaming(KINDS[section], was, slug)
