"""``dateline import``: a database with all that a release holds."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import Database, database_url, sentences
from api.commands.export import LINE_EVERY
from api.commands.files import fail
from api.commands.progress import progress
from db.release.errors import ReleaseError
from db.release.importing import import_release


def import_(
    folder: Annotated[Path, typer.Argument(help="The folder of the release.", exists=True, file_okay=False)],
    *,
    database: Database = None,
) -> None:
    """Fill a database that has no revision yet with a release: the same rows, with their history.

    Every file is verified first; one that is damaged, missing or not of the release imports nothing.
    """
    try:
        with sentences(), progress(LINE_EVERY) as report:
            held = import_release(database_url(database), folder, report)
    except ReleaseError as error:
        for problem in error.problems:
            typer.echo(problem)
        fail("Nothing is imported.")
    typer.echo(f"Revision {held.revision}: {held.rows:,} rows of {held.tables} tables")
