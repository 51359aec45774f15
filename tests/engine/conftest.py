"""A database with one table of notes, and readers of it."""

from collections.abc import AsyncIterator

import pytest

from db.engine import Reader, open_reader, writer_engine
from tests.databases import Backend

# More than a minute on either database, and no big result.
ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
    "SELECT CAST(count(*) AS TEXT) FROM n"
)


@pytest.fixture
def anyio_backend() -> str:
    """Readers are asyncio's, as the server is."""
    return "asyncio"


@pytest.fixture
def mark(backend: Backend) -> str:
    """The first placeholder of a statement, read as text."""
    return "?" if backend == "sqlite" else "$1::text"


@pytest.fixture
def notes_url(empty_database_url: str) -> str:
    """The URL of a database whose table `note` holds one row, 1 and 'first'."""
    engine = writer_engine(empty_database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES (1, 'first')")
    engine.dispose()
    return empty_database_url


@pytest.fixture
async def reader(notes_url: str) -> AsyncIterator[Reader]:
    """An open reader of the notes, with the connections and the time limit of the default."""
    async with open_reader(notes_url) as opened:
        yield opened
