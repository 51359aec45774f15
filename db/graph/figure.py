"""What can be asked of figures: the numbers that statements give."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Text

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
from db.models import Event, Figure, Location, Statement

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
        "event": ByRelation(
            "Event",
            ((Event, "id", "event_id"),),
            description="Keeps the numbers about a matching event.",
        ),
        "location": ByRelation(
            "Location",
            ((Location, "id", "location_id"),),
            description="Keeps the numbers about a matching location itself, not about what happened there.",
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
    totals="MeasureTotal",
)


def _sum(column: str, description: str) -> Leaf:
    return Leaf(f"sum_{column}", Kind.FLOAT, nullable=True, description=description)


MEASURE_TOTAL = Entity(
    "MeasureTotal",
    description="What a list of figures comes to in one measure and unit. Figures about one event or "
    "location are accounts of the same thing, so they are compared and never added.",
    members={
        "measure": code("measure", "measure", description="What is counted or measured in these figures."),
        "unit": code("unit", "unit", description="In what it is counted."),
        "figures": Leaf("figures", Kind.INT, description="How many figures there are."),
        "statements": Leaf("statements", Kind.INT, description="How many statements give them."),
        "subjects": Leaf("subjects", Kind.INT, description="How many events and locations they are about."),
        "low": Leaf(
            "low",
            Kind.FLOAT,
            nullable=True,
            description="The least that is given for any subject: a lower bound, or else the number. Null "
            "where no subject has one that stands.",
        ),
        "high": Leaf(
            "high",
            Kind.FLOAT,
            nullable=True,
            description="The greatest that is given for any subject: an upper bound, or else the number. "
            "Null where no subject has one that stands.",
        ),
        "sumLow": _sum(
            "low",
            "The sum of the least that is given for each subject. Null where some subject has none, or one "
            "that an upper bound rules out.",
        ),
        "sumBest": _sum(
            "best",
            "The sum of the numbers that are given for each subject. Null where some subject has none, or "
            "one that is disputed: another number is given, or a bound that rules it out.",
        ),
        "sumHigh": _sum(
            "high",
            "The sum of the greatest that is given for each subject. Null where some subject has none, or "
            "one that a lower bound rules out.",
        ),
        "overlapping": Leaf(
            "overlapping",
            Kind.BOOLEAN,
            description="Whether the sums may count the same thing twice: one subject is part of another, "
            "or some are events and others locations. False says only that none is known to be.",
        ),
    },
    columns=[
        *(Column(name, Text) for name in ("measure", "unit")),
        *(Column(name, BigInteger) for name in ("figures", "statements", "subjects")),
        *(Column(name, Float) for name in ("low", "high", "sum_low", "sum_best", "sum_high")),
        Column("overlapping", Boolean),
    ],
)
