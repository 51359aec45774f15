"""The migrations build what the models say, on both databases, wholly or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, text

from db import migration
from db.engine import writer_engine
from db.errors import DatabaseUnavailable, SchemaMismatch
from tests.models.rows import insert_row

ROOT = Path(__file__).parent.parent.parent


def execute(url: str, *statements: str) -> None:
    engine = writer_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def tables_and_views(url: str) -> set[str]:
    engine = writer_engine(url)
    with engine.connect() as connection:
        inspector = inspect(connection)
        names = {*inspector.get_table_names(), *inspector.get_view_names()}
    engine.dispose()
    return names


def test_up_and_down_and_up_again(empty_database_url: str) -> None:
    assert migration.current(empty_database_url) is None

    migration.upgrade(empty_database_url)
    assert migration.current(empty_database_url) == migration.head()
    assert migration.check(empty_database_url) == []

    migration.downgrade(empty_database_url, "base")
    assert migration.current(empty_database_url) is None
    assert tables_and_views(empty_database_url) == {"alembic_version"}

    migration.upgrade(empty_database_url)
    assert migration.check(empty_database_url) == []


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    migration.upgrade(database_url)
    migration.require_head(database_url)


def test_a_failed_migration_leaves_nothing(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: object) -> None:
        raise RuntimeError("the vocabularies cannot be loaded")

    monkeypatch.setattr("db.vocabulary.loading.load_terms", fail)
    with pytest.raises(RuntimeError, match="cannot be loaded"):
        migration.upgrade(empty_database_url)
    assert tables_and_views(empty_database_url) == set()


def test_on_sqlite_a_migration_that_breaks_a_reference_is_undone(tmp_path: Path) -> None:
    """PostgreSQL never stops looking after foreign keys; SQLite has to while a table is made anew."""
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    migration.upgrade(url)
    engine = writer_engine(url, foreign_keys=False)
    with engine.begin() as connection:
        insert_row(connection, "source_name")
    engine.dispose()
    with pytest.raises(CommandError, match=r"refer to nothing: source_name$"):
        migration.downgrade(url, "0001")


def test_a_database_without_a_schema_is_refused(empty_database_url: str) -> None:
    with pytest.raises(SchemaMismatch) as refused:
        migration.require_head(empty_database_url)
    assert refused.value.message == (
        f"The database has no schema, this release needs {migration.head()}: run `dateline migrate`."
    )


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "absent.db"
    assert migration.current(f"sqlite:///{file}") is None
    assert not file.exists()


def test_a_database_that_cannot_be_read_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader, this is no database.")
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "letter.txt", "no SQLite database")):
        with pytest.raises(DatabaseUnavailable, match=said):
            migration.current(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        migration.current(f"postgresql://nobody@/nothing?host={tmp_path}")


def test_an_older_schema_names_the_command(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "head", lambda: "9999")
    with pytest.raises(SchemaMismatch) as refused:
        migration.require_head(database_url)
    assert refused.value.message == (
        "The database has schema version 0001, older than this release, which needs 9999: "
        "run `dateline migrate`."
    )


@pytest.mark.parametrize("act", [migration.require_head, migration.upgrade])
def test_a_schema_that_this_release_does_not_know_asks_for_an_update(database_url: str, act: object) -> None:
    assert callable(act)
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch) as refused:
        act(database_url)
    assert refused.value.message == (
        "The database has schema version 9999, newer than this release: update Dateline."
    )


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DROP INDEX ix_statement_event_event_id_said_earliest_statement_id", "add_index"),
        ("ALTER TABLE source ADD COLUMN nickname TEXT", "remove_column"),
        ("DROP VIEW likeness_pair", "view likeness_pair"),
        ("DROP TABLE searchable_words", "full-text index searchable_words"),
        ("DELETE FROM term WHERE code = 'UNREPORTED'", "term event_status.UNREPORTED"),
        ("UPDATE term SET label = 'Tale' WHERE code = 'ARTICLE'", "term entity.ARTICLE"),
    ],
)
def test_drift_is_found(database_url: str, change: str, found: str) -> None:
    execute(database_url, change)
    differences = migration.check(database_url)
    assert len(differences) == 1
    assert found in differences[0]


def test_a_check_of_other_codes_is_found(database_url: str, backend: str) -> None:
    if backend == "sqlite":
        # As if a migration had forgotten it; SQLite has no other way to alter a CHECK in place.
        forget = "sql = replace(sql, ' OR modality = ''ONGOING''', '')"
        change = [
            "PRAGMA writable_schema = ON",
            f"UPDATE sqlite_schema SET {forget} WHERE name = 'event'",
            "PRAGMA writable_schema = RESET",
        ]
    else:
        change = [
            "ALTER TABLE event DROP CONSTRAINT ck_event_modality_code",
            "ALTER TABLE event ADD CONSTRAINT ck_event_modality_code CHECK (modality IN ('OCCURRED'))",
        ]
    execute(database_url, *change)
    assert migration.check(database_url) == ["CHECK ck_event_modality_code of event"]


def test_the_alembic_command_works_from_the_project(tmp_path: Path) -> None:
    environment = os.environ | {"DATELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'dateline.db'}"}
    for command in (["upgrade", "head"], ["check"]):
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert "No new upgrade operations detected." in done.stdout
