"""What both readers promise."""

import asyncio
import sqlite3
from time import monotonic

import psycopg
import pytest

from db.engine import Reader, open_reader, writer_engine
from db.errors import BadInput, DatabaseUnavailable, StatementTimeout, TooComplex
from tests.databases import Backend
from tests.engine.conftest import ENDLESS

pytestmark = pytest.mark.anyio


async def test_it_names_its_dialect(reader: Reader, backend: Backend) -> None:
    assert reader.dialect == backend


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "",
        "😀 žluť \u2028 \u202e Київ",
        "\x01\x08\t\n\x1f\x7f\\\"'%s$1?",
        "x" * 3_000_000,
    ],
    ids=["object", "empty", "unicode", "control", "long"],
)
async def test_text_comes_back_as_its_utf_8_bytes(reader: Reader, mark: str, text: str) -> None:
    answer = await reader.fetch(f"SELECT {mark}", [text])
    assert type(answer) is bytes
    assert answer == text.encode()


async def test_null_and_no_row_are_none(reader: Reader) -> None:
    assert await reader.fetch("SELECT NULL") is None
    assert await reader.fetch("SELECT body FROM note WHERE id = 2") is None


async def test_parameters_keep_their_kind(reader: Reader, backend: Backend) -> None:
    types = ("integer", "double precision", "text", "boolean")
    marks = ["?"] * 4 if backend == "sqlite" else [f"${n}::{kind}" for n, kind in enumerate(types, 1)]
    sql = (
        f"SELECT CAST({marks[0]} + 1 AS TEXT) || ' ' || CAST({marks[1]} * 2 AS TEXT) || ' ' "
        f"|| {marks[2]} || ' ' || CASE WHEN {marks[3]} THEN 'yes' ELSE 'no' END"
    )
    assert await reader.fetch(sql, [41, 0.75, "text", True]) == b"42 1.5 text yes"
    assert await reader.fetch(sql, [-1_000_001, 1.25, "", False]) == b"-1000000 2.5  no"
    assert await reader.fetch(sql, [None, 0.75, "text", True]) is None


async def test_rows_hold_text_as_str_and_the_next_fetch_bytes(notes_url: str) -> None:
    async with open_reader(notes_url, connections=1) as reader:
        assert await reader.fetch_rows("SELECT id, body FROM note") == [(1, "first")]
        assert await reader.fetch("SELECT body FROM note") == b"first"


async def test_each_of_many_askers_gets_its_own_answer(reader: Reader, mark: str) -> None:
    askers = [str(number) for number in range(200)]
    answers = await asyncio.gather(*(reader.fetch(f"SELECT 'for ' || {mark}", [asker]) for asker in askers))
    assert answers == [f"for {asker}".encode() for asker in askers]


async def test_nothing_can_be_written(reader: Reader, backend: Backend) -> None:
    refusals = []
    for attempt in (
        "INSERT INTO note VALUES (2, 'second')",
        "UPDATE note SET body = 'changed'",
        "DELETE FROM note",
        "CREATE TABLE other (id INTEGER)",
        "DROP TABLE note",
    ):
        with pytest.raises((sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)) as refused:
            await reader.fetch(attempt)
        refusals.append(str(refused.value).partition("\n")[0])
    if backend == "sqlite":
        assert refusals == ["attempt to write a readonly database"] * 5
    else:
        verbs = ("INSERT", "UPDATE", "DELETE", "CREATE TABLE", "DROP TABLE")
        assert refusals == [f"cannot execute {verb} in a read-only transaction" for verb in verbs]
    assert await reader.fetch_rows("SELECT id, body FROM note") == [(1, "first")]


async def test_a_statement_is_stopped_at_its_time_limit(notes_url: str) -> None:
    async with open_reader(notes_url, connections=1, time_limit=0.2) as reader:
        begun = monotonic()
        with pytest.raises(StatementTimeout) as stopped:
            await reader.fetch(ENDLESS)
        assert 0.2 <= monotonic() - begun < 15
        assert stopped.value.message == "The answer took longer than 0.2 s: ask for less at once."
        assert await reader.fetch("SELECT body FROM note") == b"first"


async def test_waiting_for_a_connection_does_not_count(notes_url: str) -> None:
    async with open_reader(notes_url, connections=1, time_limit=0.3) as reader:
        slow = [asyncio.create_task(reader.fetch(ENDLESS)) for _ in range(2)]
        await asyncio.sleep(0.01)
        assert await reader.fetch("SELECT body FROM note") == b"first"
        assert [type(end) for end in await asyncio.gather(*slow, return_exceptions=True)] == [
            StatementTimeout
        ] * 2


