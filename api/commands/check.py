"""``dateline check``: everything that is wrong with dossiers, and how much of an article they cover."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.files import article_text, dossier_files, fail
from db.dossier.checking import Checker
from db.dossier.proving import Coverage, cover, prove
from db.dossier.reading import read
from db.dossier.text import Span


def check(
    dossiers: Annotated[list[Path], typer.Argument(help="Dossiers, or folders of them.")],
    article: Annotated[
        Path | None,
        typer.Option(
            help="The article's text: also prove the one dossier given against it, and its coverage."
        ),
    ] = None,
) -> None:
    """Print every error of the dossiers, each at its place; exit status 1 if there is one."""
    files = dossier_files(dossiers)
    if article is not None and len(files) != 1:
        fail(f"--article proves one dossier, and {len(files)} are given.")
    text = None if article is None else article_text(article)
    checker = Checker()
    lines: list[str] = []
    summary = f"{_count(files)}"
    for file in files:
        reading = read(file)
        checker.add(reading)
        if text is not None and reading.dossier is not None:
            lines += map(str, reading.located(list(prove(reading.dossier, text))))
            coverage = cover(reading.dossier, text)
            lines += [_uncovered(str(article), text, sentence) for sentence in coverage.uncovered]
            summary = _covered(coverage)
    lines = [*map(str, checker.problems()), *lines]
    for line in lines:
        typer.echo(line)
    if lines:
        fail(f"{len(lines)} error{'s' * (len(lines) > 1)} in {_count(files)}")
    typer.echo(f"ok: {summary}")


def _count(files: list[Path]) -> str:
    return f"{len(files)} dossier{'s' * (len(files) > 1)}"


def _covered(coverage: Coverage) -> str:
    return (
        f"{coverage.carrying + coverage.left_out} of {coverage.sentences} sentences are accounted for: "
        f"{coverage.carrying} carry facts, {coverage.left_out} are left out with a reason"
    )


def _uncovered(article: str, text: str, sentence: Span) -> str:
    line = text.count("\n", 0, sentence.start) + 1
    column = sentence.start - text.rfind("\n", 0, sentence.start)
    begin = text[sentence.start : sentence.end].split(maxsplit=5)[:5]
    return (
        f"{article}:{line}:{column}: (text): the sentence from {sentence.start} to {sentence.end} "
        f"(“{' '.join(begin)} …”) carries no anchor: give it one, or list it in left_out"
    )
