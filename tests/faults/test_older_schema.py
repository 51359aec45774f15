"""A database that an older release made: a sentence with the command that helps, and nothing is changed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, text
from typer.testing import CliRunner

from api.cli import app
from db import migration
from db.engine import writer_engine
from tests.databases import Backend, Databases
from tests.faults.content import content
from tests.faults.test_broken_databases import ALL, ended, refused
from tests.world import load_world

NEXT = "next"
FOUND = migration.head()
SAID = f"has schema version {FOUND}, older than this release, which needs {NEXT}"
MIGRATION = f'''
"""What a later release might change."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{FOUND}"


def upgrade() -> None:
    op.create_table("made_later", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE source SET name = name || ' (later)'")


def downgrade() -> None:
    op.drop_table("made_later")
'''


@pytest.fixture(autouse=True)
def later_release(
    url: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The migrations of a release with one more than the database has; gives the file of that one."""
    scripts = Path(shutil.copytree(migration.SCRIPTS, tmp_path_factory.mktemp("later") / "alembic"))
    added = scripts / "versions" / "next_made_later.py"
    added.write_text(MIGRATION, encoding="utf-8")
    monkeypatch.setattr(migration, "SCRIPTS", scripts)
    return added


@pytest.fixture
def url(databases: Databases, backend: Backend) -> Iterator[str]:
    with databases.copy(backend, "world", load_world) as url:
        yield url


def run(command: str, *arguments: str, url: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [command, *arguments], env={"DATELINE_DATABASE_URL": url})
    return done.exit_code, done.stdout, done.stderr


def names(url: str) -> list[str]:
    engine = writer_engine(url)
    with engine.begin() as connection:
        found = connection.execute(text("SELECT name FROM source ORDER BY name")).scalars().all()
    engine.dispose()
    return [str(each) for each in found]


def test_every_command_says_what_helps_and_that_helps(url: str, tmp_path: Path) -> None:
    before, called = content(url), names(url)
    for command in sorted({*ALL} - {"migrate"}):
        refused(command, url, tmp_path, SAID, "run `dateline migrate`.")
    backup = tmp_path / "backup.db"
    assert run("backup", str(backup), url=url) == (
        1,
        "",
        f"The database {SAID}: run `dateline migrate`.\n",
    )
    assert not backup.exists()
    assert (migration.current(url), content(url)) == (FOUND, before)

    now = f"The database is at schema version {NEXT} now (before: {FOUND}).\n"
    assert run("migrate", url=url) == (0, now, "")
    assert names(url) == sorted(f"{each} (later)" for each in called)
    assert ended("status", url, tmp_path)[0] == 0
    assert run("backup", str(backup), url=url)[0] == 0


def test_a_migration_that_fails_leaves_the_older_schema(url: str, later_release: Path) -> None:
    broken = MIGRATION.replace("op.execute(", 'raise CommandError("no further")\n    op.execute(')
    later_release.write_text(f"from alembic.util import CommandError\n{broken}", encoding="utf-8")
    before = content(url)
    with pytest.raises(CommandError, match="no further"):
        migration.upgrade(url)

    engine = writer_engine(url)
    assert not inspect(engine).has_table("made_later")
    engine.dispose()
    assert (migration.current(url), content(url)) == (FOUND, before)


def test_a_backup_of_an_older_release_says_how_it_can_be_brought_back(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, copy = tmp_path / "backup.db", tmp_path / "copy.db"
    with monkeypatch.context() as then:
        then.setattr(migration, "SCRIPTS", Path(migration.__file__).parent.parent / "alembic")
        assert run("backup", str(backup), url=url)[0] == 0
    kept, before, called = backup.read_bytes(), content(url), names(url)

    assert run("restore", str(backup), "--replace", url=url) == (
        1,
        "",
        (
            f"{backup} {SAID}: copy it, run `dateline migrate --database sqlite:///COPY`, and restore the "
            "copy.\n"
        ),
    )
    assert (backup.read_bytes(), content(url)) == (kept, before)

    shutil.copy(backup, copy)
    assert run("migrate", "--database", f"sqlite:///{copy}", url=url)[0] == 0
    assert run("restore", str(copy), "--replace", url=url)[0] == 0
    assert (migration.current(url), names(url)) == (NEXT, sorted(f"{each} (later)" for each in called))
