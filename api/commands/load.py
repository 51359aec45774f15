"""``dateline load``: dossiers into the database, all or none of them."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import Database, database_url, sentences
from api.commands.files import dossier_files, fail
from api.commands.progress import progress
from db.dossier.loading import load as load_dossiers
from db.dossier.problems import BadDossiers
from db.dossier.revising import Loaded

_LINE_EVERY = 100
"""Dossiers between two lines of progress where standard error is no terminal."""


def load(
    dossiers: Annotated[list[Path], typer.Argument(help="Dossiers, or folders of them.")],
    *,
    database: Database = None,
    readers: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Processes that read dossiers for the one that writes. "
            "If not given, one for each further processor, up to three, where there is much to read.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Load dossiers in one transaction: what differs becomes a revision; an error anywhere loads nothing."""
    load_files(dossiers, database_url(database), readers)


def load_files(paths: list[Path], url: str, readers: int | None = None) -> None:
    """Load the dossiers at ``paths`` and say what became of them; every error ends the command."""
    files = dossier_files(paths)
    try:
        with sentences(), progress(_LINE_EVERY) as report:
            loaded = load_dossiers(url, files, report, readers=readers)
    except BadDossiers as error:
        for problem in error.problems:
            typer.echo(problem)
        fail("Nothing is loaded.")
    typer.echo(_summary(loaded))


def _summary(loaded: Loaded) -> str:
    if loaded.revision is None:
        return f"Nothing to do: {_count(loaded.unchanged + len(loaded.dossiers))} as loaded already."
    lines = [f"Revision {loaded.revision}:"]
    for slug, (added, changed, withdrawn) in list(loaded.dossiers.items())[:20]:
        lines.append(f"  {slug}: {added} added, {changed} changed, {withdrawn} withdrawn")
    if len(loaded.dossiers) > 20:
        lines.append(f"  and {len(loaded.dossiers) - 20} more dossiers")
    if loaded.unchanged:
        lines.append(f"  {_count(loaded.unchanged)} passed over, as nothing in them is new")
    return "\n".join(lines)


def _count(dossiers: int) -> str:
    return f"{dossiers} dossier{'s' * (dossiers != 1)}"
