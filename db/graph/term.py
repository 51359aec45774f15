"""What can be asked of the codes themselves: their meanings, and what they match in public vocabularies."""

from db.graph.declaration import Entity, Many, Order
from db.graph.shared import WHOLE, by_code, code, text
from db.models import Term, TermMatch

IN_ORDER = Order("term", ("scheme", "position"))

TERM = Entity(
    "Term",
    description="A code of a vocabulary with its meaning: what the enums of this schema say, as data.",
    members={
        "scheme": code("scheme", "scheme", description="The vocabulary that the code belongs to."),
        "code": code("code", description="The code, as it stands in facts."),
        "label": text("label", description="The code in words, to be shown."),
        "definition": text("definition", description="What the code means, in a sentence."),
        "matches": Many(
            "TermMatch",
            Order("match", ("vocabulary", "notation")),
            (("scheme", "scheme"), ("code", "code")),
            paged=False,
            description="The same or a close idea in public vocabularies, by the vocabulary's name, then by "
            f"the notation there. {WHOLE}",
        ),
    },
    model=Term,
    plural="terms",
    filters={"scheme": by_code("scheme", "scheme", description="Matches the vocabulary.")},
    order=IN_ORDER,
)

TERM_MATCH = Entity(
    "TermMatch",
    description="What a code matches in a public vocabulary, as skos:exactMatch and skos:closeMatch say it.",
    members={
        "vocabulary": text("vocabulary", description="The public vocabulary, as PROV-O."),
        "notation": text("notation", description="How that vocabulary writes the term."),
        "kind": code("kind", "match_kind", description="Whether it means the same, or nearly."),
        "uri": text(
            "uri", nullable=True, description="The term's web address. Null where the vocabulary gives none."
        ),
    },
    model=TermMatch,
)
