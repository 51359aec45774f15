"""``dateline anchor``: the anchors of an article's words, as numbers and hashes, for a dossier."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.files import article_text, fail
from db.dossier.text import Span, sentences, sha256


def anchor(
    words: Annotated[str | None, typer.Argument(help="The exact words, as they stand in the text.")] = None,
    *,
    article: Annotated[Path, typer.Option(help="The article's text.", dir_okay=False, exists=True)],
    occurrence: Annotated[
        int, typer.Option(min=1, help="Which occurrence of the words, counted from 1.")
    ] = 1,
    all_sentences: Annotated[
        bool, typer.Option("--sentences", help="Print the anchors of all sentences, as s1, s2, …")
    ] = False,
) -> None:
    """Print the anchor of some words of an article, or of all its sentences."""
    if (words is None) != all_sentences:
        fail("Give the words to be anchored, or --sentences.")
    text = article_text(article)
    if words is None:
        typer.echo(f"text: {{sha256: {sha256(text)}, length: {len(text)}}}\nanchors:")
        for number, sentence in enumerate(sentences(text), start=1):
            typer.echo(f"  s{number}: {_entry(text, sentence)}")
        return
    found = _occurrences(text, words)
    if not found:
        fail("The text does not hold these words: quotation marks and spaces must be those of the text.")
    if occurrence > len(found):
        fail(f"The words occur {len(found)} times in the text, and number {occurrence} was asked for.")
    typer.echo(_entry(text, found[occurrence - 1]))
    if len(found) > 1:
        typer.echo(f"(occurrence {occurrence} of {len(found)})", err=True)


def _occurrences(text: str, words: str) -> list[Span]:
    found = []
    start = text.find(words) if words else -1
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1)
    return found


def _entry(text: str, span: Span) -> str:
    return f"{{start: {span.start}, end: {span.end}, sha256: {sha256(text[span.start : span.end])}}}"
