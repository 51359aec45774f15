"""The sources: states with their bodies, forces, people and publications, by number.

They come in blocks of `BLOCK`, each a state and those who belong to it or report from there; a place in the
block says what kind of source stands there.
"""

from typing import Any, Final

from db.sample import places
from db.sample.chance import Chance

_PLACES_IN_A_BLOCK: Final = (
    "STATE",
    "STATE_BODY",
    "ARMED_FORCE",
    "PUBLICATION",
    "PERSON",
    "UNNAMED_GROUP",
    "PERSON",
    "THINK_TANK",
    "ORGANISATION",
    "PUBLICATION",
    "PERSON",
    "UNNAMED_GROUP",
    "STATE_BODY",
    "PERSON",
    "PUBLICATION",
    "PERSON",
    "PERSON",
    "UNNAMED_GROUP",
    "PERSON",
    "PERSON",
)
BLOCK: Final = len(_PLACES_IN_A_BLOCK)
_PUBLICATIONS: Final = tuple(place for place, what in enumerate(_PLACES_IN_A_BLOCK) if what == "PUBLICATION")
_NAMELESS: Final = 5
"""The place of a block's first people without a name."""
_AFFILIATED: Final = {"STATE_BODY": 0, "ARMED_FORCE": 0, "PERSON": 1}
"""Kinds that belong to another of their block, and the place of that one."""
_SPEAKS: Final = ("PERSON", "STATE_BODY", "ARMED_FORCE", "UNNAMED_GROUP")


def kind(number: int) -> str:
    """What kind of source it is."""
    return _PLACES_IN_A_BLOCK[number % BLOCK]


def slug(number: int) -> str:
    """Its public identity."""
    return f"sample-source-{number}"


def name(number: int) -> str:
    """Its name, or the words for those who have none."""
    return f"Unnamed source {number}" if kind(number) == "UNNAMED_GROUP" else f"Source {number}"


def publisher(chance: Chance, known: int) -> int:
    """The publication that an article is of: a few print most of them."""
    seen = known // BLOCK * len(_PUBLICATIONS) + sum(place < known % BLOCK for place in _PUBLICATIONS)
    block, within = divmod(chance.rank(seen), len(_PUBLICATIONS))
    return block * BLOCK + _PUBLICATIONS[within]


def party(chance: Chance, known: int) -> int:
    """Somebody who takes part in an event: a force, a state or one of its bodies."""
    state = chance.rank((known - 1) // BLOCK + 1) * BLOCK
    drawn = state + chance.weighed(((0, 4), (1, 1), (2, 5)))
    return drawn if drawn < known else state


def nameless(beside: int, known: int) -> int:
    """People without a name of the same state, or of the first one."""
    found = beside - beside % BLOCK + _NAMELESS
    return found if found < known else _NAMELESS


def speaks_for(chance: Chance, taking_part: int, known: int) -> int:
    """Who speaks for a party: itself, or somebody of its block."""
    speaker = taking_part - taking_part % BLOCK + chance.rank(BLOCK)
    return speaker if speaker < known and kind(speaker) in _SPEAKS else taking_part


def source(seed: int, number: int) -> dict[str, Any]:
    """Its entry in a dossier."""
    chance = Chance(seed, "source", number)
    what, block = kind(number), number - number % BLOCK
    entry: dict[str, Any] = {"slug": slug(number), "name": name(number), "kind": what}
    if what == "UNNAMED_GROUP":
        entry["named"] = False
        entry["description"] = "Synthetic: people whom a sample article does not name."
    elif what == "PERSON":
        entry["role"] = chance.one(("Spokesperson", "Minister", "Commander", "Governor", "Envoy"))
    code = places.country(number // BLOCK * places.BLOCK)
    if code and not chance.happens(0.1):
        entry["country"] = code
    if what != "UNNAMED_GROUP" and chance.happens(0.3):
        language, word = chance.one(
            (("ru", "Источник"), ("uk", "Джерело"), ("el", "Πηγή"), ("fr", "Source n°"))
        )
        entry["other_names"] = [{"name": f"{word} {number}", "language": language, "kind": "ORIGINAL"}]
    if what != "UNNAMED_GROUP" and chance.happens(0.2):
        entry["identifiers"] = [{"scheme": "WIKIDATA", "value": f"sample-{number}"}]
    if what in _AFFILIATED and block + _AFFILIATED[what] != number:
        tie: dict[str, Any] = {"organisation": slug(block + _AFFILIATED[what])}
        if what == "PERSON" and chance.happens(0.5):
            tie |= {"role": "Member", "span": "2016/.."}
        entry["affiliations"] = [tie]
    if what == "UNNAMED_GROUP" and chance.happens(0.4) and block + _NAMELESS != number:
        likeness = {"source": slug(block + _NAMELESS), "note": "Synthetic: both speak of the same events."}
        entry["possibly_same_as"] = [likeness]
    return entry
