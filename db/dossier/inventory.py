"""What a database holds, for somebody who looks after it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from db.dossier.held import ENTITY_TABLES
from db.migration import current, reading, require_head
from db.models import metadata


@dataclass(frozen=True)
class LoadedDossier:
    """A dossier, its file as last loaded, and the last revision in which it changed something."""

    slug: str
    sha256: str
    revision: int


@dataclass(frozen=True)
class Inventory:
    """``revision`` and ``loaded_at`` are None before the first load."""

    revision: int | None
    loaded_at: datetime | None
    backend: str
    schema_version: str | None
    counts: dict[str, int]
    dossiers: list[LoadedDossier]


def inventory(url: str) -> Inventory:
    """What the database holds now. Raises `SchemaMismatch` and `DatabaseUnavailable`."""
    require_head(url)
    revision, dossier, part = (metadata.tables[name] for name in ("revision", "dossier", "revision_dossier"))
    with reading(url) as connection:
        last = connection.execute(select(revision).order_by(revision.c.id.desc()).limit(1)).first()
        counts = {
            f"{name}s": connection.execute(
                select(func.count()).select_from(metadata.tables[name])
            ).scalar_one()
            for name in ENTITY_TABLES.values()
        }
        loaded = connection.execute(
            select(dossier.c.slug, dossier.c.sha256, func.max(part.c.revision_id))
            .join_from(dossier, part, part.c.dossier_id == dossier.c.id)
            .group_by(dossier.c.id, dossier.c.slug, dossier.c.sha256)
            .order_by(dossier.c.slug)
        )
        return Inventory(
            revision=last.id if last else None,
            loaded_at=last.loaded_at.replace(tzinfo=UTC) if last else None,
            backend=connection.dialect.name,
            schema_version=current(url),
            counts=counts,
            dossiers=[LoadedDossier(*row) for row in loaded],
        )
