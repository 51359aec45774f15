"""Words: what of a text can be searched for, and the text around it.

A word is a run of letters, digits and their marks, folded (`db.folding`); everything else only separates.
Where a script is written without spaces, each character is a word. An apostrophe separates too, whichever it
is, so that "Слов'янськ" is one and the same under all of them. Both databases are given words that are taken
apart already: their own parsers would do it in two different ways.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

import orjson

from db.folding import fold

FILLER: Final = "\ue000"
"""Stands where no word is, as between two texts: a phrase does not run across it, and no word is like it."""

MAX_WORD: Final = 100
"""Code points of a word that count. PostgreSQL takes 2,046 bytes."""

# PostgreSQL keeps 16,383 positions in a text, 256 of one word, and a megabyte in all.
MAX_WORDS: Final = 16_000
MAX_OCCURRENCES: Final = 255
MAX_CHARACTERS: Final = 200_000

BETWEEN: Final = " · "
"""What is shown between two texts."""


# Thai, Lao, Myanmar, Khmer, kana and Han.
_UNSPACED: Final = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17dc-\u17dd"
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003fffd"
)
_ASCII: Final = re.compile("([0-9A-Za-z]+)")


class _Patterns(NamedTuple):
    """Of text that is not ASCII: a word, and what folding may leave that is no part of one."""

    word: re.Pattern[str]
    no_word: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Made when first needed: it takes some 50 ms to ask for the category of every character."""
    # No marks stand between the last of the alphabets and the tags of plane 14.
    points = [
        (point, category)
        for point in (*range(0x80, 0x20000), *range(0xE0000, 0xE0200))
        if (category := unicodedata.category(chr(point))) in ("Mn", "Mc", "Me", "Cf")
    ]
    # Marks, and invisible characters inside words; not the space of no width.
    joined = _ranges(point for point, _ in points if point != 0x200B)
    # What encloses a character or selects its glyph makes no other word of it.
    kept = _ranges(
        point
        for point, category in points
        if category in ("Mn", "Mc") and not (0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF)
    )
    # Unicode has apostrophes and primes among the letters too.
    letters = rf"[^\W_\u02b9-\u02c1\u02ee{_UNSPACED}]"
    return _Patterns(
        re.compile(rf"[{_UNSPACED}][{joined}]*|{letters}+(?:[{joined}]+{letters}*)*"),
        # Spaces, apostrophes, a fraction's stroke.
        re.compile(rf"[^\w{kept}]|_"),
    )


def _ranges(points: Iterable[int]) -> str:
    """Code points in order, as a character class of a regular expression has them."""
    found: list[list[int]] = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


@lru_cache(maxsize=20_000)
def _folded(written: str) -> str:
    if written.isascii():
        return written.lower()[:MAX_WORD]
    return _patterns().no_word.sub("", fold(written))[:MAX_WORD]


def words(text: str) -> Iterator[tuple[str, str, str]]:
    """The words of a text in order, each with what stands before it: (before, as written, folded).

    What is before a word begins after the word that was before it.
    """
    end = 0
    for found in (_ASCII if text.isascii() else _patterns().word).finditer(text):
        written = found[0]
        if folded := _folded(written):
            begin = found.start()
            yield text[end:begin], written, folded
            end = begin + len(written)


def phrase(text: str) -> str:
    """The folded words of a text with a space between them: nothing where it has none."""
    return " ".join(folded for _, _, folded in words(text))


class Passages(NamedTuple):
    """Texts as they are searched: ``words`` with a space between them, ``passages`` for snippets.

    The latter is a JSON array: before each word what stands in front of it, and at the end what follows.
    """

    words: str
    passages: str


def passages(texts: Iterable[str]) -> Passages:
    """The words of several texts, each text once; of very long ones the beginning."""
    found: list[str] = []
    written: list[str] = []
    length = 0
    once = dict.fromkeys(texts)
    short = sum(map(len, once)) + len(once) <= MAX_WORDS
    for text in once:
        if written:
            # Its word is what stands between the two; what followed the last word stands in front of it.
            found.append(FILLER)
            written.append(BETWEEN)
        if short and text.isascii():
            # Nearly all there is to index: words and what is between them by turns, and no bound in sight.
            pieces = _ASCII.split(text)
            own = pieces[1::2]
            if own and (len(text) <= MAX_WORD or max(map(len, own)) <= MAX_WORD):
                written += pieces
                found.append(" ".join(own).lower())
                continue
        end = 0
        for before, word, folded in words(text):
            length += len(folded)
            if length > MAX_CHARACTERS or len(found) >= MAX_WORDS:
                written.append("…")
                return _passages(found, written)
            found.append(folded)
            written += (before, word)
            end += len(before) + len(word)
        written.append(text[end:])
    return _passages(found, written)


def _passages(found: list[str], written: list[str]) -> Passages:
    """``found`` are words, each by itself or several with a space between them."""
    words = " ".join(found)
    if words.count(" ") >= MAX_OCCURRENCES:
        words = " ".join(_seldom(words.split(" ")))
    return Passages(words, orjson.dumps(written).decode())


def _seldom(words: Iterable[str]) -> Iterator[str]:
    """The words, with `FILLER` in the place of those that were there too often before."""
    seen: Counter[str] = Counter()
    for word in words:
        seen[word] += 1
        yield FILLER if seen[word] > MAX_OCCURRENCES else word
