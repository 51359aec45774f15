"""The writer: whole transactions, one at a time."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import IntegrityError

from db.engine import writer_engine
from db.errors import DatabaseUnavailable
from tests.databases import Backend


class _AbandonedError(Exception):
    pass


def _write_and_abandon(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO note VALUES (3, 'undone')")
    connection.exec_driver_sql("CREATE TABLE other (id INTEGER)")
    connection.exec_driver_sql("INSERT INTO other VALUES (1)")
    raise _AbandonedError


def test_a_transaction_that_fails_leaves_nothing_of_its_tables_and_rows(notes_url: str) -> None:
    engine = writer_engine(notes_url)
    with pytest.raises(_AbandonedError), engine.begin() as connection:
        _write_and_abandon(connection)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["note"]
        assert connection.exec_driver_sql("SELECT id FROM note").scalars().all() == [1]
    engine.dispose()


def test_a_savepoint_undoes_its_part_alone(notes_url: str) -> None:
    engine = writer_engine(notes_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES (2, 'kept')")
        with pytest.raises(_AbandonedError), connection.begin_nested():
            _write_and_abandon(connection)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["note"]
        assert connection.exec_driver_sql("SELECT id FROM note ORDER BY id").scalars().all() == [1, 2]
    engine.dispose()


def test_there_is_one_writer_at_a_time(notes_url: str) -> None:
    first, second = writer_engine(notes_url), writer_engine(notes_url, wait=0.1)
    with first.begin() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES (2, 'second')")
        with pytest.raises(DatabaseUnavailable) as refused, second.begin():
            pytest.fail("two writers at once")
    assert refused.value.message == "Another load or migration is still writing after 0.1 s: try again later."
    with second.begin() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES (3, 'third')")
    first.dispose()
    second.dispose()


def test_foreign_keys_hold(notes_url: str) -> None:
    engine = writer_engine(notes_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE reply (note_id INTEGER REFERENCES note (id))")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO reply VALUES (9)")
    engine.dispose()


def test_a_migration_may_put_foreign_keys_aside_on_sqlite(tmp_path: Path) -> None:
    engine = writer_engine(f"sqlite:///{tmp_path}/dateline.db", foreign_keys=False)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 0
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


def test_a_new_file_has_longer_pages_and_one_that_is_there_keeps_its_own(tmp_path: Path) -> None:
    made, kept = tmp_path / "made.db", tmp_path / "kept.db"
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("CREATE TABLE note (id INTEGER)")
    for file, size in ((made, 8192), (kept, 4096)):
        engine = writer_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE other (id INTEGER)")
        engine.dispose()
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA page_size").fetchone() == (size,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_place_that_cannot_be_opened_is_said_in_a_sentence(backend: Backend, tmp_path: Path) -> None:
    url = (
        f"sqlite:///{tmp_path}/missing/dateline.db"
        if backend == "sqlite"
        else "postgresql://127.0.0.1:9/dateline"
    )
    said = "There is no folder" if backend == "sqlite" else "does not answer"
    with pytest.raises(DatabaseUnavailable, match=said) as refused:
        writer_engine(url).connect()
    assert "\n" not in refused.value.message
