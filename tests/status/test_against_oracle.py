"""The rule in the database is the rule in its prose."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from sqlalchemy import ColumnElement, Engine, Select

from db import status
from tests.status.asking import ask
from tests.status.oracle import CALENDAR, Oracle
from tests.status.world import World, worlds, write

DAYS = CALENDAR[::2]


def sides(event_id: ColumnElement[int], _: ColumnElement[date]) -> Select[Any]:
    return status.sides(event_id)


# Each example is some 200 answers of each function.
@settings(max_examples=60)
@given(world=worlds())
def test_the_database_answers_as_the_oracle_does(engine: Engine, world: World) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        write(connection, world)
        got = {
            function.__name__: ask(connection, function, DAYS)
            for function in (
                status.status,
                status.positions,
                status.deciding,
                status.disputes,
                status.contradictions,
                status.history,
                sides,
            )
        }
        transaction.rollback()
    oracle = Oracle(world)
    for event, day in ((event.id, day) for event in world.events for day in DAYS):
        # The last column is the rule's text, which the oracle does not know.
        assert [row[:-1] for row in got["status"][event, day]] == [oracle.status(event, day)]
        assert got["positions"][event, day] == oracle.positions(event, day)
        assert got["deciding"][event, day] == oracle.deciding(event, day)
        assert got["disputes"][event, day] == oracle.disputes(event, day)
        assert got["contradictions"][event, day] == oracle.contradictions(event, day)
        assert got["history"][event, day] == oracle.history(event, day)
        assert got["sides"][event, day] == [
            (source, oracle.side(event, source)) for source in oracle.involved(event)
        ]
