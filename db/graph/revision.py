"""What can be asked of loads: the revisions, and what each of them did to the entities."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, select

from db.graph.declaration import (
    Above,
    ByColumn,
    Constant,
    Entity,
    Kind,
    Leaf,
    Many,
    Named,
    One,
    Order,
    Row,
    table_of,
)
from db.graph.shared import BY_SLUG, PAGED, WHOLE, by_code, code, text
from db.models import Change, ChangeField, Dossier, Revision, RevisionDossier

NEWEST = Order("revision", ("id",), descending=True)

# The entities that changes are of: each kind's type, and its segment in identifiers.
TYPES: Mapping[str, tuple[str, str]] = {
    "ARTICLE": ("Article", "articles"),
    "SOURCE": ("Source", "sources"),
    "LOCATION": ("Location", "locations"),
    "EVENT": ("Event", "events"),
    "STATEMENT": ("Statement", "statements"),
}


def history(kind: str) -> Many:
    """What was done to an entity, from its changes."""
    what = kind.lower()
    return Many(
        "Change",
        Order("change.newest", ("revision_id", "position"), descending=True),
        (("entity", Constant(kind)), ("slug", "slug")),
        description=f"What loads did to the {what}, newest first: when it was added, and which of its fields "
        f"changed since. Ask for the {what} with knownAt to see what it looked like. {PAGED}",
    )


def _entity_id(row: Row) -> ColumnElement[Any]:
    return case({kind: f"{plural}/" for kind, (_, plural) in TYPES.items()}, value=row.c.entity) + row.c.slug


def _dossier(row: Row) -> ColumnElement[Any]:
    dossier = table_of(Dossier)
    return select(dossier.c.slug).where(dossier.c.id == row.c.dossier_id).scalar_subquery()


REVISION = Entity(
    "Revision",
    description="A load that changed anything: one transaction, with the dossiers that were in it.",
    members={
        "number": Leaf("id", Kind.INT, description="The number of the revision, counted from 1."),
        "loadedAt": Leaf("loaded_at", Kind.DATETIME, description="When the load was made, in UTC."),
        "dossiers": Many(
            "LoadedDossier",
            Order("revision.dossier", ("dossier_id",)),
            (("revision_id", "id"),),
            description=f"The dossiers in it, in the order in which they first came in. {PAGED}",
        ),
        "changes": Many(
            "Change",
            Order("revision.change", ("revision_id", "position")),
            (("revision_id", "id"),),
            description=f"What it did to each entity, in the order in which it was noted. {PAGED}",
        ),
    },
    model=Revision,
)

LOADED_DOSSIER = Entity(
    "LoadedDossier",
    description="A dossier's part in a revision: which file it was, and how many entities it touched.",
    members={
        "dossier": Leaf(_dossier, Kind.CODE, description="The slug of the dossier."),
        "sha256": code("sha256", description="The SHA-256 of the file, as 64 lower-case hexadecimal digits."),
        "added": Leaf("added", Kind.INT, description="How many entities it added."),
        "changed": Leaf("changed", Kind.INT, description="How many entities it changed."),
        "withdrawn": Leaf("withdrawn", Kind.INT, description="How many entities it withdrew."),
    },
    model=RevisionDossier,
)

CHANGE = Entity(
    "Change",
    description="What a revision did to one entity. A withdrawal is what is left of the entity.",
    members={
        "revision": One("Revision", "revision_id", description="The load that did it."),
        "action": code("action", "change_action", description="What was done to the entity."),
        "kind": code("entity", "entity", description="The kind of the entity."),
        "slug": code("slug", description="The entity's public identity."),
        "entityId": Leaf(
            _entity_id,
            Kind.CODE,
            description="The entity's global identifier, as events/some-slug, also when it is gone.",
        ),
        "entity": Named(
            {kind: name for kind, (name, _) in TYPES.items()},
            "entity",
            "slug",
            description="The entity as it is now, or at the knownAt of the question, and not as this change "
            "left it. Null where it is held no more.",
        ),
        "formerSlug": code(
            "former_slug",
            nullable=True,
            description="The slug that the entity had before it was renamed. A copy puts slug in its place "
            "wherever the entity is named. Null for all but a renaming.",
        ),
        "fields": Many(
            "ChangedField",
            Order("change.field", ("field",)),
            (("revision_id", "revision_id"), ("position", "position")),
            paged=False,
            description="The fields that differ from before, by name: of a change alone, as all of what is "
            f"added or withdrawn comes or goes. {WHOLE}",
        ),
        "reason": text(
            "reason",
            nullable=True,
            description="Why the entity was withdrawn. Null where no reason was given, and for what was not "
            "withdrawn.",
        ),
        "dossier": Leaf(_dossier, Kind.CODE, description="The slug of the dossier that did it."),
    },
    model=Change,
    filters={
        "action": by_code("action", "change_action", description="Matches what was done."),
        "kind": by_code("entity", "entity", description="Matches the kind of the entity."),
        "slug": BY_SLUG,
        "formerSlug": ByColumn(
            "former_slug",
            Kind.CODE,
            nullable=True,
            identifies=True,
            description="Matches the slug that a renamed entity had before.",
        ),
    },
)

CHANGED_FIELD = Entity(
    "ChangedField",
    description="A field of an entity that a change touched.",
    members={
        "name": code("field", description="The field by its key in the dossier, as other_names."),
    },
    model=ChangeField,
)

REVISIONS = Many(
    "Revision", NEWEST, description=f"The loads that changed anything, the newest first. {PAGED}"
)

CHANGES = Many(
    "Change",
    Order("change", ("revision_id", "position")),
    above={
        "since": Above(
            "revision_id",
            description="Only what came after this revision: the last one that the caller has seen. 0 is "
            "before the first. A number that this database has not come to is refused, as it was then "
            "restored or made anew, and a copy has to begin again.",
        )
    },
    description="What was added, changed and withdrawn, the oldest first, so that a copy can be kept up: ask "
    f"since the last revision that was seen, and page on with after: endCursor. {PAGED}",
)
