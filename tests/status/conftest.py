"""A database with what a world refers to, which each test leaves as it was."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, Engine, create_engine

from db.engine import parse_database_url, sqlalchemy_url
from db.migration import upgrade
from db.models import metadata
from tests.databases import Backend, Databases


@pytest.fixture(scope="module")
def engine(databases: Databases, backend: Backend) -> Iterator[Engine]:
    """An engine on a migrated database that holds a revision and a dossier."""
    with databases.copy(backend, "head", upgrade) as url:
        engine = create_engine(sqlalchemy_url(parse_database_url(url)))
        with engine.begin() as connection:
            insert(connection)
        yield engine
        engine.dispose()


def insert(connection: Connection) -> None:
    tables = metadata.tables
    connection.execute(tables["revision"].insert(), [{"id": 1, "loaded_at": datetime(2025, 4, 8)}])  # noqa: DTZ001
    connection.execute(tables["dossier"].insert(), [{"id": 1, "slug": "d", "sha256": "-"}])


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose transaction is taken back at the end."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
