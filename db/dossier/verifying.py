"""Finding a dossier's anchors in a copy of the article, without having the text that they were made from.

An anchor's words are known by their length and hash only, those of a quotation or a figure as words too. In
each setting of the copy (`db.dossier.variants`), every slice of the anchor's length that begins and ends at
the edge of a word is hashed; words that are known are also looked for with marks and spaces folded. Among
several places the nearest to where the anchors around it have moved is taken.

What this cannot see: an anchor that a copy changed by a single letter, one that mixes settings within
itself (one straight and one curly quotation mark), and one that begins or ends inside a word. They are
reported as absent, and absent means no more than: not found.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from db.dossier.format import AnchorEntry, Dossier
from db.dossier.text import sha256
from db.dossier.variants import Variant, folded, variants

Status = Literal["match", "moved", "absent"]

_BEGINS = re.compile(r"(?<!\w)\w|[^\w\s]")
_ENDS = re.compile(r"\w(?!\w)|[^\w\s]")
_MANY: Final = 1000
"""Places of one anchor that are looked at; the word “the” has no more than that in a long article."""


@dataclass(frozen=True)
class Verdict:
    """Where an anchor is in the copy: offsets in the copy's own normalised text, None where it is absent.

    ``exact`` is False where quotation marks, dashes or spaces are set in another way.
    """

    anchor: str
    status: Status
    start: int | None = None
    end: int | None = None
    exact: bool = False


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    exact: bool


def verify(dossier: Dossier, copy: str) -> list[Verdict]:
    """A verdict on each anchor, in the dossier's order, for a normalised copy of the article."""
    places = _search(dossier.anchors, _known_words(dossier), copy)
    chosen: dict[str, _Place] = {}
    # The longest first: what is found of them says where to expect the short ones, which occur more often.
    for name in sorted(
        dossier.anchors, key=lambda name: dossier.anchors[name].start - dossier.anchors[name].end
    ):
        if found := places.get(name):
            expected = _expected(dossier.anchors, chosen, dossier.anchors[name])
            chosen[name] = min(found, key=lambda place: (abs(place.start - expected), not place.exact))
    return [_verdict(name, anchor, chosen.get(name)) for name, anchor in dossier.anchors.items()]


def _verdict(name: str, anchor: AnchorEntry, place: _Place | None) -> Verdict:
    if place is None:
        return Verdict(name, "absent")
    still = (place.start, place.end) == (anchor.start, anchor.end)
    return Verdict(name, "match" if still else "moved", place.start, place.end, place.exact)


def _known_words(dossier: Dossier) -> dict[str, str]:
    known: dict[str, str] = {}
    for statement in dossier.statements:
        known.update((quotation.anchor, quotation.text) for quotation in statement.quotations)
        known.update((figure.anchor, figure.wording) for figure in statement.figures)
    return known


def _search(anchors: dict[str, AnchorEntry], known: dict[str, str], copy: str) -> dict[str, list[_Place]]:
    """Where each anchor may be; anchors that are nowhere have no entry."""
    places: dict[str, list[_Place]] = {}
    missing = dict(anchors)
    for number, variant in enumerate(variants(copy)):
        found = _search_variant(missing, variant, exact=number == 0)
        places.update(found)
        for name in found:
            del missing[name]
        if not missing:
            return places
    if wanted := {name: known[name] for name in missing if name in known}:
        places.update(_search_words(wanted, folded(copy)))
    return places


def _search_variant(
    anchors: dict[str, AnchorEntry], variant: Variant, *, exact: bool
) -> dict[str, list[_Place]]:
    begins = {match.start() for match in _BEGINS.finditer(variant.text)}
    ends = {match.end() for match in _ENDS.finditer(variant.text)}
    by_length: dict[int, dict[str, list[str]]] = {}
    for name, anchor in anchors.items():
        by_length.setdefault(anchor.end - anchor.start, {}).setdefault(anchor.sha256, []).append(name)
    found: dict[str, list[_Place]] = {}
    for length, wanted in by_length.items():
        for start in sorted(begins & {end - length for end in ends}):
            for name in wanted.get(sha256(variant.text[start : start + length]), ()):
                listed = found.setdefault(name, [])
                if len(listed) < _MANY:
                    listed.append(_Place(*variant.place(start, start + length), exact))
    return found


def _search_words(wanted: dict[str, str], copy: Variant) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for name, words in wanted.items():
        for start in _occurrences(copy.text, folded(words).text):
            end = start + len(folded(words).text)
            found.setdefault(name, []).append(_Place(*copy.place(start, end), exact=False))
    return found


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _expected(anchors: dict[str, AnchorEntry], chosen: dict[str, _Place], anchor: AnchorEntry) -> int:
    """Where the anchor should be, if it moved as far as the nearest one that was found."""
    moved = sorted((anchors[name].start, place.start - anchors[name].start) for name, place in chosen.items())
    if not moved:
        return anchor.start
    after = bisect_left(moved, (anchor.start, -len(moved)))
    nearest = min(moved[max(after - 1, 0) : after + 1], key=lambda one: abs(one[0] - anchor.start))
    return anchor.start + nearest[1]
