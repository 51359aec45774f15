"""PostgreSQL's own ways: lost connections, prepared statements, session settings."""

import asyncio
import time
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from db.engine import PostgreSQLURL, libpq, open_reader, parse_database_url
from db.errors import BadInput, DatabaseUnavailable
from tests.databases import Databases

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with databases.empty("postgresql") as url:
        yield url


def _administer(url: str, sql: str) -> None:
    parsed = parse_database_url(url)
    assert isinstance(parsed, PostgreSQLURL)
    with psycopg.connect(parsed.conninfo, autocommit=True) as connection:
        connection.execute(sql.encode())


TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline'"


async def test_a_connection_that_was_lost_is_made_anew_unnoticed(url: str) -> None:
    async with open_reader(url) as reader:
        for _ in range(3):
            _administer(url, f"{TERMINATE} AND datname = current_database()")
            answers = await asyncio.gather(*(reader.fetch("SELECT 'there'") for _ in range(8)))
            assert answers == [b"there"] * 8


async def test_a_connection_that_is_lost_during_a_statement_is_made_anew(url: str) -> None:
    async with open_reader(url, connections=1) as reader:
        asker = asyncio.create_task(reader.fetch("SELECT 'slept' FROM pg_sleep(0.3)"))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(_administer, url, f"{TERMINATE} AND datname = current_database()")
        assert await asker == b"slept"


async def test_a_database_that_comes_back_is_read_again(url: str) -> None:
    async with open_reader(url) as reader:
        name = (await reader.fetch("SELECT current_database()::text") or b"").decode()
        server = url.replace(f"/{name}", "/postgres")
        _administer(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        _administer(server, f"{TERMINATE} AND datname = '{name}'")
        with pytest.raises(DatabaseUnavailable, match="not currently accepting connections"):
            await reader.fetch("SELECT 'there'")
        _administer(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert await reader.fetch("SELECT 'there'") == b"there"


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(DatabaseUnavailable, match="PostgreSQL does not answer: connection failed"):
        await open_reader("postgresql://127.0.0.1:9/dateline").open()


async def test_a_statement_is_prepared_once_whatever_its_values(url: str) -> None:
    async with open_reader(url, connections=1) as reader:
        for number in (1, 100_000, 10_000_000_000, None):
            await reader.fetch("SELECT ($1::bigint)::text", [number])
        rows = await reader.fetch_rows(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements"
        )
    assert rows == [("SELECT ($1::bigint)::text", 4)]


async def test_session_settings_of_a_role_do_not_change_the_text(url: str) -> None:
    text = "SELECT $1::date || ' ' || $2::float8 || ' ' || '2025-04-07T12:00:00Z'::timestamptz"
    name = url.partition("?")[0].rpartition("/")[2]
    for setting in ("DateStyle = 'SQL, DMY'", "extra_float_digits = -10", "TimeZone = 'Asia/Tokyo'"):
        _administer(url, f'ALTER DATABASE "{name}" SET {setting}')
    async with open_reader(url) as reader:
        answer = await reader.fetch(text, [date(2025, 4, 7), 0.1 + 0.2])
    assert answer == b"2025-04-07 0.30000000000000004 2025-04-07 12:00:00+00"


async def test_json_types_come_as_their_text(url: str) -> None:
    async with open_reader(url) as reader:
        assert await reader.fetch("""SELECT '{"b": 1, "a":2}'::json""") == b'{"b": 1, "a":2}'


async def test_nul_in_a_text_is_bad_input(url: str) -> None:
    async with open_reader(url) as reader:
        with pytest.raises(BadInput):
            await reader.fetch("SELECT $1::text", ["a\0b"])


async def test_texts_larger_than_a_socket_takes_at_once_go_and_come_whole(url: str) -> None:
    long = "\N{CYRILLIC SMALL LETTER YA}" * 4_000_000
    async with open_reader(url, connections=1, time_limit=10) as reader:
        assert await reader.fetch("SELECT $1::text", [long]) == long.encode()
        assert await reader.fetch("SELECT 'there'") == b"there"


async def test_values_are_what_the_statement_says(url: str) -> None:
    asked = (
        "SELECT concat_ws(' ', $1::boolean, $2::bytea, $3::double precision, $4::date - 1, $5::int IS NULL)"
    )
    async with open_reader(url) as reader:
        values = [True, b"\0\xff", 1e300, date(2025, 1, 1), None]
        assert await reader.fetch(asked, values) == b"t \\x00ff 1e+300 2024-12-31 t"
        assert await reader.fetch("SELECT NULL::text") is None
        assert await reader.fetch("SELECT 'nothing' WHERE false") is None


async def test_prepared_statements_have_a_bound(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libpq, "PREPARED_STATEMENTS", 2)
    async with open_reader(url, connections=1) as reader:
        for number in (1, 2, 1, 3, 1):
            assert await reader.fetch(f"SELECT '{number}'") == str(number).encode()
        rows = await reader.fetch_rows("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
    assert rows == [("SELECT '1'",), ("SELECT '3'",)]


async def test_what_the_server_refuses_to_prepare_is_no_statement_of_the_session(url: str) -> None:
    async with open_reader(url, connections=1) as reader:
        for _ in range(2):
            with pytest.raises(psycopg.errors.UndefinedTable, match='relation "nowhere" does not exist'):
                await reader.fetch("SELECT a FROM nowhere")
        assert await reader.fetch_rows("SELECT statement FROM pg_prepared_statements") == []


async def test_a_session_that_ends_while_nobody_asks_is_closed_at_once(url: str) -> None:
    async with open_reader(url, connections=1) as reader:
        before = await reader.fetch("SELECT pg_backend_pid()::text")
        await asyncio.to_thread(_administer, url, f"{TERMINATE} AND datname = current_database()")
        await asyncio.sleep(0.2)
        used = time.process_time()
        await asyncio.sleep(0.2)
        # A socket that is at its end is ready for ever: who goes on watching it has no rest.
        assert time.process_time() - used < 0.1
        assert await reader.fetch("SELECT pg_backend_pid()::text") != before


async def test_a_statement_that_was_cancelled_leaves_its_session_as_it_was(url: str) -> None:
    async with open_reader(url, connections=1, time_limit=30) as reader:
        before = await reader.fetch("SELECT pg_backend_pid()::text")
        for _ in range(3):
            asker = asyncio.create_task(reader.fetch("SELECT 'slept' FROM pg_sleep(20)"))
            await asyncio.sleep(0.05)
            asker.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asker
            assert await reader.fetch("SELECT pg_backend_pid()::text") == before


async def test_a_copy_is_refused_and_the_next_statement_answered(url: str) -> None:
    async with open_reader(url, connections=1) as reader:
        with pytest.raises(psycopg.ProgrammingError, match="COPY is no statement of a reader"):
            await reader.fetch("COPY (SELECT 1) TO STDOUT")
        assert await reader.fetch("SELECT 'there'") == b"there"
