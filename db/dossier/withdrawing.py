"""Who still refers to what a dossier withdraws."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from db.dossier.difference import OWNERS, WRITE_ORDER
from db.dossier.held import ENTITY_TABLES, batches
from db.dossier.problems import Finding
from db.dossier.references import SECTIONS
from db.engine.among import among
from db.models import metadata


class Referrer(NamedTuple):
    """The dossier that withdraws something, and what is wrong about it there."""

    dossier_id: int
    finding: Finding


def referrers(
    connection: Connection, withdrawn: Mapping[tuple[str, int], tuple[str, int]]
) -> Iterator[Referrer]:
    """For each row that refers to a withdrawn entity, given with its slug and the dossier that withdraws it.

    To be asked when all rows of the load are written.
    """
    for entity, target in ENTITY_TABLES.items():
        keys = [key for kind, key in withdrawn if kind == entity]
        for name, column in _columns(target):
            for key, section, slug, dossier in _referring(connection, name, column, keys):
                gone, dossier_id = withdrawn[entity, key]
                kept = f"{SECTIONS.get(entity, 'articles')}/{gone}"
                by = f"{section}/{slug} of the dossier “{dossier}”"
                yield Referrer(
                    dossier_id,
                    Finding(
                        (SECTIONS.get(entity, "article"),), f"“{kept}” is withdrawn, but {by} refers to it"
                    ),
                )


def _columns(target: str) -> Iterator[tuple[str, str]]:
    """Table and column of each reference to the table of an entity, but for those of its own parts."""
    for name in WRITE_ORDER:
        for key in metadata.tables[name].foreign_keys:
            column = key.parent.name
            own = name in OWNERS and OWNERS[name][0] == column
            if key.column.table.name == target and key.column.name == "id" and not own:
                yield name, column


def _referring(
    connection: Connection, name: str, column: str, keys: list[int]
) -> Iterator[tuple[int, str, str, str]]:
    """Withdrawn key, then the section, slug and dossier of each entity whose entry refers to it."""
    table, dossier = metadata.tables[name], metadata.tables["dossier"]
    if name in OWNERS:
        link, owner_name = OWNERS[name]
    elif name == "side":
        link, owner_name = "event_id", "event"
    else:
        link, owner_name = "id", name
    owner = metadata.tables[owner_name].alias("owner")
    belongs = table.c.dossier_id if name == "side" else owner.c.dossier_id
    query = (
        select(table.c[column], owner.c.slug, dossier.c.slug)
        .join_from(table, owner, owner.c.id == table.c[link])
        .join(dossier, dossier.c.id == belongs)
        .distinct()
    )
    for some in batches(keys):
        for key, slug, dossier_slug in connection.execute(query.where(among(table.c[column], some))):
            yield key, f"{owner_name}s", slug, dossier_slug
