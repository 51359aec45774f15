"""Whatever statement the server's handle is given, nothing is written: not to the database, not beside it."""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from db.engine import Reader, open_reader, sqlalchemy_url, writer_engine
from db.engine.url import PostgreSQLURL, parse_database_url
from db.errors import DatabaseUnavailable
from tests.databases import Databases

pytestmark = pytest.mark.anyio

DOCUMENTED = Path(__file__).parents[2] / "docs" / "security.md"

ON_SQLITE = (
    "INSERT INTO note VALUES (2, 'x')",
    "REPLACE INTO note VALUES (1, 'x')",
    "UPDATE note SET body = 'x'",
    "DELETE FROM note",
    "WITH n(i) AS (SELECT 2) INSERT INTO note SELECT i, 'x' FROM n",
    "CREATE TABLE other (id INTEGER)",
    "CREATE TABLE other AS SELECT * FROM note",
    "CREATE INDEX other ON note (body)",
    "CREATE VIEW other AS SELECT 1",
    "CREATE TRIGGER other AFTER INSERT ON note BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE other USING fts5(body)",
    "CREATE TEMP TABLE other (id INTEGER)",
    "ALTER TABLE note RENAME TO other",
    "ALTER TABLE note ADD COLUMN more TEXT",
    "DROP TABLE note",
    "ANALYZE",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.db'",
    "ATTACH '{folder}/other.db' AS other",
    "ATTACH 'file:{folder}/other.db?mode=rwc' AS other",
    "PRAGMA user_version = 7",
    "PRAGMA application_id = 7",
    "SELECT load_extension('{folder}/evil')",
    "SELECT writefile('{folder}/evil', 'x')",
    "SELECT readfile('{file}')",
    "SELECT edit('x')",
    "SELECT fts3_tokenizer('evil', x'0000000000000000')",
    "SELECT 1; DELETE FROM note",
)
# These answer, and change nothing that stays.
IN_VAIN = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA optimize",
    "REINDEX",
    "PRAGMA incremental_vacuum",
)
TALKED_OUT = (
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA trusted_schema = ON",
    "PRAGMA locking_mode = EXCLUSIVE",
)

WRITES = (
    "INSERT INTO note VALUES (2, 'x')",
    "UPDATE note SET body = 'x'",
    "DELETE FROM note",
    "WITH gone AS (DELETE FROM note RETURNING id) SELECT id::text FROM gone",
    "MERGE INTO note USING (SELECT 1 AS i) s ON note.id = s.i WHEN MATCHED THEN DELETE",
    "TRUNCATE note",
    "SELECT body FROM note FOR UPDATE",
    "CREATE TABLE other (id integer)",
    "SELECT * INTO other FROM note",
    "CREATE INDEX other ON note (body)",
    "CREATE FUNCTION other() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION IF NOT EXISTS dblink",
    "CREATE ROLE other",
    "CREATE SCHEMA other",
    "ALTER TABLE note ADD COLUMN more text",
    "DROP TABLE note",
    "GRANT ALL ON note TO PUBLIC",
    "COMMENT ON TABLE note IS 'x'",
    "COPY note FROM '/etc/hostname'",
    "COPY note FROM PROGRAM 'echo 2'",
    "DO $$ BEGIN DELETE FROM note; END $$",
    "SELECT nextval('counter')",
    "SELECT setval('counter', 7)",
    "SELECT lo_create(0)",
    "BEGIN READ WRITE; DELETE FROM note; COMMIT",
    "SELECT 1; DELETE FROM note",
)
# What a read-only transaction alone would let a superuser do.
REACHES_OUT = (
    "COPY note TO '{folder}/copy'",
    "COPY note TO PROGRAM 'cat > {folder}/copy'",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT pg_ls_dir('.')::text",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "CHECKPOINT",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "SELECT rolpassword FROM pg_authid",
)


