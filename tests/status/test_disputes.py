"""Who disagrees with whom, on what, since when."""

from dataclasses import replace

from sqlalchemy import Connection, literal

from db import status
from db.status.disputes import BASES
from db.vocabulary import codes
from tests.status.test_values import EVENT, INSTITUTE, KYIV, MOSCOW, PART, says, world
from tests.status.world import Originator, Relation, World, day, write


def disputed(connection: Connection, of: World) -> list[tuple[object, ...]]:
    """The disputes now; and the status must agree with them."""
    write(connection, of)
    found = [tuple(row) for row in connection.execute(status.disputes(literal(EVENT)))]
    assert connection.execute(status.status(literal(EVENT))).one().disputed == bool(found)
    return found


def pairs(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(status.contradictions(literal(EVENT)))]


def test_one_affirms_and_another_denies(connection: Connection) -> None:
    of = world(says(KYIV), says(MOSCOW, on=2, explicit=False, stance="DENIES"))
    assert disputed(connection, of) == [("OCCURRENCE", day(2), "OPPOSED")]
    assert pairs(connection) == [(1, 2, "OCCURRENCE", day(2), "OPPOSED")]


def test_nobody_disputes_with_himself(connection: Connection) -> None:
    assert disputed(connection, world(says(KYIV), says(KYIV, stance="DENIES"))) == []


def test_nor_do_statements_of_one_originator_that_are_coded_as_contradicting(connection: Connection) -> None:
    of = world(
        says(KYIV, aspect="NUMBER"),
        says(KYIV, aspect="NUMBER"),
        relations=(Relation(1, 2, "CONTRADICTS", "NUMBER"),),
    )
    assert disputed(connection, of) == []


def test_different_aspects_do_not_meet(connection: Connection) -> None:
    assert disputed(connection, world(says(KYIV), says(MOSCOW, aspect="PLACE", stance="DENIES"))) == []


def test_two_negations_agree(connection: Connection) -> None:
    assert disputed(connection, world(says(KYIV), says(MOSCOW, "CERTAIN_NOT", stance="DENIES"))) == []


def test_two_originators_of_one_statement_may_disagree(connection: Connection) -> None:
    both = (Originator(KYIV), Originator(MOSCOW, "PROBABLE_NOT"))
    assert disputed(connection, world(replace(says(KYIV), originators=both))) == [
        ("OCCURRENCE", day(0), "OPPOSED")
    ]
    assert pairs(connection) == [(1, 1, "OCCURRENCE", day(0), "OPPOSED")]


def test_what_the_article_calls_a_contradiction_is_named_before_what_we_infer(connection: Connection) -> None:
    of = world(
        says(KYIV, aspect="OUTCOME"),
        says(MOSCOW, aspect="OUTCOME", on=1),
        says(INSTITUTE, aspect="OUTCOME", on=2),
        relations=(
            Relation(2, 1, "CONTRADICTS", "OUTCOME", "INFERRED"),
            Relation(1, 3, "CONTRADICTS", "OUTCOME", "STATED"),
            Relation(3, 1, "CONTRADICTS", "PLACE", "INFERRED"),
        ),
    )
    assert disputed(connection, of) == [("OUTCOME", day(1), "STATED"), ("PLACE", day(2), "INFERRED")]
    assert pairs(connection) == [
        (1, 2, "OUTCOME", day(1), "INFERRED"),
        (1, 3, "OUTCOME", day(2), "STATED"),
        (1, 3, "PLACE", day(2), "INFERRED"),
    ]


def test_a_contradiction_counts_only_where_both_bear_on_the_event(connection: Connection) -> None:
    of = world(says(KYIV), says(MOSCOW, event=PART), relations=(Relation(1, 2, "CONTRADICTS", "OCCURRENCE"),))
    assert disputed(connection, of) == []


def test_who_denies_the_whole_disputes_with_who_affirms_a_part(connection: Connection) -> None:
    of = world(says(KYIV, event=PART), says(MOSCOW, stance="DENIES"))
    assert disputed(connection, of) == [("OCCURRENCE", day(0), "OPPOSED")]


def test_but_not_the_other_way_round(connection: Connection) -> None:
    assert disputed(connection, world(says(KYIV), says(MOSCOW, event=PART, stance="DENIES"))) == []


def test_a_dispute_ends_with_a_correction_and_begins_anew(connection: Connection) -> None:
    of = world(
        says(KYIV),
        says(MOSCOW, on=1, stance="DENIES"),
        says(MOSCOW, on=3, stance="NEUTRAL"),
        says(INSTITUTE, on=5, stance="DENIES"),
        relations=(Relation(3, 2, "CORRECTS"),),
    )
    assert disputed(connection, of) == [("OCCURRENCE", day(5), "OPPOSED")]
    assert connection.execute(status.disputes(literal(EVENT), literal(day(2)))).all() == [
        ("OCCURRENCE", day(1), "OPPOSED")
    ]
    assert connection.execute(status.disputes(literal(EVENT), literal(day(4)))).all() == []


def test_a_dispute_that_others_take_over_goes_on(connection: Connection) -> None:
    of = world(
        says(KYIV),
        says(MOSCOW, on=1, stance="DENIES"),
        says(INSTITUTE, on=3, stance="DENIES"),
        says(MOSCOW, on=3, stance="NEUTRAL"),
        relations=(Relation(4, 2, "CORRECTS"),),
    )
    assert disputed(connection, of) == [("OCCURRENCE", day(1), "OPPOSED")]


def test_pairs_can_be_asked_for_one_aspect(connection: Connection) -> None:
    of = world(
        says(KYIV),
        says(MOSCOW, stance="DENIES"),
        says(KYIV, aspect="PLACE"),
        says(MOSCOW, aspect="PLACE", stance="DENIES"),
    )
    write(connection, of)
    query = status.contradictions(literal(EVENT), aspect=literal("PLACE"))
    assert connection.execute(query).all() == [(3, 4, "PLACE", day(0), "OPPOSED")]


def test_the_bases_are_those_of_the_vocabulary() -> None:
    assert set(BASES) == set(codes("dispute_basis"))
