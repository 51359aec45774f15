"""The rule's SQL inside other SQL: many questions in one statement, no table read whole."""

import asyncio
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Date, Engine, Select, bindparam, func, literal, select
from sqlalchemy.engine import make_url

from api.gql.execution import Engine as Planner
from api.gql.execution import Request
from api.gql.schema import CORE_SCHEMA
from db import status
from db.engine import open_reader
from db.models import Event, Source
from tests.status.test_values import EVENT, KYIV, MOSCOW, PART, says, world
from tests.status.world import LAST_DAY, day, write

QUESTIONS: dict[str, Callable[..., Select[Any]]] = {
    name: getattr(status, name)
    for name in ("status", "positions", "deciding", "history", "disputes", "contradictions")
}

SQLITE, POSTGRESQL = (make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://"))


def test_one_statement_may_ask_the_same_of_several_days_and_events(connection: Connection) -> None:
    write(connection, world(says(MOSCOW, on=1), says(KYIV, on=3), says(KYIV, on=5, event=PART)))
    event = Event.__table__.alias("event")
    values = [
        select(func.max(status.status(event.c.id, literal(day(number), Date)).subquery().c.value))
        .scalar_subquery()
        .label(f"on_{number}")
        for number in (0, 2, 4)
    ]
    assert connection.execute(select(event.c.id, *values).order_by(event.c.id)).all() == [
        (EVENT, "UNREPORTED", "ALLEGED", "CONFIRMED"),
        (PART, "UNREPORTED", "UNREPORTED", "UNREPORTED"),
        (3, "UNREPORTED", "UNREPORTED", "UNREPORTED"),
    ]


def test_the_side_of_each_source_is_an_expression(connection: Connection) -> None:
    write(connection, world(says(MOSCOW)))
    source = Source.__table__
    side = status.side_of(literal(EVENT), source.c.id).scalar_subquery()
    query = select(source.c.id).where(side == "OPPOSING")
    assert connection.scalars(query).all() == [MOSCOW]


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda each: each.name)
@pytest.mark.parametrize("name", QUESTIONS)
def test_compiled_with_its_constants_only_the_question_is_bound(name: str, dialect: Any) -> None:
    query = QUESTIONS[name](bindparam("event", type_=Event.id.type), bindparam("day", type_=Date()))
    compiled = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    assert set(compiled.params) == {"event", "day"}
    # The operator would have to be doubled for one driver and not for another.
    assert "%" not in re.sub(r"%\(\w+\)s", "", str(compiled))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_text_is_the_same_each_time(name: str) -> None:
    one, other = (QUESTIONS[name](literal(1), literal(LAST_DAY)) for _ in range(2))
    assert str(one.compile(dialect=SQLITE)) == str(other.compile(dialect=SQLITE))
    assert one._generate_cache_key() == other._generate_cache_key()


@pytest.mark.parametrize("name", [*QUESTIONS, "sides"])
def test_no_table_is_read_whole_and_no_index_made_for_the_occasion(engine: Engine, name: str) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole, and rightly so")
    event = Event.__table__.alias("event")
    query = status.sides(event.c.id) if name == "sides" else QUESTIONS[name](event.c.id)
    counted = select(func.count()).select_from(query.subquery("rows")).scalar_subquery()
    text = select(counted).where(event.c.id == 1).select_from(event)
    compiled = text.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    read_whole = {step for step in steps if step.startswith("SCAN")}
    tables = "|".join(table.name for table in Event.metadata.sorted_tables)
    assert {step for step in read_whole if re.match(rf"SCAN (status_)?({tables})\b", step)} == set()
    assert [step for step in steps if "AUTOMATIC" in step] == []
    assert any(step.startswith("SEARCH status_statement USING INTEGER PRIMARY KEY") for step in steps) == (
        name != "sides"
    )


@pytest.mark.parametrize(
    "asked",
    [
        "status { value bySide { side } decidedBy { attributions { source { slug } } } }",
        "statusHistory { on value }",
        "disputes { aspect contradictions { nodes { left { slug } right { slug } } } }",
    ],
)
def test_each_may_be_asked_inside_two_connections(engine: Engine, asked: str) -> None:
    """SQLite's parser, of 3.40, allows five of them around next to nothing."""
    document = f'{{ event(slug: "e1") {{ statements {{ nodes {{ events {{ nodes {{ {asked} }} }} }} }} }} }}'

    async def prepare() -> None:
        async with open_reader(engine.url.render_as_string(hide_password=False)) as reader:
            plan, _ = Planner(CORE_SCHEMA, reader).plan(Request(document))
            await reader.prepare(plan.sql)

    asyncio.run(prepare())


def test_dates_need_not_be_dates_of_this_century(connection: Connection) -> None:
    write(connection, world(says(KYIV)))
    assert (
        connection.execute(status.status(literal(EVENT), literal(date(1, 1, 1)))).one().value == "UNREPORTED"
    )
