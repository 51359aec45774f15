"""What is known changes with the days: bounds of uncertain dates, corrections, histories."""

from datetime import date

from sqlalchemy import Connection, Date, literal, null, select

from db import status
from db.status import history
from tests.status.asking import ask
from tests.status.test_values import EVENT, INSTITUTE, KYIV, MOSCOW, TRIBUNE, says, world
from tests.status.world import LAST_DAY, Relation, World, day, write


def told(connection: Connection, of: World, *days: int) -> list[tuple[object, ...]]:
    """`value`, `since` and `possibly_earlier` on each of the days."""
    write(connection, of)
    on = [day(number) for number in days]
    answers = ask(connection, status.status, on)
    return [answers[EVENT, each][0][:3] for each in on]


def test_a_statement_counts_from_the_last_day_on_which_it_may_have_been_made(connection: Connection) -> None:
    assert told(connection, world(says(KYIV, on=2, until=4)), 1, 2, 3, 4, 5) == [
        ("UNREPORTED", None, False),
        ("UNREPORTED", None, True),
        ("UNREPORTED", None, True),
        ("ACKNOWLEDGED", day(4), False),
        ("ACKNOWLEDGED", day(4), False),
    ]


def test_possibly_earlier_is_about_the_occurrence_and_not_about_other_aspects(connection: Connection) -> None:
    assert told(connection, world(says(KYIV, on=2, until=4, aspect="PLACE")), 3) == [
        ("UNREPORTED", None, False)
    ]


def test_a_correction_takes_its_statement_out_from_the_day_on_which_it_was_certainly_made(
    connection: Connection,
) -> None:
    of = world(
        says(KYIV), says(KYIV, on=3, until=5, stance="DENIES"), relations=(Relation(2, 1, "CORRECTS"),)
    )
    assert told(connection, of, 0, 4, 5) == [
        ("ACKNOWLEDGED", day(0), False),
        ("ACKNOWLEDGED", day(0), True),
        ("DENIED", day(5), False),
    ]


def test_an_update_takes_nothing_out(connection: Connection) -> None:
    of = world(says(KYIV), says(KYIV, on=3, stance="DENIES"), relations=(Relation(2, 1, "UPDATES"),))
    assert told(connection, of, 5) == [("ACKNOWLEDGED", day(0), False)]


def test_what_was_corrected_does_not_come_back_when_the_correction_is_corrected(
    connection: Connection,
) -> None:
    of = world(
        says(KYIV),
        says(KYIV, on=2, stance="DENIES"),
        says(KYIV, on=4, stance="NEUTRAL"),
        relations=(Relation(2, 1, "CORRECTS"), Relation(3, 2, "CORRECTS")),
    )
    assert told(connection, of, 1, 3, 5) == [
        ("ACKNOWLEDGED", day(0), False),
        ("DENIED", day(2), False),
        ("UNCERTAIN", day(4), False),
    ]


def test_an_event_whose_only_statement_is_corrected_is_unreported_again_since_then(
    connection: Connection,
) -> None:
    of = world(says(KYIV), says(KYIV, on=3, aspect="PLACE"), relations=(Relation(2, 1, "CORRECTS"),))
    assert told(connection, of, 2, 4) == [("ACKNOWLEDGED", day(0), False), ("UNREPORTED", day(3), False)]


def test_since_is_the_first_day_of_the_present_run(connection: Connection) -> None:
    of = world(
        says(MOSCOW),
        says(INSTITUTE, on=1),
        says(INSTITUTE, on=3, aspect="PLACE"),
        says(MOSCOW, on=4),
        relations=(Relation(3, 2, "CORRECTS"),),
    )
    assert told(connection, of, 0, 2, 3, 5) == [
        ("ALLEGED", day(0), False),
        ("REPORTED", day(1), False),
        ("ALLEGED", day(3), False),
        ("ALLEGED", day(3), False),
    ]


def test_the_history_has_each_day_on_which_value_or_dispute_changed(connection: Connection) -> None:
    write(
        connection,
        world(
            says(MOSCOW),
            says(MOSCOW, on=1),
            says(KYIV, on=2, stance="DENIES"),
            says(KYIV, on=4),
            says(KYIV, on=4, aspect="PLACE"),
            relations=(Relation(4, 3, "CORRECTS"),),
        ),
    )
    rows = [(day(0), "ALLEGED", False), (day(2), "ALLEGED", True), (day(4), "CONFIRMED", False)]
    assert ask(connection, history, [LAST_DAY])[EVENT, LAST_DAY] == rows
    assert ask(connection, history, [day(3)])[EVENT, day(3)] == rows[:2]


def test_a_dispute_about_an_event_of_which_nobody_says_that_it_happened_is_history_too(
    connection: Connection,
) -> None:
    of = world(says(KYIV, aspect="PLACE"), says(MOSCOW, on=1, aspect="PLACE", stance="DENIES"))
    write(connection, of)
    assert ask(connection, history, [LAST_DAY])[EVENT, LAST_DAY] == [(day(1), "UNREPORTED", True)]


def test_no_day_and_a_null_day_mean_all_that_was_ever_said(connection: Connection) -> None:
    write(connection, world(says(TRIBUNE, on=2, until=None)))
    event = literal(EVENT)
    without = connection.execute(status.status(event)).one()
    with_null = connection.execute(status.status(event, select(null().cast(Date)).scalar_subquery())).one()
    assert without == with_null
    assert without.value == "NARRATED"
    assert without.since == date(2025, 3, 3)


def test_a_statement_of_whose_day_nothing_is_known_counts_when_all_days_do(connection: Connection) -> None:
    write(connection, world(says(KYIV, on=2, until=(LAST_DAY - day(0)).days)))
    assert connection.execute(status.status(literal(EVENT))).one().value == "ACKNOWLEDGED"


def test_an_event_that_is_not_there_is_unreported(connection: Connection) -> None:
    row = connection.execute(status.status(literal(99))).one()
    assert tuple(row)[:7] == ("UNREPORTED", None, False, False, 0, 0, 0)
    assert row.rule == "Nothing was certainly said of it by then, which is not a denial."
