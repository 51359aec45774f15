"""Texts are brought to one form and cut into sentences."""

import pytest

from db.dossier.text import NotText, normalised, sentences


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def test_one_form() -> None:
    assert normalised("\ufeff\r\n  Cafe\u0301\r\nx\ry \n".encode()) == "Café\nx\ny"


def test_what_is_no_utf8_is_refused() -> None:
    with pytest.raises(NotText, match=r"^byte 1 is no UTF-8: save the text as UTF-8$"):
        normalised(b"a\xff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("“It is shut.” She left.", ["“It is shut.”", "She left."]),
        ("“Enough! We stay,” he said. Then", ["“Enough!", "We stay,” he said.", "Then"]),
        ("“Is it?” she asked. Yes.", ["“Is it?” she asked.", "Yes."]),
        ('He (of all men.) Said: "No." Off', ["He (of all men.)", 'Said: "No."', "Off"]),
        (
            "Gen. Ivo Marr met Mr. Quill at 5 p.m. and left.",
            ["Gen. Ivo Marr met Mr. Quill at 5 p.m. and left."],
        ),
        ("J. R. Marr of the U.S. Navy paid 3.5 million.", ["J. R. Marr of the U.S. Navy paid 3.5 million."]),
        ("It cost 5. 300 came.", ["It cost 5.", "300 came."]),
        ("A heading\nA line. Another\n\nLast", ["A heading", "A line.", "Another", "Last"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected
