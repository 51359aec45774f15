"""Each value of the status by an example, beside what just misses it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from db import status
from db.status.rule import VALUES
from db.vocabulary import codes
from tests.status.asking import ask
from tests.status.world import Bearing, Event, Originator, Relation, Source, Statement, World, day, write

TRIBUNE, KYIV, MOSCOW, INSTITUTE, OBSERVERS, BLOGGERS = range(1, 7)
EVENT, PART, PLAN = 1, 2, 3
SOURCES = (*(Source(number) for number in range(1, 6)), Source(BLOGGERS, named=False))
EVENTS = (Event(EVENT), Event(PART, part_of=EVENT), Event(PLAN, part_of=EVENT, modality="HYPOTHETICAL"))
SIDES = {(EVENT, KYIV): "PERFORMER", (EVENT, MOSCOW): "OPPOSING"}
LATER = day(9)


def says(
    source: int,
    commitment: str = "CERTAIN",
    *,
    number: int = 1,
    basis: str = "UNSTATED",
    event: int = EVENT,
    aspect: str = "OCCURRENCE",
    stance: str = "AFFIRMS",
    explicit: bool = True,
    on: int = 0,
    until: int | None = None,
) -> Statement:
    """A statement of one originator about one event."""
    latest = day(on if until is None else until)
    bearing = Bearing(event, aspect, stance, explicit)
    return Statement(number, day(on), latest, (Originator(source, commitment, basis),), (bearing,))


def world(*statements: Statement, relations: tuple[Relation, ...] = ()) -> World:
    """A world in which the statements are numbered as they stand."""
    numbered = tuple(replace(each, id=number) for number, each in enumerate(statements, start=1))
    return World(SOURCES, EVENTS, numbered, sides=SIDES, relations=relations)


def value(connection: Connection, of: World, on: date = LATER, event: int = EVENT) -> str:
    write(connection, of)
    found: str = ask(connection, status.status, [on])[event, on][0][0]
    return found


def witnessed(source: int) -> Statement:
    return says(source, basis="WITNESSED")


CASES = {
    "nobody speaks": ("UNREPORTED", world()),
    "nobody speaks of the occurrence": ("UNREPORTED", world(says(KYIV, aspect="OUTCOME"))),
    "both sides are certain": ("CONFIRMED", world(says(KYIV), says(MOSCOW))),
    "the opponent only implies it": ("ACKNOWLEDGED", world(says(KYIV), says(MOSCOW, explicit=False))),
    "the opponent speaks of a part": ("ACKNOWLEDGED", world(says(KYIV), says(MOSCOW, event=PART))),
    "the performer speaks of a part": ("ACKNOWLEDGED", world(says(KYIV, event=PART), says(MOSCOW))),
    "the performer alone": ("ACKNOWLEDGED", world(says(KYIV))),
    "the performer is certain that a denial is false": (
        "ACKNOWLEDGED",
        world(says(KYIV, "CERTAIN_NOT", stance="DENIES")),
    ),
    "the performer only thinks so": ("POSSIBLE", world(says(KYIV, "PROBABLE"))),
    "the performer only implies it": ("POSSIBLE", world(says(KYIV, explicit=False))),
    "two witnesses": ("CORROBORATED", world(witnessed(INSTITUTE), witnessed(OBSERVERS))),
    "a witness and who worked it out": (
        "CORROBORATED",
        world(witnessed(INSTITUTE), says(OBSERVERS, basis="DEDUCED")),
    ),
    "one witness twice": ("REPORTED", world(witnessed(INSTITUTE), witnessed(INSTITUTE))),
    "a witness and who was told": ("REPORTED", world(witnessed(INSTITUTE), says(OBSERVERS, basis="TOLD"))),
    "a witness and one without a name": ("REPORTED", world(witnessed(INSTITUTE), witnessed(BLOGGERS))),
    "two witnesses of whom one is only nearly sure": (
        "REPORTED",
        world(witnessed(INSTITUTE), says(OBSERVERS, "PROBABLE", basis="WITNESSED")),
    ),
    "two witnesses in one statement": (
        "REPORTED",
        world(
            replace(
                says(INSTITUTE),
                originators=tuple(
                    Originator(each, "CERTAIN", "WITNESSED") for each in (INSTITUTE, OBSERVERS)
                ),
            )
        ),
    ),
    "a witness and the article's own eyes": (
        "CORROBORATED",
        world(witnessed(INSTITUTE), witnessed(TRIBUNE)),
    ),
    "one who is not involved": ("REPORTED", world(says(INSTITUTE))),
    "one who is not involved and nearly sure": ("REPORTED", world(says(INSTITUTE, "PROBABLE"))),
    "one who is not involved and unsure": ("POSSIBLE", world(says(INSTITUTE, "POSSIBLE"))),
    "one who is not involved and implies it": ("POSSIBLE", world(says(INSTITUTE, explicit=False))),
    "one who is not involved, on a part": ("REPORTED", world(says(INSTITUTE, event=PART))),
    "one without a name": ("POSSIBLE", world(says(BLOGGERS))),
    "the opponent alone": ("ALLEGED", world(says(MOSCOW))),
    "the opponent is nearly sure": ("POSSIBLE", world(says(MOSCOW, "PROBABLE"))),
    "the article in its own voice": ("NARRATED", world(says(TRIBUNE))),
    "the article, which was there": ("REPORTED", world(witnessed(TRIBUNE))),
    "a narrator's sentence, whoever is behind it": (
        "NARRATED",
        world(replace(says(INSTITUTE), form="NARRATOR")),
    ),
    "the article's own voice and a hint": ("POSSIBLE", world(says(TRIBUNE), says(MOSCOW, "POSSIBLE"))),
    "a denial": ("DENIED", world(says(KYIV, stance="DENIES"))),
    "one who is certain that it did not": ("DENIED", world(says(KYIV, "CERTAIN_NOT"))),
    "a weak denial and a question": (
        "DENIED",
        world(says(KYIV, "POSSIBLE_NOT"), says(MOSCOW, "UNCOMMITTED")),
    ),
    "a denial and a hint": ("POSSIBLE", world(says(KYIV, stance="DENIES"), says(MOSCOW, "POSSIBLE"))),
    "a question": ("UNCERTAIN", world(says(KYIV, "UNCOMMITTED"))),
    "a neutral remark": ("UNCERTAIN", world(says(KYIV, stance="NEUTRAL"))),
    "the denial of a part": ("UNREPORTED", world(says(KYIV, stance="DENIES", event=PART))),
    "the outcome of a part": ("UNREPORTED", world(says(KYIV, aspect="OUTCOME", event=PART))),
    "what is said of a part without a view": ("UNREPORTED", world(says(KYIV, "UNCOMMITTED", event=PART))),
    "a plan": ("UNREPORTED", world(says(KYIV, event=PLAN))),
}


@pytest.mark.parametrize("name", CASES)
def test_the_first_rule_that_applies_is_the_status(connection: Connection, name: str) -> None:
    expected, of = CASES[name]
    assert value(connection, of) == expected


def test_there_is_an_example_of_each_value() -> None:
    assert {expected for expected, _ in CASES.values()} == set(VALUES) == set(codes("event_status"))


def test_the_rules_are_tried_in_the_order_in_which_they_are_published() -> None:
    assert codes("event_status") == VALUES


@pytest.mark.parametrize("kind", ["REPEATS", "BASED_ON"])
def test_who_repeats_another_or_rests_on_it_bears_nothing_out(connection: Connection, kind: str) -> None:
    of = world(witnessed(INSTITUTE), witnessed(OBSERVERS), relations=(Relation(2, 1, kind, basis="STATED"),))
    assert value(connection, of) == "REPORTED"


def test_who_rests_on_the_same_third_through_others_bears_nothing_out(connection: Connection) -> None:
    elsewhere = says(BLOGGERS, aspect="PLACE", event=PLAN)
    of = world(
        witnessed(INSTITUTE),
        witnessed(OBSERVERS),
        elsewhere,
        elsewhere,
        relations=(Relation(1, 3, "BASED_ON"), Relation(2, 4, "BASED_ON"), Relation(4, 3, "REPEATS")),
    )
    assert value(connection, of) == "REPORTED"


def test_a_round_up_of_two_witnesses_does_not_make_them_one(connection: Connection) -> None:
    of = world(
        witnessed(INSTITUTE),
        witnessed(OBSERVERS),
        says(TRIBUNE, basis="TOLD"),
        relations=(Relation(3, 1, "BASED_ON"), Relation(3, 2, "BASED_ON")),
    )
    assert value(connection, of) == "CORROBORATED"


def test_two_that_repeat_each_other_are_one(connection: Connection) -> None:
    of = world(
        witnessed(INSTITUTE),
        witnessed(OBSERVERS),
        relations=(Relation(1, 2, "REPEATS"), Relation(2, 1, "REPEATS")),
    )
    assert value(connection, of) == "REPORTED"
    row = ask(connection, status.status, [LATER])[EVENT, LATER][0]
    assert row[4:7] == (2, 2, 0)


def test_of_several_who_rest_on_two_grounds_those_on_different_ones_corroborate(
    connection: Connection,
) -> None:
    # The first pair of them, in any order, is not independent; only the second and the third are.
    of = world(
        witnessed(INSTITUTE),
        witnessed(INSTITUTE),
        witnessed(OBSERVERS),
        says(BLOGGERS, aspect="PLACE"),
        says(BLOGGERS, aspect="PLACE"),
        relations=(Relation(1, 4, "BASED_ON"), Relation(2, 5, "BASED_ON"), Relation(3, 4, "BASED_ON")),
    )
    assert value(connection, of) == "CORROBORATED"
    assert ask(connection, status.deciding, [LATER])[EVENT, LATER] == [(2, day(0)), (3, day(0))]
