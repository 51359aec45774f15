"""Anchors are found again in a copy that was set in another way, and said to be absent where they are not."""

import textwrap
from collections import Counter
from collections.abc import Callable

import pytest

from db.dossier.format import Dossier
from db.dossier.reading import read
from db.dossier.text import normalised
from db.dossier.variants import variants
from db.dossier.verifying import Verdict, verify
from tests.dossier.bridge import DOSSIER, TEXT

ALL = ["closed", "unsafe", "unsafe-words", "denial", "hurt", "two", "unknown", "link"]


@pytest.fixture
def dossier() -> Dossier:
    found = read(DOSSIER).dossier
    assert found is not None
    return found


@pytest.fixture
def text() -> str:
    return normalised(TEXT.read_bytes())


def test_the_text_itself_matches(dossier: Dossier, text: str) -> None:
    assert verify(dossier, text) == [
        Verdict(name, "match", dossier.anchors[name].start, dossier.anchors[name].end, exact=True)
        for name in ALL
    ]


def test_a_sentence_put_in_front_moves_all(dossier: Dossier, text: str) -> None:
    moved = verify(dossier, f"Updated. {text}")
    assert {one.status for one in moved} == {"moved"}
    assert [(one.start, one.end) for one in moved] == [
        (anchor.start + 9, anchor.end + 9) for anchor in dossier.anchors.values()
    ]


def straight(text: str) -> str:
    return text.replace("“", '"').replace("”", '"')


def wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 40) for paragraph in straight(text).split("\n"))


def spaced(text: str) -> str:
    return text.replace(" the ", "\u00a0the  ").replace("\n", "\n\n")


@pytest.mark.parametrize("setting", [straight, wrapped, spaced])
def test_another_setting_is_found(dossier: Dossier, text: str, setting: Callable[[str], str]) -> None:
    copy = setting(text)
    for verdict in verify(dossier, copy):
        anchor = dossier.anchors[verdict.anchor]
        assert verdict.start is not None
        found = copy[verdict.start : verdict.end]
        assert _plain(found) == _plain(text[anchor.start : anchor.end])
        assert verdict.exact == (found == text[anchor.start : anchor.end])


def _plain(text: str) -> str:
    return " ".join(straight(text).split())


def test_what_a_copy_changed_is_absent(dossier: Dossier, text: str) -> None:
    verdicts = verify(dossier, text.replace("dockers", "sailors").replace("It is not safe", "It is unsafe"))
    assert [verdict.anchor for verdict in verdicts if verdict.status == "absent"] == [
        "unsafe",
        "unsafe-words",
        "hurt",
    ]
    assert verdicts[1] == Verdict("unsafe", "absent", None, None, exact=False)


def test_of_several_places_the_one_in_its_sentence_is_taken(dossier: Dossier, text: str) -> None:
    copy = f"Two boats. {text} Two more."
    two = next(verdict for verdict in verify(dossier, copy) if verdict.anchor == "two")
    assert two == Verdict("two", "moved", 155, 158, exact=True)


def test_an_unrelated_text_has_none_of_it(dossier: Dossier) -> None:
    assert Counter(verdict.status for verdict in verify(dossier, "Nothing of the kind.")) == {"absent": 8}


def test_a_variant_knows_where_in_the_copy_it_comes_from() -> None:
    copy = "He said...\n\n“No”  –\u00a0twice."
    for variant in variants(copy):
        word = variant.text.index("twice.")
        start, end = variant.place(word, word + 6)
        assert copy[start:end] == "twice."
