"""What each table and column of a release means, in the words in which the API says it.

Where a column is a field of the schema, its description in ``db/graph`` is taken; what the schema does not
show (keys, revisions, the log) is described here.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, Table

from db.graph.declaration import Entity, Leaf, Many, Member, One, Part, Variant, table_of
from db.graph.query import ENTITIES
from db.models import Model, history

_CURRENT: Final = {twin.name: name for name, twin in history.items()}

_TABLES: Final[Mapping[str, str]] = {
    "term": "The codebook: every code that a cell of the other tables may hold, with its meaning.",
    "term_match": "The same or a close idea in a public vocabulary, for the codes that have one.",
    "revision": "Each load that changed something, numbered from 1.",
    "dossier": "Each dossier that was ever loaded: the file in which an article was taken apart.",
    "revision_dossier": "Which dossiers a revision loaded, and how many entities each of them touched.",
    "change": "What each revision did to each entity; a withdrawal is the entity's tombstone.",
    "change_field": "The keys of the dossier that a change touched.",
}

_OF_TABLE: Final[Mapping[str, str]] = {
    "revision.id": "The number of the revision, counted from 1.",
    "revision.loaded_at": "When it was loaded, in UTC.",
    "dossier.slug": "The name of the dossier, as it gives it itself.",
    "dossier.sha256": "The SHA-256 of the file as it was last loaded.",
    "revision_dossier.revision_id": "The revision.",
    "revision_dossier.dossier_id": "The dossier, by its key.",
    "revision_dossier.sha256": "The SHA-256 of the file that this revision loaded.",
    "revision_dossier.added": "How many entities it added.",
    "revision_dossier.changed": "How many entities it changed.",
    "revision_dossier.withdrawn": "How many entities it withdrew.",
    "change.revision_id": "The revision.",
    "change.position": "The place of the change among those of its revision, counted from 1.",
    "change.entity": "What kind of thing was touched.",
    "change.slug": "Which one, by its public identity.",
    "change.former_slug": "What it was called before, where it was renamed.",
    "change.action": "What was done to it.",
    "change.dossier_id": "The dossier that did it, by its key.",
    "change.reason": "Why it was withdrawn. Null where the dossier does not say so.",
    "change_field.revision_id": "The revision.",
    "change_field.position": "The place of the change among those of its revision.",
    "change_field.field": "The key of the dossier, as proposition or attributions.",
    "statement.position": "The order of the article: where the statement's first anchor starts, then the "
    "order of the dossier.",
    "quotation.position": "The order of the statement's quotations, counted from 0.",
    "likeness.note": "Why the two may be one. Null where the dossier does not say so.",
    "location.point_location_id": "Whose coordinates stand for this place: its own key, or that of the "
    "location around it that lends its point. Null where there is none.",
    "location.part_of_id": "The location in which it lies, by its key.",
    "location.latitude": "Degrees north of the equator, of the place's own point. Null where it is borrowed, "
    "or there is none.",
    "location.longitude": "Degrees east of Greenwich, of the place's own point. Null where it is borrowed, "
    "or there is none.",
    "event.part_of_id": "The event of which it is a part, by its key.",
    "relation.other_id": "The other statement, by its key.",
    "likeness.other_id": "The other source, by its key.",
    "affiliation.organisation_id": "The organisation, by its key.",
    "article.publisher_id": "The source that published the article, by its key.",
    "term.position": "The place of the code in its vocabulary, counted from 0.",
    "term_match.scheme": "The vocabulary that the code belongs to.",
    "term_match.code": "The code.",
    "term_match.vocabulary": "The public vocabulary.",
    "term_match.notation": "The term there, as that vocabulary writes it.",
    "term_match.kind": "Whether the two mean the same or nearly the same.",
    "term_match.uri": "The web address of the term. Null where it has none.",
}

_EVERYWHERE: Final[Mapping[str, str]] = {
    "id": "The key in this database: it lasts while the slug does, and is not used again.",
    "revision_id": "The revision since which the row holds.",
    "superseded_in": "The revision since which the row holds no more. Null while it holds.",
    "dossier_id": "The dossier that defines it, by its key.",
    "said_earliest": "The first day on which the statement may have been made, repeated from the statement.",
    "occurred_earliest": "The first day on which the event may have happened, repeated from the event.",
}

_BY_REFERENCE: Final = (
    "article",
    "source",
    "location",
    "event",
    "statement",
    "anchor",
    "revision",
    "dossier",
)

_OPEN_ENDS: Final = {
    "earliest": "The first day that the date allows: 0001-01-01 where its beginning is open.",
    "latest": "The last day that the date allows: 9999-12-31 where its end is open.",
}


def describe_table(table: Table) -> str:
    """What the rows of a table are."""
    if table.name in _CURRENT:
        return (
            f"Every version that rows of {_CURRENT[table.name]} ever had, the ones that hold now among them."
        )
    if table.name in _TABLES:
        return _TABLES[table.name]
    return _entities().get(table.name) or _docstrings()[table.name]


def describe_column(table: Table, column: Column[Any]) -> str:
    """What a cell of the column says."""
    name = _CURRENT.get(table.name, table.name)
    own = f"{name}.{column.name}"
    if own in _OF_TABLE:
        return _OF_TABLE[own]
    if column.name in ("id", "revision_id", "superseded_in", "dossier_id"):
        return _EVERYWHERE[column.name]
    if column.name.endswith("_id") and column.name.removesuffix("_id") in _BY_REFERENCE:
        return f"The {column.name.removesuffix('_id')}, by its key."
    return _fields().get(own) or _EVERYWHERE[column.name]


@cache
def _entities() -> dict[str, str]:
    return {
        table_of(entity.model).name: entity.description
        for entity in ENTITIES.values()
        if entity.model is not None
    }


@cache
def _docstrings() -> dict[str, str]:
    return {
        mapper.local_table.name: (mapper.class_.__doc__ or "").strip()
        for mapper in Model.registry.mappers
        if isinstance(mapper.local_table, Table)
    }


@cache
def _fields() -> dict[str, str]:
    """The description of each column that the schema shows, by ``table.column``."""
    found: dict[str, str] = {}
    for entity in ENTITIES.values():
        if entity.model is not None:
            found |= _described(table_of(entity.model).name, entity.members)
        for member in entity.members.values():
            if isinstance(member, Many) and member.edge and isinstance(member.link, Table | type):
                found = _described(table_of(member.link).name, member.edge) | found
    return found


def _described(table: str, members: Mapping[str, Member]) -> dict[str, str]:
    return {f"{table}.{column}": text for member in members.values() for column, text in _columns_of(member)}


def _columns_of(member: Member) -> Iterator[tuple[str, str]]:
    if isinstance(member, Leaf) and isinstance(member.source, str):
        yield member.source, member.description
    elif isinstance(member, One):
        yield member.column, member.description
    elif isinstance(member, Part):
        part: Entity = ENTITIES[member.type]
        for inner in part.members.values():
            for column, text in _columns_of(inner):
                yield f"{member.prefix}{column}", text
        if member.type == "FactDate":
            yield from ((f"{member.prefix}{bound}", text) for bound, text in _OPEN_ENDS.items())
    elif isinstance(member, Variant):
        for _, column in member.options:
            yield column, member.description
