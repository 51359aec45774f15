"""``dateline check``: everything that is wrong with dossiers, and how much of an article they cover."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.database import Database, database_url, sentences
from api.commands.files import article_text, dossier_files, fail
from db.dossier.checking import Checker
from db.dossier.held import Held
from db.dossier.problems import Problem
from db.dossier.proving import Coverage, cover, prove
from db.dossier.reading import read
from db.dossier.text import Span
from db.migration import current, head, reading


def check(
    dossiers: Annotated[list[Path], typer.Argument(help="Dossiers, or folders of them.")],
    article: Annotated[
        Path | None,
        typer.Option(
            help="The article's text: also prove the one dossier given against it, and its coverage."
        ),
    ] = None,
    *,
    database: Database = None,
    no_database: Annotated[
        bool, typer.Option("--no-database", help="Let nothing be referred to but what the dossiers hold.")
    ] = False,
) -> None:
    """Print every error of the dossiers, each at its place; exit status 1 if there is one.

    The dossiers may refer to one another, and to what is loaded in the database, if there is one and it has
    the schema of this release.
    """
    files = dossier_files(dossiers)
    if article is not None and len(files) != 1:
        fail(f"--article proves one dossier, and {len(files)} are given.")
    text = None if article is None else article_text(article)
    checker = Checker()
    proofs: list[Problem] = []
    uncovered: list[str] = []
    summary = f"{_count(files)}"
    for file in files:
        taken = read(file)
        checker.add(taken)
        if text is not None and taken.dossier is not None:
            proofs = taken.located(list(prove(taken.dossier, text)))
            coverage = cover(taken.dossier, text)
            uncovered = [_uncovered(str(article), text, sentence) for sentence in coverage.uncovered]
            summary = _covered(coverage)
    with sentences():
        problems = _problems(checker, None if no_database else database_url(database))
    lines = [*map(str, sorted([*problems, *proofs])), *uncovered]
    for line in lines:
        typer.echo(line)
    if lines:
        fail(f"{len(lines)} error{'s' * (len(lines) > 1)} in {_count(files)}")
    typer.echo(f"ok: {summary}")


def _problems(checker: Checker, url: str | None) -> list[Problem]:
    if url is None or (found := current(url)) is None:
        return checker.problems()
    if found != head():
        typer.echo(
            "The database has another schema version and is not looked at: run `dateline migrate`.", err=True
        )
        return checker.problems()
    with reading(url) as connection:
        return checker.problems(Held(connection, checker.dossiers))


def _count(files: list[Path]) -> str:
    return f"{len(files)} dossier{'s' * (len(files) > 1)}"


def _covered(coverage: Coverage) -> str:
    return (
        f"{coverage.carrying + coverage.left_out} of {coverage.sentences} sentences are accounted for: "
        f"{coverage.carrying} with facts, {coverage.left_out} left out with a reason"
    )


def _uncovered(article: str, text: str, sentence: Span) -> str:
    line = text.count("\n", 0, sentence.start) + 1
    column = sentence.start - text.rfind("\n", 0, sentence.start)
    begin = text[sentence.start : sentence.end].split(maxsplit=5)[:5]
    return (
        f"{article}:{line}:{column}: (text): the sentence from {sentence.start} to {sentence.end} "
        f"(“{' '.join(begin)} …”) carries no anchor: give it one, or list it in left_out"
    )
