"""What commands that take dossiers have in common: finding the files, and ending with a message."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NoReturn

import typer

from db.dossier.text import NotText, normalised

_SUFFIXES: Final = (".yaml", ".yml", ".json")


def dossier_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those of the folders named whose names end as a dossier's, in order, each once.

    A path that does not exist or may not be entered, or a folder without a dossier, ends the command.
    """
    files: dict[Path, None] = {}
    for path in paths:
        try:
            files.update(dict.fromkeys(_dossiers_at(path)))
        except OSError as error:
            fail(f"{path}: {error.strerror}")
    return list(files)


def _dossiers_at(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES)
        return found or fail(f"{path} holds no dossier: their names end in {', '.join(_SUFFIXES)}")
    return [path] if path.exists() else fail(f"{path} does not exist")


def article_text(file: Path) -> str:
    """The normalised text of an article; ends the command where the file is none."""
    try:
        return normalised(file.read_bytes())
    except (OSError, NotText) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        fail(f"{file}: {reason}")


def fail(message: str) -> NoReturn:
    """End the command with one line on standard error and exit status 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
