"""The first article's dossier is sound, whole, and true to the article."""

from pathlib import Path

import pytest

from db.dossier import proving
from db.dossier.checking import Checker
from db.dossier.format import Dossier
from db.dossier.reading import Reading
from db.dossier.text import normalised

ARTICLE = Path(__file__).parent.parent.parent.parent / "shared" / "article.txt"


def test_it_checks(reading: Reading) -> None:
    checker = Checker()
    checker.add(reading)
    assert checker.problems() == []


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article's text does not lie beside the checkout")
def test_it_is_true_to_the_article_and_passes_no_sentence_over(dossier: Dossier) -> None:
    text = normalised(ARTICLE.read_bytes())
    assert list(proving.prove(dossier, text)) == []
    assert proving.cover(dossier, text) == proving.Coverage(24, 22, 2, [])
    anchors = dossier.anchors
    for statement in dossier.statements:
        for quotation in statement.quotations:
            anchor = anchors[quotation.anchor]
            assert text[anchor.start : anchor.end] == quotation.text
            assert text[anchor.start - 1] == "“"
            assert text[anchor.end :].lstrip(",.").startswith("”")
        for figure in statement.figures:
            anchor = anchors[figure.anchor]
            assert text[anchor.start : anchor.end] == figure.wording


def test_it_holds_so_much(dossier: Dossier) -> None:
    assert {
        "anchors": len(dossier.anchors),
        "left out": len(dossier.left_out),
        "sources": len(dossier.sources),
        "locations": len(dossier.locations),
        "events": len(dossier.events),
        "statements": len(dossier.statements),
        "sides": len(dossier.sides),
        "gaps": len(dossier.gaps),
    } == {
        "anchors": 55,
        "left out": 2,
        "sources": 22,
        "locations": 18,
        "events": 24,
        "statements": 38,
        "sides": 35,
        "gaps": 2,
    }
    parts = ("attributions", "bearings", "participations", "placements", "mentions", "relations")
    counted = {part: sum(len(getattr(statement, part)) for statement in dossier.statements) for part in parts}
    assert counted == {
        "attributions": 64,
        "bearings": 88,
        "participations": 30,
        "placements": 21,
        "mentions": 13,
        "relations": 18,
    }
