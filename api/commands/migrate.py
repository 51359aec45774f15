"""``dateline migrate``: the database brought to the schema that this release needs."""

import typer

from api.commands.database import Database, database_url, sentences
from db.migration import current, head, upgrade


def migrate(database: Database = None) -> None:
    """Create the database, or bring it to the schema version of this release."""
    url = database_url(database)
    with sentences():
        before = current(url)
        upgrade(url)
    if before == head():
        typer.echo(f"The database is at schema version {before} already.")
    else:
        typer.echo(f"The database is at schema version {head()} now (before: {before or 'none'}).")
