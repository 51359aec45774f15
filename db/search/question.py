"""What people type into a search box, as terms.

Words all have to be there, in any order. ``"exact phrase"`` has to be there as it is; ``-word`` and
``-"exact phrase"`` must not be; ``begin*`` is a beginning. What is typed without a space between (``Su-34``,
``Ukraine's``) is a phrase too. Every other character only separates words, so nothing that can be typed is a
mistake, except to name nothing to look for.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from db.errors import BadInput
from db.search.words import words

MAX_LENGTH: Final = 1000
MAX_WORDS: Final = 50
MAX_NAME_TERMS: Final = 6
"""Terms that are looked up together as one name, although they are typed without quotation marks."""

HOW_TO_ASK: Final = 'words, "exact phrase", -without, begin*'

_MARKS: Final = '"“”„‟«»＂'
_MARK: Final = re.compile(f"[{_MARKS}]")
_PIECE: Final = re.compile(
    rf"(?P<sign>-?)[{_MARKS}](?P<quoted>[^{_MARKS}]*)[{_MARKS}]|(?P<bare>[^\s{_MARKS}]+)"
)


class Term(NamedTuple):
    """Words in a row, folded, with a space between them; ``prefix``: the last one is only a beginning.

    ``names``: under which names, again as words, an entity may be known whose other names will do as well.
    """

    words: str
    prefix: bool
    names: tuple[str, ...] = ()


class Question(NamedTuple):
    """What must be there, all of it, and what must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


class _Piece(NamedTuple):
    """A term as it was typed; ``loose``: a name may go on with what is typed beside it."""

    words: str
    prefix: bool
    unwanted: bool
    loose: bool


@lru_cache(maxsize=1024)
def parse(text: str, argument: str) -> Question:
    """The terms of a question, each once. Raises `BadInput`, which says how to ask."""
    if len(text) > MAX_LENGTH:
        raise BadInput(
            f"{argument}: {len(text)} characters are more than {MAX_LENGTH}; ask for fewer words",
            argument=argument,
        )
    pieces = list(_pieces(text))
    if sum(len(piece.words.split(" ")) for piece in pieces) > MAX_WORDS:
        raise BadInput(
            f"{argument}: these are more than {MAX_WORDS} words; ask for fewer words", argument=argument
        )
    wanted = _wanted(pieces)
    if not wanted:
        what = "words are only left out" if pieces else "there is no letter and no digit"
        raise BadInput(
            f"{argument}: {what}; give at least one word to look for: {HOW_TO_ASK}", argument=argument
        )
    unwanted = dict.fromkeys(Term(piece.words, piece.prefix) for piece in pieces if piece.unwanted)
    return Question(wanted, tuple(unwanted))


def _pieces(text: str) -> Iterator[_Piece]:
    text = _paired(text)
    for found in _PIECE.finditer(text):
        bare = found["bare"]
        if bare is None:
            quoted = " ".join(word for _, _, word in words(found["quoted"]))
            if quoted:
                yield _Piece(quoted, False, found["sign"] == "-", False)
            continue
        unwanted = bare.startswith("-") and (found.start() == 0 or text[found.start() - 1].isspace())
        taken = list(words(bare))
        if taken:
            # A sign of its own right behind the last word; anywhere else it only separates.
            end = sum(len(before) + len(written) for before, written, _ in taken)
            prefix = bare.startswith("*", end)
            joined = " ".join(word for _, _, word in taken)
            yield _Piece(joined, prefix, unwanted, not (prefix or unwanted))


def _paired(text: str) -> str:
    """The text without a quotation mark that has no partner."""
    marks = [found.start() for found in _MARK.finditer(text)]
    if len(marks) % 2 == 0:
        return text
    alone = marks[-1]
    begins = alone == 0 or text[alone - 1] == "-" or text[alone - 1].isspace()
    return text[:alone] + ("" if begins else " ") + text[alone + 1 :]


def _wanted(pieces: Sequence[_Piece]) -> tuple[Term, ...]:
    """The terms that must be there, each with the names of which it may be a part."""
    terms: dict[Term, None] = {}
    for place, piece in enumerate(pieces):
        if not piece.unwanted:
            spans = _names_around(pieces, place) if piece.loose else () if piece.prefix else (piece.words,)
            terms[Term(piece.words, piece.prefix, tuple(spans))] = None
    return tuple(terms)


def _names_around(pieces: Sequence[_Piece], place: int) -> Iterator[str]:
    """Everything that a piece and its neighbours may be the name of."""
    for first in range(place, max(-1, place - MAX_NAME_TERMS), -1):
        if not pieces[first].loose:
            return
        for last in range(place, min(len(pieces), first + MAX_NAME_TERMS)):
            if not pieces[last].loose:
                break
            yield " ".join(piece.words for piece in pieces[first : last + 1])
