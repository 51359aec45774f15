"""What people type becomes terms, and nothing that they type is a mistake."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadInput
from db.search.question import MAX_LENGTH, MAX_WORDS, Question, parse


def shown(text: str) -> str:
    """The terms as they would be typed most plainly."""
    question = parse(text, "text")
    wanted = [f'"{each.words}"{"*" if each.prefix else ""}' for each in question.wanted]
    return " ".join(
        [*wanted, *(f'-"{each.words}"{"*" if each.prefix else ""}' for each in question.unwanted)]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kryvyi Rih", '"kryvyi" "rih"'),
        ('"Kryvyi Rih"', '"kryvyi rih"'),
        ("“Kryvyi Rih” «nach Osten» „so“", '"kryvyi rih" "nach osten" "so"'),
        ("strike -drone", '"strike" -"drone"'),
        ('strike -"air defence" -su*', '"strike" -"air defence" -"su"*'),
        ("kry* Su-3*", '"kry"* "su 3"*'),
        ("Su-34 Ukraine's and/or", '"su 34" "ukraine s" "and or"'),
        # A sign that stands anywhere else only separates.
        ("*kry k*y kry** * - -- +a ~b", '"kry" "k y" "kry"* "a" "b"'),
        ("--a b- c -d", '"b" "c" -"a" -"d"'),
        ('"a*" b', '"a" "b"'),
        ('a"b c"d', '"a" "b c" "d"'),
        ('a"-b', '"a" -"b"'),
        ('5" gun', '"5" "gun"'),
        ('"never closed', '"never" "closed"'),
        ('a -"never closed', '"a" "closed" -"never"'),
        ('"" "!" a', '"a"'),
        ("NOT AND OR NEAR(a b, 5) title: a", '"not" "and" "or" "near a" "b" "5" "title" "a"'),
        ("a & b | !c <-> d:* 'e'", '"a" "b" "c" "d" "e"'),
        ('"a" "A" "á"', '"a"'),
        ("北京 -上海", '"北 京" -"上 海"'),
        ("\u202eright\u202c עברית", '"right" "עברית"'),
        ("x\0y \ud800z", '"x y" "z"'),
        ("👩‍👩‍👧 go", '"go"'),
    ],
)
def test_terms(typed: str, meant: str) -> None:
    assert shown(typed) == meant


def test_neighbours_may_be_one_name() -> None:
    question = parse('удар Кривий Ріг -x "a b" c* d', "text")
    assert [each.names for each in question.wanted] == [
        ("удар", "удар кривии", "удар кривии ріг"),
        ("кривии", "кривии ріг", "удар кривии", "удар кривии ріг"),
        ("ріг", "кривии ріг", "удар кривии ріг"),
        ("a b",),
        (),
        ("d",),
    ]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "there is no letter and no digit; give at least one word to look for"),
        (" \t\n", "there is no letter and no digit"),
        (string.punctuation, "there is no letter and no digit"),
        ("👩‍👩‍👧 ☀️ \u0301", "there is no letter and no digit"),
        ("\0\ud800", "there is no letter and no digit"),
        ('-a -"b c"', "words are only left out; give at least one word to look for"),
        ("x" * (MAX_LENGTH + 1), "1001 characters are more than 1000; ask for fewer words"),
        ("x " * 5000, "10000 characters are more than 1000"),
        ("a " * (MAX_WORDS + 1), "these are more than 50 words; ask for fewer words"),
        ('"' + "a " * (MAX_WORDS + 1) + '"', "these are more than 50 words"),
    ],
)
def test_what_names_nothing_to_look_for_is_refused(typed: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(typed, "text")
    assert refused.value.message.startswith(f"text: {message}")
    assert refused.value.argument == "text"


@given(st.text(st.one_of(st.sampled_from("ab*-\"“” '&|!():^+~"), st.characters()), max_size=60))
def test_whatever_is_typed_becomes_terms_or_is_refused(typed: str) -> None:
    try:
        question = parse(typed, "text")
    except BadInput as refused:
        question = None
        said = refused.message
    if question is None:
        assert said.startswith("text: ")
        return
    assert isinstance(question, Question)
    assert question.wanted
    for term in (*question.wanted, *question.unwanted):
        assert all(word and (word[0].isalnum() or not word.isascii()) for word in term.words.split(" "))
        assert not set(term.words) & set(string.punctuation)
