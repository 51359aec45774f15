"""A dossier is held to the text of its article, and every sentence is accounted for."""

from db.dossier.format import Dossier
from db.dossier.problems import Finding
from db.dossier.proving import Coverage, cover, prove
from db.dossier.reading import read
from db.dossier.text import Span, normalised, sha256
from tests.dossier.bridge import DOSSIER, TEXT


def dossier() -> Dossier:
    found = read(DOSSIER).dossier
    assert found is not None
    return found


def text() -> str:
    return normalised(TEXT.read_bytes())


def test_the_right_text_proves_everything() -> None:
    assert list(prove(dossier(), text())) == []
    assert cover(dossier(), text()) == Coverage(6, 5, 1, [])


def test_another_text_is_told_anchor_by_anchor() -> None:
    other = text().replace("dockers", "sailors")
    assert list(prove(dossier(), other)) == [
        Finding(("article", "text", "sha256"), f"the SHA-256 of the text is {sha256(other)}"),
        Finding(
            ("anchors", "hurt"),
            "the text from 144 to 210 is not what the SHA-256 says: `dateline verify` finds where it went",
        ),
    ]


def test_a_text_of_another_length_is_told() -> None:
    assert next(iter(prove(dossier(), f"{text()} now"))) == Finding(
        ("article", "text", "length"), "the text has 281 code points"
    )


def test_a_sentence_without_an_anchor_is_uncovered() -> None:
    longer = f"{text()}\nNobody swims."
    assert cover(dossier(), longer) == Coverage(7, 5, 1, [Span(len(longer) - 13, len(longer))])
