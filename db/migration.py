"""Building, changing and judging a database's schema, by the migrations in ``alembic/versions``.

URLs are those of `db.engine`. What writes holds the writer's lock for the whole of its one transaction, so
that a migration which fails leaves the database as it was, on SQLite too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Engine, MetaData, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from db.engine import SQLiteURL, parse_database_url, sqlalchemy_url, writer_engine
from db.engine.remedies import unavailable
from db.errors import DatabaseUnavailable, SchemaMismatch
from db.models import metadata
from db.search.index import is_part, missing
from db.vocabulary.loading import terms_differ

SCRIPTS = Path(__file__).parent.parent / "alembic"


def _is_table(item: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    # Views and the full-text index are made by their migrations' own SQL, and Alembic looks at tables only.
    return not (kind == "table" and (item.is_view or is_part(str(name))))


COMPARE: dict[str, Any] = {
    "compare_type": True,
    "include_object": _is_table,
    # SQLite alters a table by making it anew.
    "render_as_batch": True,
}
"""How migrations are run and compared: here, in ``alembic/env.py``, and so in the `alembic` command."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to a revision, creating a SQLite file that is not there.

    Raises `SchemaMismatch` if it is at a revision that this release does not know, `DatabaseUnavailable` if
    it cannot be written to.
    """
    with _migrating(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision; ``base`` leaves no table of ours. Raises as `upgrade` does."""
    with _migrating(url) as config:
        command.downgrade(config, revision)


def current(url: str) -> str | None:
    """The revision that the database is at: None if it has no schema, or is a SQLite file that is not there.

    Reads only. Raises `DatabaseUnavailable`.
    """
    parsed = parse_database_url(url)
    if isinstance(parsed, SQLiteURL) and not parsed.path.exists():
        return None
    with reading(url) as connection:
        return _current(connection)


def head() -> str:
    """The revision that this release needs."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise RuntimeError(f"there is no migration in {SCRIPTS.name}/versions")
    return revision


def require_head(url: str, *others: str) -> None:
    """Raise `SchemaMismatch`, which says what to do, unless the database is at `head`.

    others: servers of the same database, one of which is asked where those before it do not answer.
    """
    try:
        found = current(url)
    except DatabaseUnavailable:
        if not others:
            raise
        require_head(*others)
        return
    _require(found, known=(head(),))


def mismatch(found: str | None) -> SchemaMismatch:
    """The error of a database that is at another revision than `head`."""
    ours = {each.revision for each in _scripts().walk_revisions()}
    return SchemaMismatch(found=found, expected=head(), newer=found is not None and found not in ours)


def check(url: str) -> list[str]:
    """How the database differs from the models and the vocabulary, a line a difference; empty if it is equal.

    Alembic compares tables, columns, keys and indexes; added here are CHECKs, by name and by the codes and
    numbers that they list (PostgreSQL rewrites the rest of their text), views, by name, the full-text index,
    and the terms.
    """
    with reading(url) as connection:
        context = MigrationContext.configure(connection, opts=COMPARE | {"target_metadata": metadata})
        differences = [str(difference) for difference in compare_metadata(context, metadata)]
        differences += _checks_that_differ(connection, metadata)
        views = {table.name for table in metadata.tables.values() if table.is_view}
        differences += [f"view {name}" for name in views ^ set(inspect(connection).get_view_names())]
        differences += missing(connection)
        return differences or terms_differ(connection)


def broken_references(connection: Connection) -> list[str]:
    """The tables with a foreign key into nothing: on SQLite, which migrates without looking after them."""
    if connection.dialect.name != "sqlite":
        return []
    return sorted({row.table for row in connection.execute(text("PRAGMA foreign_key_check"))})


def _require_room(connection: Connection) -> None:
    """Refuse to build where tables of our names are already, which no migration of ours made."""
    taken = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if taken:
        raise DatabaseUnavailable(
            f"The database has a table {taken[0]} that Dateline did not make: name another database "
            "in DATELINE_DATABASE_URL."
        )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


@contextmanager
def _migrating(url: str) -> Iterator[Config]:
    config = Config()
    # Alembic reads the option as a template, in which a percent sign stands for itself only when doubled.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    engine = writer_engine(url, foreign_keys=False)
    try:
        with engine.begin() as connection:
            found = _current(connection)
            _require(found, known=(None, *(each.revision for each in _scripts().walk_revisions())))
            if found is None:
                _require_room(connection)
            config.attributes["connection"] = connection
            yield config
    finally:
        engine.dispose()


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection for a command that only looks. Raises `DatabaseUnavailable`; makes no SQLite file."""
    parsed = parse_database_url(url)
    if isinstance(parsed, SQLiteURL):
        engine = _sqlite_reading(parsed)
    else:
        engine = create_engine(sqlalchemy_url(parsed))
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        if known := unavailable(error.orig, parsed):
            raise known from error
        # Its subclasses other than the operational one are defects of ours.
        if type(error) not in (DatabaseError, OperationalError):
            raise
        reason = str(error.orig).partition("\n")[0]
        raise DatabaseUnavailable(f"The database ({parsed}) cannot be read: {reason}.") from error
    finally:
        engine.dispose()


def _sqlite_reading(url: SQLiteURL) -> Engine:
    # By SQLAlchemy's own name the file would be made if it is missing, and could not be opened where it may
    # only be read.
    options = "mode=ro&immutable=1" if url.immutable else "mode=ro"
    return create_engine(f"sqlite:///{url.path.absolute().as_uri()}?{options}&uri=true")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _require(found: str | None, *, known: tuple[str | None, ...]) -> None:
    if found not in known:
        raise mismatch(found)


def _checks_that_differ(connection: Connection, expected: MetaData) -> list[str]:
    inspector = inspect(connection)
    differences = []
    for table in expected.sorted_tables:
        if table.is_view or not inspector.has_table(table.name):
            continue
        wanted = {
            (str(check.name), _codes(str(check.sqltext)))
            for check in table.constraints
            if isinstance(check, CheckConstraint)
        }
        found = {
            (str(check["name"]), _codes(check["sqltext"]))
            for check in inspector.get_check_constraints(table.name)
        }
        differences += [
            f"CHECK {name} of {table.name}" for name in sorted({name for name, _ in wanted ^ found})
        ]
    return differences


def _codes(condition: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"'([A-Z][A-Z_]*)'", condition)))
