"""``dateline sample``: synthetic dossiers, as many as one likes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import Database, database_url, sentences
from api.commands.files import fail
from db.dossier.loading import load as load_dossiers
from db.dossier.problems import BadDossiers
from db.dossier.reading import Values
from db.sample.dossiers import SampleDossier, dossiers
from db.sample.writing import write

_A_REVISION = 10_000
"""Statements of one load, at least: what a load takes in memory grows with them."""


def sample(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write them: a new folder, or an empty one.")
    ] = None,
    statements: Annotated[int, typer.Option(min=1, help="How many statements they hold in all.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same dossiers.")] = 1,
    *,
    load: Annotated[
        bool, typer.Option("--load", help="Load them instead, some thousand statements a revision.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write them as JSON instead of YAML.")] = False,
    database: Database = None,
) -> None:
    """Make synthetic dossiers: of the shape that news has, of any number, and nothing in them true."""
    if load is (folder is not None):
        fail("Name a folder to write them to, or else give --load.")
    made = dossiers(statements, seed)
    with sentences():
        if folder is None:
            number, where = _load(made, database_url(database)), "loaded"
        else:
            number, where = _write(made, folder, as_json=as_json), f"in {folder}"
    typer.echo(f"{number} dossiers with {statements} statements {where}")


def _write(made: Iterable[SampleDossier], folder: Path, *, as_json: bool) -> int:
    if folder.exists() and (not folder.is_dir() or next(folder.iterdir(), None) is not None):
        fail(f"{folder} is there already and not empty: name a new folder, so that nothing gets mixed up.")
    number = 0
    for number, dossier in enumerate(made, start=1):
        write(dossier, number - 1, folder, as_json=as_json)
    return number


def _load(made: Iterable[SampleDossier], url: str) -> int:
    """Load them as they are made, without a file: so neither disk nor memory need hold them all."""
    number = statements = 0
    waiting: list[Values] = []
    for dossier in made:
        waiting.append(Values(dossier.slug, dossier.content))
        statements += len(dossier.content["statements"])
        number += 1
        if statements >= _A_REVISION:
            _load_some(waiting, url)
            waiting, statements = [], 0
    if waiting:
        _load_some(waiting, url)
    return number


def _load_some(waiting: list[Values], url: str) -> None:
    try:
        loaded = load_dossiers(url, waiting)
    except BadDossiers as error:
        for problem in error.problems:
            typer.echo(problem)
        fail("These, and what was to follow, are not loaded.")
    typer.echo(f"revision {loaded.revision}: {len(waiting)} dossiers", err=True)