async def test_a_cancelled_statement_stops_and_frees_its_connection(notes_url: str) -> None:
    async with open_reader(notes_url, connections=1, time_limit=30) as reader:
        asker = asyncio.create_task(reader.fetch(ENDLESS))
        await asyncio.sleep(0.1)
        asker.cancel()
        begun = monotonic()
        assert await reader.fetch("SELECT body FROM note") == b"first"
        assert monotonic() - begun < 15
        assert asker.cancelled()


async def test_a_cancelled_waiter_never_runs(notes_url: str) -> None:
    async with open_reader(notes_url, connections=1, time_limit=0.3) as reader:
        running = asyncio.create_task(reader.fetch(ENDLESS))
        await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(reader.fetch(ENDLESS)) for _ in range(100)]
        await asyncio.sleep(0.01)
        for waiter in waiting:
            waiter.cancel()
        begun = monotonic()
        assert await reader.fetch("SELECT body FROM note") == b"first"
        assert monotonic() - begun < 15  # the hundred would have taken thirty seconds
        with pytest.raises(StatementTimeout):
            await running


async def test_a_reader_sees_what_was_committed_and_nothing_before(reader: Reader, notes_url: str) -> None:
    count = "SELECT CAST(count(*) AS TEXT) FROM note"
    engine = writer_engine(notes_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES (2, 'second')")
        during = await asyncio.gather(*(reader.fetch(count) for _ in range(10)))
    after = await asyncio.gather(*(reader.fetch(count) for _ in range(10)))
    engine.dispose()
    assert during == [b"1"] * 10
    assert after == [b"2"] * 10


@pytest.mark.parametrize(
    "nesting", ["(" * 40_000 + "1" + ")" * 40_000, "+".join(["1"] * 200_000)], ids=["parentheses", "sum"]
)
async def test_what_is_too_deep_to_compile_is_too_complex(reader: Reader, nesting: str) -> None:
    sql = f"SELECT CAST({nesting} AS TEXT)"
    with pytest.raises(TooComplex):
        await reader.prepare(sql)
    with pytest.raises(TooComplex):
        await reader.fetch(sql)
    assert await reader.fetch("SELECT body FROM note") == b"first"


async def test_preparing_compiles_without_running(notes_url: str, mark: str) -> None:
    async with open_reader(notes_url, time_limit=0.5) as reader:
        await reader.prepare(ENDLESS)
        await reader.prepare(f"SELECT body FROM note WHERE body = {mark}")
        await reader.prepare("SELECT body FROM note")
        await reader.prepare("SELECT body FROM note")


async def test_wrong_sql_is_a_defect_that_shows_its_sql(reader: Reader) -> None:
    for ask in (reader.prepare, reader.fetch, reader.fetch_rows):
        with pytest.raises(Exception, match="missing") as raised:
            await ask("SELECT body FROM missing")
        assert [note[-24:] for note in raised.value.__notes__] == ["SELECT body FROM missing"]


async def test_a_value_that_no_column_can_hold_is_bad_input(
    reader: Reader, backend: Backend, mark: str
) -> None:
    number = "?" if backend == "sqlite" else "$1::bigint"
    with pytest.raises(BadInput):
        await reader.fetch(f"SELECT body FROM note WHERE id = {number}", [2**64])
    with pytest.raises(BadInput):
        await reader.fetch(f"SELECT body FROM note WHERE body = {mark}", ["\ud83d"])
    assert await reader.fetch(f"SELECT body FROM note WHERE body = {mark}", ["first"]) == b"first"


async def test_closing_answers_those_who_asked_and_refuses_the_next(notes_url: str) -> None:
    reader = open_reader(notes_url)
    await reader.open()
    asked = [asyncio.create_task(reader.fetch("SELECT body FROM note")) for _ in range(2)]
    await asyncio.sleep(0)
    await reader.close()
    assert await asyncio.gather(*asked) == [b"first"] * 2
    with pytest.raises(DatabaseUnavailable, match="closed"):
        await reader.fetch("SELECT body FROM note")
    await reader.close()
    await reader.open()
    assert await reader.fetch("SELECT body FROM note") == b"first"
    await reader.close()
