"""The locations: countries with their regions, districts and settlements, by number.

They come in blocks of `BLOCK`: a country, four regions, ten districts, then settlements and areas. So each
one's number says what it is and what it is part of.
"""

from functools import lru_cache
from typing import Any, Final

from db.sample.chance import Chance

BLOCK: Final = 40
_REGIONS: Final = 4
_FIRST_SETTLEMENT: Final = 15
_SETTLEMENTS: Final = (
    ("VILLAGE", 12),
    ("TOWN", 6),
    ("CITY", 3),
    ("AREA", 2),
    ("BORDER_AREA", 1),
    ("FRONT", 1),
)
_NATURE: Final = "Synthetic: no such place exists, and the point was drawn."
# ISO 3166 leaves these codes to whoever wants some of their own, so that no country ever has them.
ISO_CODES: Final = ("AA", *(f"{first}{chr(second)}" for first, begin in (("Q", 77), ("X", 65))
                            for second in range(begin, 91)), "ZZ")  # fmt: skip


@lru_cache(maxsize=4096)
def kind(seed: int, number: int) -> str:
    """What kind of place it is."""
    within = number % BLOCK
    if within == 0:
        return "COUNTRY"
    if within <= _REGIONS:
        return "REGION"
    if within < _FIRST_SETTLEMENT:
        return "DISTRICT"
    return Chance(seed, "place", number).weighed(_SETTLEMENTS)


def slug(seed: int, number: int) -> str:
    """Its public identity."""
    return f"sample-{kind(seed, number).lower().replace('_', '-')}-{number}"


def name(seed: int, number: int) -> str:
    """Its name in English."""
    return f"Sample {kind(seed, number).lower().replace('_', ' ')} {number}"


def country(number: int) -> str | None:
    """The ISO code of the country with its own or the block's number, while there are codes left."""
    block = number // BLOCK
    return ISO_CODES[block] if block < len(ISO_CODES) else None


def _parent(number: int) -> int | None:
    block, within = number - number % BLOCK, number % BLOCK
    if within == 0:
        return None
    if within <= _REGIONS:
        return block
    if within < _FIRST_SETTLEMENT:
        return block + 1 + within % _REGIONS
    return block + 1 + _REGIONS + within % (_FIRST_SETTLEMENT - 1 - _REGIONS)


def location(seed: int, number: int) -> dict[str, Any]:
    """Its entry in a dossier."""
    chance = Chance(seed, "location", number)
    parent, what = _parent(number), kind(seed, number)
    entry: dict[str, Any] = {"slug": slug(seed, number), "name": name(seed, number), "kind": what}
    if parent is not None:
        entry["part_of"] = slug(seed, parent)
    code = country(number)
    if code and number % BLOCK <= _REGIONS:
        entry["iso_code"] = f"{code}-{number % BLOCK}" if number % BLOCK else code
    if chance.happens(0.4):
        language, word = chance.one(
            (("ru", "Образец"), ("el", "Δείγμα"), ("ar", "عيّنة"), ("fr", "Échantillon"))
        )
        entry["other_names"] = [{"name": f"{word} {number}", "language": language, "kind": "ORIGINAL"}]
    entry |= _point(seed, number, what, chance)
    return entry


def _point(seed: int, number: int, what: str, chance: Chance) -> dict[str, Any]:
    """A point of its own, one borrowed from the district, or none."""
    if number % BLOCK >= _FIRST_SETTLEMENT and chance.happens(0.5):
        lender = _parent(number)
        if lender is None or chance.happens(0.2):
            return {}
        borrowed = {"borrowed_from": slug(seed, lender), "precision": "DISTRICT"}
        return {"point": {**borrowed, "note": "Synthetic: the district's point stands for it."}}
    latitude, longitude = _drawn(number, chance)
    precision = what if what in ("COUNTRY", "REGION", "DISTRICT") else "SETTLEMENT"
    if what in ("BORDER_AREA", "FRONT"):
        precision = "DISTRICT"
    return {
        "identifiers": [{"scheme": "GEONAMES", "value": f"sample-{number}"}],
        "point": {"latitude": latitude, "longitude": longitude, "precision": precision, "note": _NATURE},
    }


def _drawn(number: int, chance: Chance) -> tuple[float, float]:
    """A point within a few degrees of the country's middle; some countries lie across the antimeridian."""
    block = number // BLOCK
    north, east = -55 + 29 * block % 125, 47 * block % 360
    latitude = north + (chance.below(40_001) - 20_000) / 10_000
    longitude = (east + (chance.below(60_001) - 30_000) / 10_000) % 360 - 180
    return round(latitude, 4), round(longitude, 4)
