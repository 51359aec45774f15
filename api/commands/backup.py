"""``dateline backup`` and ``dateline restore``: one file with all that a database holds."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import Database, database_url, sentences
from api.commands.files import fail
from api.commands.progress import progress
from db.backup import BackupError
from db.backup import backup as write
from db.backup import restore as bring_back

LINE_EVERY = 100_000


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; one that is there is never written over.")],
    *,
    database: Database = None,
) -> None:
    """Write all that the database holds and held into one SQLite file, of one moment, while it is served.

    The file is a database itself: `dateline status` and `dateline serve` read it. Its kind is the same where
    the facts are in PostgreSQL, so the backup of one database restores into the other.
    """
    try:
        with sentences(), progress(LINE_EVERY) as report:
            made = write(database_url(database), file, report)
    except BackupError as error:
        fail(error.message)
    typer.echo(f"Revision {made.revision or 'none'} in {file}: {made.rows:,} rows, verified")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `dateline backup` wrote.", dir_okay=False)],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a database that holds something.")
    ] = False,
    database: Database = None,
) -> None:
    """Bring a database back to what a backup holds, in one transaction, while it is served.

    The backup is verified first. Readers see the old state or the new one; a database that holds something is
    written over with --replace only.
    """
    try:
        with sentences(), progress(LINE_EVERY) as report:
            made = bring_back(database_url(database), file, replace=replace, progress=report)
    except BackupError as error:
        fail(error.message)
    typer.echo(f"Revision {made.revision or 'none'} is back: {made.rows:,} rows")
