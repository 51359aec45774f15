"""Dossiers, one after the other, until so many statements are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.sample import cast, growth, places, stories
from db.sample.chance import Chance
from db.sample.heard import Heard
from db.sample.prose import Prose
from db.sample.statements import Setting, statement
from db.sample.stories import Story


@dataclass(frozen=True)
class SampleDossier:
    """A dossier as the format's plain values, and the text of the article that it takes apart."""

    slug: str
    content: dict[str, Any]
    text: str


def dossiers(statements: int, seed: int) -> Iterator[SampleDossier]:
    """Dossiers of ``statements`` statements in all, decided by the seed.

    They are made one by one in memory that does not grow with their number. Each refers only to what it
    defines itself and what an earlier one does. All but the last are the same whatever their number.
    """
    heard = Heard()
    made = number = 0
    while made < statements:
        chance = Chance(seed, "article", number)
        wanted = 1 + min(chance.rank(60) + chance.below(9), 80)
        until = min(made + wanted, statements)
        yield _dossier(seed, number, made, until, heard)
        made, number = until, number + 1


def _dossier(seed: int, number: int, start: int, end: int, heard: Heard) -> SampleDossier:
    slug = f"sample-{number:06}"
    chance = Chance(seed, slug)
    published = growth.day(start)
    known = growth.sources(end)
    setting = Setting(seed, cast.publisher(chance, known), published, known, growth.locations(end))
    fresh = range(growth.events(start), growth.events(end))
    topics = _topics(seed, chance, fresh, growth.events(end))
    prose = Prose()
    prose.sentence(f"Sample article {number}: synthetic, and nothing in it is true.")
    said = [
        statement(setting, f"{slug}-{index + 1}", _topic(chance, topics, index), prose, heard)
        for index in range(end - start)
    ]
    gaps = _gaps(said, topics, prose, chance)
    content: dict[str, Any] = {
        "dossier": slug,
        "format": 1,
        "article": {
            "slug": slug,
            "headline": f"Sample article {number} on {topics[0].title}",
            "publisher": cast.slug(setting.publisher),
            "published": str(published),
            "language": "en",
            "licence": "Synthetic: no such article was ever published.",
            "text": prose.fingerprint(),
        },
        "anchors": prose.anchors,
        "left_out": [{"anchor": "s01", "reason": "Says that the article is synthetic."}],
        "sources": [
            cast.source(seed, one) for one in range(growth.sources(start) if start else 0, setting.sources)
        ],
        "locations": [
            places.location(seed, one)
            for one in range(growth.locations(start) if start else 0, setting.locations)
        ],
        "events": [stories.event(seed, one, published) for one in fresh],
        "statements": said,
        "sides": [side for one in fresh for side in stories.sides(seed, one)],
        "gaps": gaps,
    }
    return SampleDossier(slug, {key: value for key, value in content.items() if value != []}, prose.text)


def _topics(seed: int, chance: Chance, fresh: range, known: int) -> list[Story]:
    """The events that an article is about: the new ones, some that go on, at times a great old one."""
    numbers = dict.fromkeys(fresh)
    for _ in range(chance.between(1, 3)):
        lately = known - 1 - chance.rank(known)
        numbers[chance.rank(known) if chance.happens(0.5) else lately] = None
    return [stories.story(seed, number) for number in numbers]


def _topic(chance: Chance, topics: list[Story], index: int) -> Story:
    """Each event has a statement while there are enough, new ones first; old ones have most of the rest."""
    return topics[index] if index < len(topics) else topics[-1 - chance.rank(len(topics))]


def _gaps(
    said: list[dict[str, Any]], topics: list[Story], prose: Prose, chance: Chance
) -> list[dict[str, Any]]:
    gaps: list[dict[str, Any]] = []
    while chance.happens(0.25) and len(gaps) < 3:
        story, one = chance.one(topics), chance.one(said)
        missing = chance.one(("the number", "the time", "the outcome"))
        gap: dict[str, Any] = {
            "kind": chance.weighed((("UNCONFIRMED", 6), ("NOT_GIVEN", 3), ("UNKNOWN", 2))),
            "subject": f"{missing.capitalize()} of {story.title}.",
            "aspect": {"the number": "NUMBER", "the time": "TIME", "the outcome": "OUTCOME"}[missing],
            "anchor": prose.sentence(f"{missing.capitalize()} of {story.title} could not be confirmed."),
        }
        gap |= {"event": story.slug} if chance.happens(0.7) else {"statement": one["slug"]}
        gaps.append(gap)
    return gaps
