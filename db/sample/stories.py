"""The events, by number: what they are, when and where, who takes part, and of which larger one they are."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from db.sample import cast, growth, places
from db.sample.chance import Chance

_TYPES: Final = (
    ("ARMED_CLASH", 20),
    ("MISSILE_STRIKE", 16),
    ("BOMBARDMENT", 14),
    ("CASUALTIES", 9),
    ("INCURSION", 6),
    ("REPELLED_ATTACK", 6),
    ("OFFENSIVE", 5),
    ("MILITARY_PRESENCE", 4),
    ("TERRITORY_GAINED", 4),
    ("TERRITORY_RETAKEN", 3),
    ("TERRITORY_HELD", 2),
    ("WITHDRAWAL", 3),
    ("REDEPLOYMENT", 2),
    ("SUPPLY_DIFFICULTY", 1),
    ("NEGOTIATION", 3),
    ("BRIEFING", 2),
    ("PUBLIC_DEBATE", 1),
    ("WAR", 1),
)
_MODALITIES: Final = (("OCCURRED", 80), ("ONGOING", 12), ("POSSIBLE", 6), ("HYPOTHETICAL", 2))
_INFERRED: Final = "Synthetic: drawn as a date that an article leaves open."


@dataclass(frozen=True)
class Story:
    """An event as statements need it. ``performer`` and ``opposing`` are numbers of sources."""

    number: int
    slug: str
    title: str
    type: str
    location: int
    performer: int
    opposing: int


def slug(number: int) -> str:
    """Its public identity."""
    return f"sample-event-{number}"


@lru_cache(maxsize=4096)
def story(seed: int, number: int) -> Story:
    """The event of a number."""
    chance = Chance(seed, "story", number)
    seen = growth.begins(number)
    performer = cast.party(chance, growth.sources(seen))
    opposing = cast.party(chance, growth.sources(seen))
    if opposing // cast.BLOCK == performer // cast.BLOCK:
        opposing = cast.nameless(performer, growth.sources(seen))
    what = chance.weighed(_TYPES)
    location = chance.rank(growth.locations(seen))
    title = f"{what.replace('_', ' ').capitalize()} {number} in {places.name(seed, location)}"
    return Story(number, slug(number), title, what, location, performer, opposing)


def event(seed: int, number: int, published: date) -> dict[str, Any]:
    """Its entry in the dossier of the article that brings it in."""
    one, chance = story(seed, number), Chance(seed, "event", number)
    entry: dict[str, Any] = {"slug": one.slug, "title": one.title}
    if chance.happens(0.6):
        entry["summary"] = "Synthetic: nothing of the kind happened, there or anywhere."
    entry |= {"type": one.type, "modality": chance.weighed(_MODALITIES)}
    entry["occurred"] = uncertain(chance, published - timedelta(days=chance.rank(60)))
    if number and chance.happens(0.3):
        entry["part_of"] = slug(chance.rank(number))
    return entry


def uncertain(chance: Chance, day: date) -> str | dict[str, Any]:
    """A date on or about ``day``, as surely known as those of articles are."""
    form = chance.weighed((("day", 55), ("month", 12), ("about", 10), ("span", 8), ("one", 8), ("open", 7)))
    earlier = day - timedelta(days=chance.between(1, 9))
    edtf = {
        "day": f"{day}",
        "month": f"{day:%Y-%m}",
        "about": f"{day}~",
        "span": f"{earlier}/{day}",
        "one": f"[{earlier}..{day}]",
        "open": f"../{day}",
    }[form]
    if form in ("day", "span") and chance.happens(0.7):
        return edtf
    basis = "PARTLY_STATED" if form in ("day", "month", "span") else "INFERRED"
    return {"edtf": edtf, "basis": basis, "note": _INFERRED}


def sides(seed: int, number: int) -> list[dict[str, Any]]:
    """Who stands where to the event."""
    one, chance = story(seed, number), Chance(seed, "sides", number)
    known = growth.sources(growth.begins(number))
    found: dict[int, dict[str, Any]] = {}
    for side, taking_part in (("PERFORMER", one.performer), ("OPPOSING", one.opposing)):
        found.setdefault(taking_part, {"side": side, "why": "TAKES_PART"})
        speaker = cast.speaks_for(chance, taking_part, known)
        found.setdefault(speaker, {"side": side, "why": chance.one(("SPEAKS_FOR", "AFFILIATED"))})
    for _ in range(chance.below(4)):
        side = chance.weighed((("UNINVOLVED", 3), ("UNDETERMINED", 1)))
        note = "Synthetic: drawn as one who has no part in it."
        found.setdefault(chance.rank(known), {"side": side, "why": "INFERRED", "note": note})
    return [
        {"event": one.slug, "source": cast.slug(source), **where} for source, where in sorted(found.items())
    ]
