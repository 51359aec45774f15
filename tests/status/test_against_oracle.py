"""The rule in the database is the rule in its prose."""

from hypothesis import given, settings
from sqlalchemy import Engine

from db import status
from tests.status.asking import ask
from tests.status.oracle import CALENDAR, Oracle
from tests.status.world import World, worlds, write

DAYS = CALENDAR[::2]


@settings(max_examples=120)
@given(world=worlds())
def test_the_database_answers_as_the_oracle_does(engine: Engine, world: World) -> None:
    oracle = Oracle(world)
    asked = [(event.id, day) for event in world.events for day in DAYS]
    with engine.connect() as connection, connection.begin() as transaction:
        write(connection, world)
        got = {
            "status": ask(connection, status.status, DAYS),
            "positions": ask(connection, status.positions, DAYS),
            "deciding": ask(connection, status.deciding, DAYS),
            "disputes": ask(connection, status.disputes, DAYS),
            "contradictions": ask(connection, status.contradictions, DAYS),
            "history": ask(connection, status.history, DAYS),
        }
        sides = ask(connection, lambda event, _: status.sides(event), DAYS[:1])
        transaction.rollback()
    assert {key: [row[:-1] for row in rows] for key, rows in got["status"].items()} == {
        key: [oracle.status(*key)] for key in asked
    }
    for name in ("positions", "deciding", "disputes", "contradictions", "history"):
        assert got[name] == {key: getattr(oracle, name)(*key) for key in asked}, name
    for (event, _), rows in sides.items():
        assert rows == [(source, oracle.side(event, source)) for source, _ in rows]
