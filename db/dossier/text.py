"""An article's text: brought to one form, fingerprinted, and cut into sentences. It is never kept."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple


class NotText(ValueError):
    """The file is no text in UTF-8."""


class Span(NamedTuple):
    """Code points ``start`` to ``end``, exclusive, as a slice."""

    start: int
    end: int


def normalised(data: bytes) -> str:
    """The text in the form NFC_LF: no byte order mark, line ends as LF, NFC, no white space at either end.

    Raises `NotText`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(f"byte {error.start} is no UTF-8: save the text as UTF-8") from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def sha256(text: str) -> str:
    """The fingerprint of the text or of a slice of it."""
    return hashlib.sha256(text.encode()).hexdigest()


# A sentence ends at . ! ? or …, with the closing quotation marks and brackets after it, where white space and
# an upper-case letter, a digit or an opening mark follow. A line's end always ends one: headings and lists
# have no full stop.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[\w])")
_NEXT = re.compile(r"\s+[\"'“‘«(\[]*(\w)")
_LAST_WORD = re.compile(r"(\S+)$")
_ABBREVIATIONS: Final = frozenset(
    (
        *(
            "adm",
            "approx",
            "art",
            "brig",
            "capt",
            "cf",
            "co",
            "col",
            "corp",
            "dr",
            "e.g",
            "est",
            "etc",
            "fig",
        ),
        *(
            "gen",
            "gov",
            "hon",
            "i.e",
            "inc",
            "jr",
            "lt",
            "ltd",
            "maj",
            "messrs",
            "mr",
            "mrs",
            "ms",
            "mt",
            "nos",
        ),
        *("p", "pp", "pres", "prof", "rep", "rev", "sen", "sgt", "sr", "st", "u.k", "u.n", "u.s", "vs"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    )
)


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a normalised text, in order; together they cover all that is no white space.

    A quotation of several sentences followed by its attribution (“Enough. We stay,” he said.) is cut at its
    full stops like any other text, so that each part can be anchored by itself. Not cut: after a known
    abbreviation or an initial, inside a number, and before a lower-case word.
    """
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in _ends(text, *line.span()):
            yield from _trimmed(text, start, end)
            start = end
        yield from _trimmed(text, start, line.end())


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, start, match):
            yield match.end()


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end())
    if following is None or following[1].islower():
        return False
    if match[0] != ".":
        return True
    word = _LAST_WORD.search(text, start, match.start())
    if word is None:
        return True
    last = word[1].lstrip("\"'“‘«([").casefold()
    return last not in _ABBREVIATIONS and not (len(last) == 1 and last.isalpha())


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    finish = end - (len(piece) - len(piece.rstrip()))
    if begin < finish:
        yield Span(begin, finish)
