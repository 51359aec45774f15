"""Proving a dossier against the article's text: the text is the one that was read, each anchor is its slice,
and every sentence is accounted for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from db.dossier.format import Dossier
from db.dossier.problems import Finding
from db.dossier.references import anchor_references
from db.dossier.text import Span, sentences, sha256


@dataclass(frozen=True)
class Coverage:
    """How many of the article's sentences carry a fact, how many are left out, and which are neither."""

    sentences: int
    carrying: int
    left_out: int
    uncovered: list[Span]


def prove(dossier: Dossier, text: str) -> Iterator[Finding]:
    """Findings where the dossier is not true to the normalised ``text``.

    Quotations and the wording of figures need no look at the text: `db.dossier.checks.spans` holds them to
    their anchors' hashes, and here the anchors are held to the text.
    """
    fingerprint = dossier.article.text
    if fingerprint.length != len(text):
        yield Finding(("article", "text", "length"), f"the text has {len(text)} code points")
    if fingerprint.sha256 != sha256(text):
        yield Finding(("article", "text", "sha256"), f"the SHA-256 of the text is {sha256(text)}")
    for name, anchor in dossier.anchors.items():
        if anchor.end <= len(text) and sha256(text[anchor.start : anchor.end]) != anchor.sha256:
            yield Finding(
                ("anchors", name),
                f"the text from {anchor.start} to {anchor.end} is not what the SHA-256 says: "
                "`dateline verify` finds where it went",
            )


def cover(dossier: Dossier, text: str) -> Coverage:
    """Which sentences of ``text`` are accounted for by an anchor that touches them."""
    left_out = {omission.anchor for omission in dossier.left_out}
    used = {name for name, _ in anchor_references(dossier)}
    spans = {name: Span(one.start, one.end) for name, one in dossier.anchors.items()}
    facts = [span for name, span in spans.items() if name in used - left_out]
    omissions = [span for name, span in spans.items() if name in left_out]
    carrying, omitted, uncovered = 0, 0, []
    cut = list(sentences(text))
    for sentence in cut:
        if _touched(sentence, facts):
            carrying += 1
        elif _touched(sentence, omissions):
            omitted += 1
        else:
            uncovered.append(sentence)
    return Coverage(len(cut), carrying, omitted, uncovered)


def _touched(sentence: Span, spans: list[Span]) -> bool:
    return any(span.start < sentence.end and sentence.start < span.end for span in spans)
