"""A copy of a text as it may have been set elsewhere: other quotation marks, other spaces, other dashes.

A dossier knows an anchor's words only by their hash, and a hash forgives nothing. So a copy that was set in
another way is turned into each of the ways that are common, with a map back to the copy's own offsets.
"""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

# A single space is a single space everywhere, so it is no site.
_SITE = re.compile("[^\\S\n]*\n\\s*|[^\\S\n]{2,}|[^\\S\n ]|[\"“”„‟]|['‘’‛]|[‐‑–—―-]|…|\\.\\.\\.")
_OPENS_AFTER: Final = " \n([{—–-“‘\"'"


@dataclass(frozen=True)
class Variant:
    """One setting of the copy; ``origin[i]`` is where in the copy its code point ``i`` comes from."""

    text: str
    origin: "array[int]"

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span in the copy of a span of the variant that begins and ends with no white space."""
        return self.origin[start], self.origin[end - 1] + 1


_Set = Callable[[str, str], str]
"""From what stands at a site, and the code point before it, to what is set there."""


def _keep(found: str, _: str) -> str:
    return found


def _always(setting: str) -> _Set:
    return lambda _found, _before: setting


def _curled(opening: str, closing: str) -> _Set:
    return lambda _, before: opening if not before or before in _OPENS_AFTER else closing


def _lines(single: str, blank: str) -> _Set:
    """A line break as ``single``, or as ``blank`` where empty lines follow."""
    return lambda found, _: blank if found.count("\n") > 1 else single


_CURLY: Final = (_curled("“", "”"), _curled("‘", "’"))
_STRAIGHT: Final = (_always('"'), _always("'"))
_QUOTES: Final = (
    (_keep, _keep),
    _CURLY,
    _STRAIGHT,
    (_CURLY[0], _STRAIGHT[1]),
    (_STRAIGHT[0], _CURLY[1]),
)
_LINES: Final = (
    _lines("\n", "\n"),
    _lines(" ", "\n"),
    _lines("\n", "\n\n"),
    _lines(" ", "\n\n"),
    _lines("\n\n", "\n\n"),
    _lines(" ", " "),
)
_DASHES: Final = (_keep, _always("–"), _always("—"), _always("-"))
_DOTS: Final = (_keep, _always("…"), _always("..."))


def variants(copy: str) -> Iterator[Variant]:
    """The copy itself, then its other settings, each different text once, the likelier ones first."""
    yield Variant(copy, array("I", range(len(copy))))
    quotes = _QUOTES if re.search("[\"“”„‟'‘’‛]", copy) else _QUOTES[:1]
    lines = _LINES if "\n" in copy else _LINES[:1]
    dashes = _DASHES if re.search("[‐‑–—―-]", copy) else _DASHES[:1]
    dots = _DOTS if re.search("…|\\.\\.\\.", copy) else _DOTS[:1]
    seen = {copy}
    # Dashes and dots are changed by fewer publishers: not combined with every kind of line break.
    for line, quote, dash, dot in (
        *product(lines, quotes, dashes[:1], dots[:1]),
        *product(lines[:2], quotes[:3], dashes, dots),
    ):
        double, apostrophe = quote
        variant = _set(copy, line, double, apostrophe, dash, dot)
        if variant.text not in seen:
            seen.add(variant.text)
            yield variant


def folded(copy: str) -> Variant:
    """The copy with one kind of quotation mark, apostrophe, dash and space, to find known words in."""
    return _set(copy, _always(" "), _always('"'), _always("'"), _always("-"), _always("..."))


def _set(copy: str, line: _Set, double: _Set, apostrophe: _Set, dash: _Set, dots: _Set) -> Variant:
    pieces: list[str] = []
    origin = array("I")
    done = 0
    for match in _SITE.finditer(copy):
        start, end = match.span()
        found = match[0]
        if "\n" in found:
            choose = line
        elif found.isspace():
            choose = _always(" ")
        elif found in '"“”„‟':
            choose = double
        elif found in "'‘’‛":
            choose = apostrophe
        elif found in ("…", "..."):
            choose = dots
        else:
            choose = dash
        setting = choose(found, copy[start - 1] if start else "")
        pieces += (copy[done:start], setting)
        origin.extend(range(done, start))
        # The last code point of a setting stands for the last of the site, so that a span may end there.
        origin.extend([start] * (len(setting) - 1) + [end - 1])
        done = end
    pieces.append(copy[done:])
    origin.extend(range(done, len(copy)))
    return Variant("".join(pieces), origin)