@pytest.fixture
def sqlite_file(databases: Databases) -> Iterator[Path]:
    with databases.empty("sqlite") as url:
        _fill(url)
        yield Path(url.removeprefix("sqlite:///"))


def _fill(url: str) -> None:
    engine = writer_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES (1, 'first')")
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("CREATE SEQUENCE counter")
    engine.dispose()


async def unchanged(reader: Reader) -> bool:
    return await reader.fetch_rows("SELECT id, body FROM note") == [(1, "first")]


@pytest.mark.parametrize("talked_out", [False, True])
async def test_no_statement_writes_to_sqlite(sqlite_file: Path, tmp_path: Path, talked_out: bool) -> None:
    def state() -> tuple[bytes, list[str]]:
        return sqlite_file.read_bytes(), sorted(each.name for each in tmp_path.iterdir())

    before = state()
    async with open_reader(f"sqlite:///{sqlite_file}", connections=1) as reader:
        if talked_out:
            for attempt in TALKED_OUT:
                await reader.fetch(attempt)
        for attempt in ON_SQLITE:
            if talked_out and attempt.startswith("CREATE TEMP"):
                continue  # in memory, for this connection alone
            with pytest.raises((sqlite3.Error, sqlite3.Warning)):
                await reader.fetch(attempt.format(folder=tmp_path, file=sqlite_file))
        for attempt in IN_VAIN:
            # Some builds refuse them, others do nothing.
            with suppress(sqlite3.OperationalError, DatabaseUnavailable):
                await reader.fetch(attempt)
        assert await unchanged(reader)
        assert state() == before


def documented() -> list[str]:
    """The statements of docs/security.md that make the role."""
    block = DOCUMENTED.read_text(encoding="utf-8").partition("```sql\n")[2].partition("```")[0]
    return [each.strip() for each in block.split(";") if each.strip()]


@pytest.fixture
async def postgresql(databases: Databases) -> AsyncIterator[tuple[str, str]]:
    """A database by the URL of its owner, and by that of the role that the documentation makes."""
    with databases.empty("postgresql") as url:
        _fill(url)
        parsed = parse_database_url(url)
        assert isinstance(parsed, PostgreSQLURL)
        target = sqlalchemy_url(parsed)
        role = f"dateline_read_{target.database}"
        with psycopg.connect(parsed.conninfo, autocommit=True) as connection:
            for statement in documented():
                own = statement.replace("dateline_read", f'"{role}"')
                own = own.replace("DATABASE dateline", f'DATABASE "{target.database}"')
                connection.execute(own.encode())
        reading = target.set(drivername="postgresql", username=role).render_as_string(hide_password=False)
        try:
            yield url, reading
        finally:
            with psycopg.connect(parsed.conninfo, autocommit=True) as connection:
                connection.execute(f'DROP OWNED BY "{role}"'.encode())
                connection.execute(f'DROP ROLE "{role}"'.encode())


async def test_no_statement_writes_to_postgresql_whoever_asks(postgresql: tuple[str, str]) -> None:
    owner, _ = postgresql
    async with open_reader(owner, connections=1) as reader:
        for attempt in WRITES:
            with pytest.raises(psycopg.Error):
                await reader.fetch(attempt)
            assert await unchanged(reader), attempt


async def test_the_documented_role_reads_and_no_more(postgresql: tuple[str, str], tmp_path: Path) -> None:
    _, reading = postgresql
    async with open_reader(reading, connections=1) as reader:
        assert await unchanged(reader)
        for undone in (False, True):
            if undone:
                # The session itself is no lock: it can be talked out of being read-only.
                await reader.fetch("SELECT set_config('default_transaction_read_only', 'off', false)")
            for attempt in (*WRITES, *REACHES_OUT, "CREATE TEMP TABLE other (id integer)"):
                with pytest.raises(psycopg.Error):
                    await reader.fetch(attempt.format(folder=tmp_path))
                assert await unchanged(reader), attempt
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - nobody waits here
