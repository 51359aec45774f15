"""The order of results, which is the same for every question: the key of a searchable row is its place.

First sources and locations, the shortest name first, because it is the closest to what was typed; then
events, articles and statements, each the newest first, by the first day on which it may have happened, come
out or been said. What is alike in that: names in the order of loading, the others with the last loaded first,
as their lists have them.

From the top: 2 bits of class, 22 of length or day, 1 that tells locations from sources, 38 of the entity's
key.
"""

from datetime import date
from typing import Final

_KEY_BITS: Final = 38
_RANK_BITS: Final = 22
KEYS: Final = (1 << _KEY_BITS) - 1
_LOCATION: Final = 1 << _KEY_BITS
_CLASS_SHIFT: Final = _KEY_BITS + 1 + _RANK_BITS

_CLASSES: Final = {"source": 0, "location": 0, "event": 1, "article": 2, "statement": 3}


def place(entity: str, key: int, by: str | date) -> int:
    """The key of the searchable row of an entity (its table's name), from its name or its first day."""
    if not 0 < key <= KEYS:
        raise ValueError(f"{entity} {key} is beyond the keys that can be searched")
    if isinstance(by, str):
        rank = min(len(by), (1 << _RANK_BITS) - 1)
    else:
        rank, key = date.max.toordinal() - by.toordinal(), KEYS - key
    kind = _LOCATION if entity == "location" else 0
    return _CLASSES[entity] << _CLASS_SHIFT | rank << _KEY_BITS + 1 | kind | key


def among(entity: str, place: str) -> str:
    """The SQL condition that a place is one of an entity's; a range, as far as it is one."""
    first = _CLASSES[entity] << _CLASS_SHIFT
    within = f"{place} BETWEEN {first} AND {first + (1 << _CLASS_SHIFT) - 1}"
    if _CLASSES[entity]:
        return within
    return f"{within} AND {place} & {_LOCATION} {'<>' if entity == 'location' else '='} 0"


def key_at(entity: str, place: str) -> str:
    """The SQL expression of an entity's key from its place."""
    key = f"{place} & {KEYS}"
    return f"{KEYS} - ({key})" if _CLASSES[entity] else key
