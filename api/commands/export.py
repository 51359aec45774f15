"""``dateline export``: all that a database holds as an immutable release."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import Database, database_url, sentences
from api.commands.files import fail
from api.commands.progress import progress
from db.release.errors import ReleaseError

LINE_EVERY = 100_000
"""Rows between two lines of progress where standard error is no terminal."""


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write it: a new folder, or an empty one.")],
    *,
    licence: Annotated[
        Path | None,
        typer.Option(
            help="A text that becomes the release's LICENSE.md, if the dossiers are not Dateline's own.",
            dir_okay=False,
            exists=True,
        ),
    ] = None,
    database: Database = None,
) -> None:
    """Write all that the database holds, and held, as CSV, NDJSON and Parquet, with its description.

    The same database gives the same bytes. An export that is interrupted leaves no release.
    """
    # Late, as Parquet's library is a large one, and no other command needs it.
    from db.release.exporting import export as write

    try:
        with sentences(), progress(LINE_EVERY) as report:
            text = None if licence is None else licence.read_text(encoding="utf-8")
            written = write(database_url(database), folder, text, report)
    except ReleaseError as error:
        fail("\n".join(error.problems))
    except UnicodeDecodeError:
        fail(f"{licence} is no text in UTF-8")
    typer.echo(
        f"Release {written.version.name} in {folder}: {written.rows:,} rows of {written.tables} tables"
    )
