"""What can be asked of relations: how one statement stands to another."""

from db.graph.declaration import (
    ByColumn,
    Entity,
    Kind,
    One,
    Sort,
)
from db.graph.shared import (
    by_code,
    code,
    text,
)
from db.models import (
    Relation,
)

RELATION = Entity(
    "Relation",
    description="How one statement stands to another: contradicts it, rests on it, corrects it, and so on.",
    members={
        "statement": One(
            "Statement",
            "statement_id",
            description="The statement that stands so to the other, as the one that corrects.",
        ),
        "other": One(
            "Statement",
            "other_id",
            description="The statement to which it stands so, as the one that is corrected.",
        ),
        "kind": code("kind", "relation_kind", description="How the one statement stands to the other."),
        "aspect": code(
            "aspect",
            "aspect",
            nullable=True,
            description="On which aspect they stand so. Null where it is on the whole; a contradiction "
            "always names one.",
        ),
        "basis": code(
            "basis",
            "relation_basis",
            description="Whether the article says that they stand so, or we infer it.",
        ),
        "note": text("note", nullable=True, description="Why, in a few words. Null where nothing was noted."),
    },
    model=Relation,
    filters={
        "kind": by_code(
            "kind", "relation_kind", description="Matches how the one statement stands to the other."
        ),
        "aspect": ByColumn(
            "aspect",
            Kind.CODE,
            "aspect",
            nullable=True,
            description="Matches the aspect. isNull finds the relations that name none.",
        ),
        "basis": by_code("basis", "relation_basis", description="Matches whether it is stated or inferred."),
    },
    sorts={
        "kind": Sort("kind", description="The code of the way in which they stand."),
        "aspect": Sort("aspect", description="The code of the aspect; relations on the whole come last."),
    },
)
