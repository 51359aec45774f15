"""What can be asked of attributions: the links of the chain by which a statement reaches us."""

from db.graph.declaration import (
    ByRelation,
    Entity,
    One,
)
from db.graph.shared import (
    LINK,
    by_code,
)
from db.models import (
    Attribution,
    Source,
)

ATTRIBUTION = Entity(
    "Attribution",
    description="A link of the chain by which a statement reaches the reader, and how firmly that one "
    "source holds it.",
    members={
        "statement": One("Statement", "statement_id", description="The statement whose chain it is."),
        "source": One(
            "Source", "source_id", description="The source that stands in this place of the chain."
        ),
        **LINK,
    },
    model=Attribution,
    filters={
        "role": by_code(
            "role",
            "attribution_role",
            description="Matches what the source does in the chain. ORIGINATOR leaves out who only passes "
            "it on.",
        ),
        "commitment": by_code(
            "commitment",
            "commitment",
            description="Matches how firmly the source holds the proposition to be true.",
        ),
        "basis": by_code(
            "basis", "attribution_basis", description="Matches how the source comes to know it."
        ),
        "source": ByRelation(
            "Source",
            ((Source, "id", "source_id"),),
            description="Keeps the links of a matching source.",
        ),
    },
)
