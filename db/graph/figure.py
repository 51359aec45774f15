"""What can be asked of figures: the numbers that statements give."""

from db.graph.declaration import (
    ByRelation,
    Entity,
    Kind,
    Leaf,
    One,
    Sort,
    Variant,
)
from db.graph.shared import (
    AS_OF_WORD,
    by_code,
    by_number,
    code,
    text,
)
from db.models import (
    Figure,
    Statement,
)

FIGURE = Entity(
    "Figure",
    description="A number that a statement gives, as a range where it is not exact. At least one of low, "
    "best and high is given.",
    members={
        "statement": One("Statement", "statement_id", description="The statement that gives the number."),
        "anchor": One("Anchor", "anchor_id", description="The span of the words that give the number."),
        "about": Variant(
            "FigureSubject",
            (("Event", "event_id"), ("Location", "location_id")),
            description="The event or the location that the number is about.",
        ),
        "measure": code("measure", "measure", description="What is counted or measured."),
        "low": Leaf(
            "low",
            Kind.FLOAT,
            nullable=True,
            description="The least that the number may be. Null where no lower bound is given.",
        ),
        "best": Leaf(
            "best",
            Kind.FLOAT,
            nullable=True,
            description="The number given. Null where only a bound is given.",
        ),
        "high": Leaf(
            "high",
            Kind.FLOAT,
            nullable=True,
            description="The most that the number may be. Null where no upper bound is given.",
        ),
        "unit": code("unit", "unit", description="In what low, best and high are counted."),
        "wording": text("wording", description="The words that give the number, verbatim."),
    },
    model=Figure,
    filters={
        "measure": by_code("measure", "measure", description="Matches what is counted or measured."),
        "unit": by_code("unit", "unit", description="Matches in what it is counted."),
        "low": by_number("low", description="Matches the lower bound."),
        "best": by_number("best", description="Matches the number given."),
        "high": by_number("high", description="Matches the upper bound."),
        "statement": ByRelation(
            "Statement",
            ((Statement, "id", "statement_id"),),
            description="Keeps the numbers that a matching statement gives.",
        ),
    },
    sorts={
        "measure": Sort("measure", description="The code of the measure."),
        "unit": Sort("unit", description="The code of the unit."),
        "low": Sort("low", description="The lower bound; figures without one come last."),
        "best": Sort("best", description="The number given; figures with bounds alone come last."),
        "high": Sort("high", description="The upper bound; figures without one come last."),
    },
    as_of=AS_OF_WORD,
)
