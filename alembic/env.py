"""What Alembic runs: the migrations, in one transaction, on a connection of ours.

`db.migration` passes its connection in ``config.attributes``; the `alembic` command, for those who write a
migration, takes the database from ``DATELINE_DATABASE_URL``. There is no offline mode: the migrations load
the vocabularies, which takes a database.
"""

import os

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from db.migration import COMPARE, broken_references
from db.models import metadata


def run(connection: Connection) -> None:
    """Run what was asked for; on SQLite, a migration that leaves a reference into nothing is undone."""
    context.configure(connection=connection, target_metadata=metadata, **COMPARE)
    with context.begin_transaction():
        context.run_migrations()
    if broken := broken_references(connection):
        raise CommandError(f"the migration leaves rows that refer to nothing: {', '.join(broken)}")


if context.is_offline_mode():
    raise CommandError("Dateline's migrations need a database: they cannot be written out as SQL.")
if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    from db.engine import writer_engine

    url = os.environ.get("DATELINE_DATABASE_URL", "sqlite:///dateline.db")
    engine = writer_engine(url, foreign_keys=False)
    with engine.begin() as opened:
        run(opened)
    engine.dispose()
