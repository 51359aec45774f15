"""What is a word, and what only separates."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.dossier.plain import SURROGATE
from db.search.words import (
    BETWEEN,
    FILLER,
    MAX_CHARACTERS,
    MAX_OCCURRENCES,
    MAX_WORD,
    MAX_WORDS,
    passages,
    phrase,
    words,
)

# More letters, marks, formats and digits than arbitrary text has.
TEXTS = st.text(
    st.one_of(
        st.sampled_from(
            "aB9 _-'’ʼé\u0301\u0308\u200b\u200d\ufe0f\u20e3\ue000Їіяßﬁﷺガｶﾞไทยสวั北京한글अनुभव½²ĳ\0\ud800"
        ),
        st.characters(),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("Kryvyi  Rih!", "kryvyi rih"),
        ("Zelenskyy’s “peace”", "zelenskyy s peace"),
        ("Su-34, T-72B3/M", "su 34 t 72b3 m"),
        ("snake_case @name #tag 50%", "snake case name tag 50"),
        # Whichever apostrophe it is.
        *(("Слов'янськ".replace("'", each), "слов янськ") for each in "'’‘ʼ`ʻ´"),
        ("Їжак, Ёлка", "іжак елка"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("ﬁne ½x ²", "fine 12x 2"),
        ("composed é, decomposed e\u0301", "composed e decomposed e"),
        ("soft\u00adhyphen zero\u200bwidth a\u200db", "softhyphen zero width ab"),
        ("\u202eright\u202c العربية עִבְרִית", "right العربية עברית"),
        ("हिन्दी", "हिनदी"),
        ("北京市 ガ ｶﾞ 한글 ไทย", "北 京 市 カ カ 한글 ไ ท ย"),
        ("👩‍👩‍👧 🇺🇦 ☀️ 1️⃣", "1"),
        ("\u0301 \u0308\u0308 \ufe0f", ""),
        ("a\0b \ud800 \ue000 \U0010ffff", "a b"),
        ("x" * 3 * MAX_WORD, "x" * MAX_WORD),
    ],
)
def test_words(text: str, found: str) -> None:
    assert phrase(text) == found


@given(TEXTS)
def test_words_hold_nothing_that_either_index_would_read_otherwise(text: str) -> None:
    for before, written, folded in words(text):
        assert before + written in text
        assert folded == phrase(folded) or len(phrase(folded).split()) > 1
        for each in folded:
            assert each.isalnum() or unicodedata.category(each) in ("Mn", "Mc")
            assert not each.isascii() or each.islower() or each.isdigit()
        assert FILLER not in folded
        assert len(folded) <= MAX_WORD


@given(TEXTS)
def test_however_it_is_composed(text: str) -> None:
    assert phrase(unicodedata.normalize("NFD", text)) == phrase(unicodedata.normalize("NFC", text))


# What is indexed came through UTF-8, which has no half of a pair; what is typed may have one.
@given(st.lists(TEXTS.map(lambda text: SURROGATE.sub("", text)), max_size=4))
def test_passages_are_the_texts_word_for_word(texts: list[str]) -> None:
    found = passages(texts)
    written = json.loads(found.passages)
    once = list(dict.fromkeys(texts))
    assert "".join(written) == BETWEEN.join(once)
    here = found.words.split(" ") if found.words else []
    assert len(written) == (2 * len(here) + 1 if once else 0)
    assert found.words == f" {FILLER} ".join(phrase(each) for each in once).replace("  ", " ").strip()
    for place, word in enumerate(here):
        assert (word == FILLER) or phrase(written[2 * place + 1]) == word


def test_a_very_long_text_is_searched_by_its_beginning() -> None:
    numbers = passages([" ".join(map(str, range(MAX_WORDS + 5)))])
    assert numbers.words.split(" ")[-1] == str(MAX_WORDS - 1)
    assert json.loads(numbers.passages)[-1] == "…"
    long = passages([" ".join(f"{number:0100d}" for number in range(MAX_WORDS))])
    assert len(long.words.replace(" ", "")) == MAX_CHARACTERS
    often = passages(["so " * 300]).words.split(" ")
    assert often == ["so"] * MAX_OCCURRENCES + [FILLER] * (300 - MAX_OCCURRENCES)
