"""The statements of a sample article: who says what about an event, through whom and how firmly."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from db.sample import cast, growth, places, stories
from db.sample.chance import Chance
from db.sample.heard import Heard
from db.sample.prose import Prose
from db.sample.stories import Story

_ACTS: Final = (
    (("STATES", "said"), 40),
    (("REPORTS", "reported"), 16),
    (("CLAIMS", "claimed"), 12),
    (("CONFIRMS", "confirmed"), 8),
    (("ACCUSES", "complained"), 5),
    (("ASSESSES", "assessed"), 5),
    (("EXPLAINS", "explained"), 4),
    (("INFORMS", "announced"), 3),
    (("SPECULATES", "speculated"), 2),
    (("QUESTIONS", "asked whether it was true"), 2),
    (("CONDEMNS", "protested"), 2),
    (("PRAISES", "boasted"), 1),
)
_STANCES: Final = (("AFFIRMS", 74), ("DENIES", 14), ("NEUTRAL", 12))
_ASPECTS: Final = (
    ("OCCURRENCE", 40),
    ("ACTOR", 12),
    ("OUTCOME", 12),
    ("PLACE", 10),
    ("NUMBER", 8),
    ("TIME", 6),
    ("EXTENT", 5),
    ("PURPOSE", 4),
    ("EFFECTIVENESS", 3),
)
_FORMS: Final = (("INDIRECT", 58), ("MIXED", 16), ("DIRECT", 14), ("NARRATOR", 12))
_COMMITMENTS: Final = (
    ("CERTAIN", 60),
    ("PROBABLE", 14),
    ("POSSIBLE", 8),
    ("UNCOMMITTED", 12),
    ("CERTAIN_NOT", 3),
    ("PROBABLE_NOT", 2),
    ("POSSIBLE_NOT", 1),
)
_PASSED_ON: Final = (("UNCOMMITTED", 75), ("CERTAIN", 17), ("PROBABLE", 6), ("POSSIBLE", 2))
_BASES: Final = (("UNSTATED", 70), ("TOLD", 14), ("WITNESSED", 9), ("DEDUCED", 7))
_CHANNELS: Final = ("video address", "press briefing", "interview", "messaging channel", "written statement")
_RELATIONS: Final = (
    ("REPEATS", 24),
    ("CORROBORATES", 20),
    ("CONTRADICTS", 18),
    ("BASED_ON", 14),
    ("UPDATES", 10),
    ("RESPONDS_TO", 7),
    ("QUALIFIES", 4),
    ("CHARACTERISES", 2),
    ("CORRECTS", 1),
)
_MEASURES: Final = (
    (("KILLED", "PERSON", "people killed"), 40),
    (("INJURED", "PERSON", "people injured"), 30),
    (("CAPTURED", "PERSON", "people captured"), 10),
    (("CHILDREN_KILLED", "PERSON", "children killed"), 6),
    (("DISTANCE_TO_BORDER", "KILOMETRE", "kilometres from the border"), 8),
    (("SETTLEMENTS_TAKEN", "SETTLEMENT", "settlements taken"), 6),
)
_VERBS: Final = {"AFFIRMS": "took place as described", "DENIES": "did not take place as described"}


@dataclass(frozen=True)
class Setting:
    """The article that a statement is in: its publisher, its day, how many sources and places are known."""

    seed: int
    publisher: int
    published: date
    sources: int
    locations: int


def statement(setting: Setting, slug: str, story: Story, prose: Prose, heard: Heard) -> dict[str, Any]:
    """The entry of one statement about an event; what it says is written into the article as well.

    The first statement on an event bears on its occurrence, as `db.dossier.checks` wants of one at least.
    """
    chance = Chance(setting.seed, slug)
    before = heard.of(story.number)
    stance = chance.weighed(_STANCES)
    aspect = chance.weighed(_ASPECTS) if before else "OCCURRENCE"
    form = chance.weighed(_FORMS)
    chain = _chain(setting, story, form, chance)
    figure = _figure(chance, story) if chance.happens(0.15) else None
    proposition = _proposition(chance, story, stance, aspect)
    act, verb = ("DENIES", "denied it") if stance == "DENIES" else chance.weighed(_ACTS)
    words = (
        proposition[:-1]
        if form == "DIRECT"
        else f"{story.type.replace('_', ' ').lower()} {chance.below(900)}"
    )
    counted = f", with {figure['wording']}" if figure else ""
    speaker = "" if form == "NARRATOR" else f"{cast.name(chain[0])} {verb}: "
    said = f"“{words}”" if form in ("DIRECT", "MIXED") else proposition[:-1]
    anchor = prose.sentence(f"{speaker}{said}{counted}.")
    entry: dict[str, Any] = {"slug": slug, "proposition": proposition, "form": form, "speech_act": act}
    if form != "NARRATOR":
        entry["reporting_verb"] = verb
        if chance.happens(0.25):
            entry["channel"] = chance.one(_CHANNELS)
    if (day := _said(setting, chance)) is not None:
        entry["said"] = day
    entry["anchors"] = [anchor]
    if form in ("DIRECT", "MIXED"):
        entry["quotations"] = [{"text": words, "anchor": prose.part("quote", words)}]
    entry["attributions"] = _attributions(setting, chain, form, chance)
    entry["bearings"] = _bearings(story, aspect, stance, chance)
    if chance.happens(0.35):
        entry["participations"] = _participations(story, chance)
    if chance.happens(0.4):
        entry["placements"] = _placements(setting, story, chance)
    if figure:
        entry["figures"] = [{**figure, "anchor": prose.part("figure", figure["wording"])}]
    if chance.happens(0.2):
        mentioned = {chance.rank(setting.locations) for _ in range(chance.between(1, 3))}
        entry["mentions"] = [places.slug(setting.seed, number) for number in sorted(mentioned)]
    if before and chance.happens(0.4):
        entry["relations"] = _relations(before, aspect, chance)
    heard.add(story.number, slug)
    return entry


def _chain(setting: Setting, story: Story, form: str, chance: Chance) -> list[int]:
    """Who says it, then who passes it on; the publisher comes last and is left out here."""
    if form == "NARRATOR":
        return [setting.publisher]
    known = growth.sources(growth.begins(story.number))
    drawn = chance.weighed((("performer", 33), ("opposing", 22), ("anybody", 45)))
    if drawn == "anybody":
        first = chance.rank(setting.sources)
    else:
        first = cast.speaks_for(chance, story.performer if drawn == "performer" else story.opposing, known)
    chain = {first: None}
    while chance.happens(0.27) and len(chain) < 5:
        chain[chance.rank(setting.sources)] = None
    chain.pop(setting.publisher, None)
    return list(chain) or [cast.nameless(setting.publisher, setting.sources)]


def _attributions(setting: Setting, chain: list[int], form: str, chance: Chance) -> list[dict[str, Any]]:
    originators = 2 if len(chain) > 1 and chance.happens(0.2) else 1
    links: list[dict[str, Any]] = []
    for place, source in enumerate(chain):
        first = place < originators
        link = {"source": cast.slug(source), "role": "ORIGINATOR" if first else "RELAYER"}
        link["commitment"] = chance.weighed(_COMMITMENTS if first else _PASSED_ON)
        if (basis := chance.weighed(_BASES)) != "UNSTATED":
            link["basis"] = basis
        links.append(link)
    if form != "NARRATOR":
        author = {"source": cast.slug(setting.publisher), "role": "AUTHOR"}
        links.append({**author, "commitment": chance.weighed(_PASSED_ON)})
    return links


def _proposition(chance: Chance, story: Story, stance: str, aspect: str) -> str:
    matter = {"OCCURRENCE": "", "ACTOR": "who did it in ", "NUMBER": "the number given for "}.get(
        aspect, f"the {aspect.lower()} of "
    )
    verb = _VERBS.get(stance, "is spoken of without a view")
    proposition = f"{matter}{story.title} {verb} (sample sentence {chance.below(1_000_000)})."
    return proposition[0].upper() + proposition[1:]


def _bearings(story: Story, aspect: str, stance: str, chance: Chance) -> list[dict[str, Any]]:
    bearings: list[dict[str, Any]] = [{"event": story.slug, "aspect": aspect, "stance": stance}]
    if chance.happens(0.12):
        bearings[0]["explicit"] = False
    if chance.happens(0.3):
        other = chance.weighed(_ASPECTS)
        if other != aspect:
            bearings.append({"event": story.slug, "aspect": other, "stance": chance.weighed(_STANCES)})
    if story.number and chance.happens(0.08):
        hot = stories.slug(chance.rank(story.number))
        bearings.append({"event": hot, "aspect": "PURPOSE", "stance": "NEUTRAL", "explicit": False})
    return bearings


def _participations(story: Story, chance: Chance) -> list[dict[str, Any]]:
    taking_part = [{"event": story.slug, "source": cast.slug(story.performer), "role": "PERFORMER"}]
    if chance.happens(0.5):
        role = chance.weighed((("TARGET", 8), ("OTHER_PARTY", 3), ("BENEFICIARY", 1)))
        taking_part.append({"event": story.slug, "source": cast.slug(story.opposing), "role": role})
    return taking_part


def _placements(setting: Setting, story: Story, chance: Chance) -> list[dict[str, Any]]:
    placed = [{"event": story.slug, "location": places.slug(setting.seed, story.location)}]
    if chance.happens(0.15):
        other = places.slug(setting.seed, chance.rank(setting.locations))
        placed.append({"event": story.slug, "location": other, "role": chance.one(("TARGET", "ORIGIN"))})
    return placed


def _figure(chance: Chance, story: Story) -> dict[str, Any]:
    (measure, unit, noun), number = chance.weighed(_MEASURES), chance.rank(400) + 1
    figure: dict[str, Any] = {"measure": measure, "event": story.slug}
    form = chance.weighed((("exact", 5), ("least", 3), ("range", 2)))
    if form == "exact":
        return figure | {"best": number, "unit": unit, "wording": f"{number} {noun}"}
    if form == "least":
        return figure | {"low": number, "unit": unit, "wording": f"at least {number} {noun}"}
    most = number + chance.between(1, number + 3)
    return figure | {"low": number, "high": most, "unit": unit, "wording": f"{number} to {most} {noun}"}


def _said(setting: Setting, chance: Chance) -> str | dict[str, Any] | None:
    form = chance.weighed((("stated", 55), ("left out", 20), ("uncertain", 25)))
    day = setting.published - timedelta(days=chance.rank(12))
    if form == "left out":
        return None
    return str(day) if form == "stated" else stories.uncertain(chance, day)


def _relations(before: list[str], aspect: str, chance: Chance) -> list[dict[str, Any]]:
    relations: dict[tuple[str, str], dict[str, Any]] = {}
    for _ in range(1 + chance.happens(0.2)):
        kind, other = chance.weighed(_RELATIONS), chance.one(before)
        entry = {"kind": kind, "statement": other, "aspect": aspect}
        entry["basis"] = chance.one(("STATED", "INFERRED"))
        if kind != "CONTRADICTS" and chance.happens(0.3):
            del entry["aspect"]
        relations.setdefault((kind, other), entry)
    return list(relations.values())
