"""Where sources stand: given, taking part, belonging, or none of these."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, literal

from db import status
from tests.status.test_values import BLOGGERS, EVENT, EVENTS, KYIV, MOSCOW, PART, PLAN, SOURCES, says, world
from tests.status.world import FIRST_DAY, LAST_DAY, Affiliation, World, write

PRESIDENT, OFFICE, MINISTRY = 3, 4, 5


def side(connection: Connection, of: World, source: int, event: int = EVENT) -> str:
    write(connection, of)
    return str(connection.scalar(status.side_of(literal(event), literal(source))))


def bare(**facts: object) -> World:
    """A world with nothing in it that would put anybody on a side."""
    return replace(World(SOURCES, EVENTS), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["PERFORMER", "OPPOSING", "UNINVOLVED", "UNDETERMINED"])
def test_a_side_that_is_given_counts_before_what_the_source_does(connection: Connection, given: str) -> None:
    taking_part = frozenset({(EVENT, KYIV, "TARGET")})
    of = bare(sides={(EVENT, KYIV): given}, participations=taking_part)
    assert side(connection, of, KYIV) == given


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("PERFORMER", "PERFORMER"),
        ("TARGET", "OPPOSING"),
        ("BENEFICIARY", "UNDETERMINED"),
        ("OTHER_PARTY", "UNDETERMINED"),
    ],
)
def test_a_side_follows_from_the_part_taken(connection: Connection, role: str, expected: str) -> None:
    assert side(connection, bare(participations=frozenset({(EVENT, KYIV, role)})), KYIV) == expected


def test_who_acts_and_is_acted_upon_is_a_performer(connection: Connection) -> None:
    roles = frozenset((EVENT, KYIV, role) for role in ("PERFORMER", "TARGET", "BENEFICIARY"))
    assert side(connection, bare(participations=roles), KYIV) == "PERFORMER"


def test_whoever_belongs_to_one_that_takes_part_is_on_its_side(connection: Connection) -> None:
    ties = (Affiliation(PRESIDENT, OFFICE), Affiliation(OFFICE, KYIV))
    of = bare(affiliations=ties, participations=frozenset({(EVENT, KYIV, "PERFORMER")}))
    assert side(connection, of, PRESIDENT) == "PERFORMER"


def test_the_nearest_organisation_counts(connection: Connection) -> None:
    ties = (Affiliation(PRESIDENT, OFFICE), Affiliation(OFFICE, KYIV))
    of = bare(affiliations=ties, sides={(EVENT, KYIV): "PERFORMER", (EVENT, OFFICE): "UNINVOLVED"})
    assert side(connection, of, PRESIDENT) == "UNINVOLVED"


def test_a_tie_that_ended_before_the_event_does_not_count(connection: Connection) -> None:
    sides = {(EVENT, KYIV): "PERFORMER"}
    ended = Affiliation(PRESIDENT, KYIV, FIRST_DAY - timedelta(days=1))
    assert side(connection, bare(affiliations=(ended,), sides=sides), PRESIDENT) == "UNINVOLVED"


def test_a_tie_that_ended_on_the_day_of_the_event_counts(connection: Connection) -> None:
    sides = {(EVENT, KYIV): "PERFORMER"}
    ended = Affiliation(PRESIDENT, KYIV, FIRST_DAY)
    assert side(connection, bare(affiliations=(ended,), sides=sides), PRESIDENT) == "PERFORMER"


def test_organisations_that_belong_to_each_other_are_left_after_a_few_steps(connection: Connection) -> None:
    ties = (Affiliation(PRESIDENT, OFFICE), Affiliation(OFFICE, MINISTRY), Affiliation(MINISTRY, OFFICE))
    assert side(connection, bare(affiliations=ties), PRESIDENT) == "UNINVOLVED"


def test_of_one_without_a_name_nobody_can_tell(connection: Connection) -> None:
    assert side(connection, bare(), BLOGGERS) == "UNDETERMINED"


def test_whoever_takes_part_in_a_part_takes_part_in_the_whole(connection: Connection) -> None:
    of = bare(sides={(PART, KYIV): "PERFORMER", (PLAN, MOSCOW): "PERFORMER"})
    assert side(connection, of, KYIV) == "PERFORMER"
    assert connection.scalar(status.side_of(literal(EVENT), literal(MOSCOW))) == "UNINVOLVED"


def test_what_is_known_of_the_whole_counts_before_what_is_known_of_a_part(connection: Connection) -> None:
    ties = (Affiliation(PRESIDENT, OFFICE), Affiliation(OFFICE, KYIV))
    of = bare(affiliations=ties, sides={(EVENT, KYIV): "OPPOSING", (PART, PRESIDENT): "PERFORMER"})
    assert side(connection, of, PRESIDENT) == "OPPOSING"


def test_the_whole_says_nothing_of_its_parts(connection: Connection) -> None:
    assert side(connection, bare(sides={(EVENT, KYIV): "PERFORMER"}), KYIV, PART) == "UNINVOLVED"


def test_all_who_speak_or_take_part_are_listed(connection: Connection) -> None:
    of = replace(world(says(BLOGGERS, event=PART)), affiliations=(Affiliation(PRESIDENT, KYIV, LAST_DAY),))
    write(connection, of)
    assert connection.execute(status.sides(literal(EVENT))).all() == [
        (KYIV, "PERFORMER"),
        (MOSCOW, "OPPOSING"),
        (BLOGGERS, "UNDETERMINED"),
    ]
