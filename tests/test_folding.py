"""What people type finds what is written: folding."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.folding import LAST, beyond, fold

TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aÀéßİΐŉﷺ한ёй\u0301\u200b"))
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kryvyi Rih", "KRYVYI RIH"),
        ("Zelenskýy", "zelenskyy"),
        ("Зеленський", "ЗЕЛЕНСКИИ".replace("СК", "СЬК")),
        ("Łódź", "lodz"),
        ("Großmacht", "GROSSMACHT"),
        ("Ångström", "A\u030angstro\u0308m"),
        ("Lukʼyanivka", "Luk'yanivka"),
        ("Nagorno–Karabakh", "nagorno-karabakh"),
        ("\u202eעברית\u202c", "עברית"),
        ("ｆｕｌｌ ﬁ", "full fi"),
        ("ΟΔΟΣ", "οδος"),
        ("한국", "한국"),
    ],
)
def test_the_same_when_folded(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_alphabets_and_letters_stay_apart() -> None:
    assert (
        len({fold(each) for each in ("Демидовка", "Demidovka", "Demydivka", "क", "कि", "か", "100%", "100_")})
        == 8
    )


@given(TEXTS)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=3).filter(lambda text: text.isascii()))
def test_plain_text_takes_the_short_way_to_the_same_end(text: str) -> None:
    assert fold(text) == fold(text + "й").removesuffix("и")


@given(TEXTS.map(fold), TEXTS.map(fold))
def test_what_begins_with_a_prefix_is_a_range(prefix: str, text: str) -> None:
    assert prefix <= prefix + text < beyond(prefix)
    assert text.startswith(prefix) is (prefix <= text < beyond(prefix))


def test_a_prefix_before_the_surrogates_has_a_successor() -> None:
    assert beyond("a\ud7ff") == "a\ue000"
    assert beyond("") == LAST
    assert json.dumps(beyond("z")) == '"{"'
