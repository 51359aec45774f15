"""``dateline sample``: synthetic dossiers, as many as one likes."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import sentences
from api.commands.files import fail
from db.sample.dossiers import dossiers
from db.sample.writing import write


def sample(
    folder: Annotated[Path, typer.Argument(help="Where to write them: a new folder, or an empty one.")],
    statements: Annotated[int, typer.Option(min=1, help="How many statements they hold in all.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same dossiers.")] = 1,
) -> None:
    """Write synthetic dossiers: of the shape that news has, of any number, and nothing in them true."""
    with sentences():
        if folder.exists() and (not folder.is_dir() or next(folder.iterdir(), None) is not None):
            fail(
                f"{folder} is there already and not empty: name a new folder, so that nothing gets mixed up."
            )
        number = 0
        for number, dossier in enumerate(dossiers(statements, seed), start=1):
            write(dossier, number - 1, folder)
    typer.echo(f"{number} dossiers with {statements} statements in {folder}")
