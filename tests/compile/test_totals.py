"""Totals of figures: what is added, what is not, and where adding is not enough."""

import json
from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import delete, insert

from db.engine import writer_engine
from db.models import Figure
from tests.asking import Asker, asking
from tests.compile.test_equivalence import check
from tests.compile.unbounded import UNBOUNDED
from tests.databases import Backend, Databases
from tests.world import WORLD, Row, load_world

FIELDS = "measure unit figures statements subjects low high sumLow sumBest sumHigh overlapping"

# Measure, subject, statement, and low, best, high. Event 5 lies in 3, that in 2, that in 1; location 6 in 4.
Given = tuple[str, str, int, tuple[float | None, float | None, float | None]]
BY_HAND: tuple[Given, ...] = (
    # A part of a part of a part, and the whole.
    ("KILLED", "event-5", 1, (None, 10, None)),
    ("KILLED", "event-1", 2, (8, 12, 20)),
    # One statement gives two numbers of one event; of another one is exact, one a bound that it keeps.
    ("INJURED", "event-3", 3, (None, 5, None)),
    ("INJURED", "event-3", 3, (None, 9, None)),
    ("INJURED", "event-4", 4, (2, 4, 6)),
    ("INJURED", "event-4", 5, (3, None, None)),
    # Bounds that rule out a number, from below and from above.
    ("CAPTURED", "event-6", 1, (None, 1, None)),
    ("CAPTURED", "event-6", 2, (2, None, None)),
    ("CAPTURED", "location-7", 3, (None, None, 5)),
    ("CAPTURED", "location-7", 4, (None, 12, None)),
    # Numbers below zero, decimals that no float holds, and agreement.
    ("DISTANCE_TO_BORDER", "location-7", 1, (-12.5, -0.1, None)),
    ("DISTANCE_TO_BORDER", "location-7", 2, (None, -0.1, None)),
    ("DISTANCE_TO_BORDER", "location-8", 3, (None, 0.3, 0.7)),
    ("SETTLEMENTS_TAKEN", "location-6", 1, (None, 3, None)),
    ("SETTLEMENTS_TAKEN", "location-4", 2, (None, None, 7)),
)
EXPECTED = {
    "CAPTURED": (4, 4, 2, 1, 12, None, None, None, True),
    "DISTANCE_TO_BORDER": (3, 3, 2, -12.5, 0.7, -12.2, 0.2, 0.6, False),
    "INJURED": (4, 3, 2, 2, 9, 7, None, 15, False),
    "KILLED": (2, 2, 2, 8, 20, 18, 22, 30, True),
    "SETTLEMENTS_TAKEN": (2, 2, 2, 3, 7, None, None, 10, True),
}
UNITS = {"DISTANCE_TO_BORDER": "KILOMETRE", "SETTLEMENTS_TAKEN": "SETTLEMENT"}


def figure(number: int, given: Given) -> Row:
    measure, subject, statement, (low, best, high) = given
    table, _, key = subject.partition("-")
    return {
        "id": number,
        "statement_id": statement,
        "anchor_id": 1 + number % 8,
        "event_id": int(key) if table == "event" else None,
        "location_id": int(key) if table == "location" else None,
        "measure": measure,
        "low": low,
        "best": best,
        "high": high,
        "unit": UNITS.get(measure, "PERSON"),
        "wording": "some",
        "revision_id": 1,
    }


def at_random() -> Iterator[Given]:
    """Figures of two measures about everything, with every gap that a figure may have."""
    chance = Random(7)  # noqa: S311 - nothing secret
    for _ in range(60):
        numbers: list[float | None] = [*sorted(chance.choice((-2.5, 0, 0.1, 1, 3, 7.25)) for _ in range(3))]
        for place in range(3):
            if chance.random() < 0.4:
                numbers[place] = None
        if any(each is not None for each in numbers):
            subject = (
                f"event-{chance.randint(1, 9)}"
                if chance.random() < 0.6
                else f"location-{chance.randint(1, 8)}"
            )
            low, best, high = numbers
            yield chance.choice(("KILLED", "INJURED")), subject, chance.randint(1, 15), (low, best, high)


@pytest.fixture(scope="module", params=["by hand", "at random"])
def figures(request: pytest.FixtureRequest, databases: Databases, backend: Backend) -> Iterator[Asker]:
    """Ask an engine on the small world with other figures, which the oracle knows too."""
    given = BY_HAND if request.param == "by hand" else tuple(at_random())
    rows = [figure(number, each) for number, each in enumerate(given, 1)]

    def build(url: str) -> None:
        load_world(url)
        engine = writer_engine(url)
        with engine.begin() as connection:
            connection.execute(delete(Figure))
            connection.execute(insert(Figure), rows)
        engine.dispose()

    with pytest.MonkeyPatch.context() as patch, databases.copy(backend, f"figures_{len(rows)}", build) as url:
        patch.setitem(WORLD, "figure", rows)
        with asking(url, limits=UNBOUNDED) as ask:
            yield ask


@pytest.mark.parametrize("figures", ["by hand"], indirect=True)
def test_each_subject_counts_once_and_every_gap_is_told(figures: Asker) -> None:
    found = json.loads(figures(f"{{ figures {{ measures {{ {FIELDS} }} }} }}").body)["data"]["figures"][
        "measures"
    ]

    assert {each["measure"]: tuple(each.values())[2:] for each in found} == EXPECTED
    assert [each["measure"] for each in found] == sorted(EXPECTED)


@pytest.mark.parametrize(
    "query",
    [
        "{ figures { totalCount measures { FIELDS } facets { measure { code count } unit { code } } } }",
        "{ figures { measures(first: 1) { FIELDS } } }",
        '{ figures(filter: {best: {gt: 1}}, asOf: "2025-03-12") { measures { FIELDS } } }',
        """{ figures(filter: {event: {within: ["event-2"]}}) {
          measures { FIELDS } facets { event { type { count } } } } }""",
        '{ figures(filter: {location: {within: ["location-1"]}}) { measures { FIELDS } } }',
        "{ events(first: 9) { nodes { figures(first: 1) { measures { FIELDS } } } } }",
        "{ locations { nodes { figures { measures { overlapping sumHigh } nodes { best } } } } }",
    ],
)
def test_totals_are_those_of_plain_python(figures: Asker, query: str) -> None:
    check(figures, query.replace("FIELDS", FIELDS), None, {})


@pytest.mark.parametrize("subject", ["event", "location"])
def test_totals_of_any_subjects(figures: Asker, subject: str) -> None:
    chance = Random(3)  # noqa: S311 - nothing secret
    for _ in range(30):
        slugs = [f"{subject}-{chance.randint(1, 9)}" for _ in range(chance.randint(1, 4))]
        listed = ", ".join(f'"{each}"' for each in slugs)
        condition = f"{{{subject}: {{slug: {{in: [{listed}]}}}}}}"
        query = f"{{ figures(filter: {condition}) {{ measures {{ {FIELDS} }} }} }}"
        check(figures, query, None, {})
