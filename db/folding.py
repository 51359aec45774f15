"""Folding: text as people type it and text as it is written become one, so that either finds the other.

What falls away is case, accents, and what no keyboard tells apart; alphabets stay apart. The folded text is
kept beside its original, and a question's text is folded in the same way, so both databases compare plain
text.
"""

import unicodedata
from typing import Final

# Letters with a stroke, which Unicode does not take apart; the apostrophes and dashes of typography.
_ALIKE: Final = str.maketrans(dict(zip("đħıłøŧ’‘ʼ`‐‒–—", "dhilot''''----", strict=True)))
# The last code point, which is no character: what stays is less than it, whatever it begins with.
LAST: Final = "\U0010ffff"


def fold(text: str) -> str:
    """The text without case, accents, compatibility forms, invisible characters and `LAST`; idempotent."""
    if text.isascii():
        return text.lower().replace("`", "'")
    # What folding the case of one makes may come apart again (U+1E9A, U+0149).
    for _ in range(2):
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in apart if not _falls_away(each)).casefold().translate(_ALIKE)
    return unicodedata.normalize("NFC", text)


def _falls_away(character: str) -> bool:
    return (
        unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf" or character == LAST
    )


def beyond(prefix: str) -> str:
    """The least text that is greater than every folded text with this folded prefix."""
    if not prefix:
        return LAST
    following = ord(prefix[-1]) + 1
    # Surrogates are no text.
    return prefix[:-1] + chr(0xE000 if following == 0xD800 else following)
