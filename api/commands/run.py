"""``dateline run``: everything that a first look needs, in one command."""

import typer

from api.commands.database import sentences
from api.commands.load import load_files
from api.commands.serve import Port, listen, start
from api.settings import settings
from db.migration import current, upgrade


def run(port: Port = None) -> None:
    """Create the database if there is none, load the seeds, and serve.

    A database that is there already is never migrated unasked: one of another schema version is refused with
    the command to run.
    """
    with sentences():
        chosen = settings()
        if port is not None:
            chosen = chosen.model_copy(update={"port": port})
        listener = listen(chosen)
    try:
        with sentences():
            if current(chosen.database_url) is None:
                typer.echo("Creating the database ...")
                upgrade(chosen.database_url)
        load_files([chosen.seeds], chosen.database_url)
    except BaseException:
        listener.close()
        raise
    start(chosen, listener)
