"""What each template is given of its document's answer."""

from typing import Any

from markupsafe import Markup

from api.pages import places, timeline
from api.pages.snippet import apart
from api.pages.wording import Record, named
from db.graph.query import ENTITIES

Context = dict[str, Any]

# What each type is called on a page, and the field that it is known by.
_FOUND = {
    "Source": ("Source", "name"),
    "Location": ("Place", "name"),
    "Event": ("Event", "title"),
    "Article": ("Article", "headline"),
    "Statement": ("Statement", "proposition"),
}


def _after(connection: Record) -> str | None:
    page = connection["pageInfo"]
    return page["endCursor"] if page["hasNextPage"] else None


def front(data: Record) -> Context:
    """The dataset, and what is new in it."""
    return dict(data)


def search(data: Record) -> Context:
    """What was found, each under its name with the words around those that were looked for."""
    found = [_found(each["entity"], each["snippet"]) for each in data["search"]["nodes"]]
    return {"found": found, "total": data["search"]["totalCount"], "after": _after(data["search"])}


def _found(entity: Record, snippet: str) -> Context:
    kind, name = _FOUND[entity["__typename"]]
    # The database escapes all but the marks around what was found.
    marked, further = apart(Markup(snippet), entity[name])  # noqa: S704
    return {
        "kind": kind,
        "path": f"/{ENTITIES[entity['__typename']].plural}/{entity['slug']}",
        "name": marked or named(entity[name], entity["slug"]),
        "snippet": further,
    }


def listed(data: Record) -> Context:
    """One page of a list."""
    return {"list": data["list"], "after": _after(data["list"])}


def event(data: Record) -> Context:
    """An event with its timeline, its places and its statements, oldest first."""
    shown = data["event"]
    parts = shown["parts"]["nodes"]
    statements = timeline.chronological(shown["statements"]["nodes"])
    placements = [
        *shown["placements"]["nodes"],
        *(each for part in parts for each in part["placements"]["nodes"]),
    ]
    # What several statements say of a source's part is said once.
    participations = {
        (each["source"]["slug"], each["role"]): each for each in shown["participations"]["nodes"]
    }
    return {
        "event": shown,
        "participations": [*participations.values()],
        "statements": statements,
        "timeline": timeline.of_event(shown["slug"], statements, shown["statusHistory"]),
        "places": places.of_placements(placements),
        "after": _after(shown["statements"]),
    }


def source(data: Record) -> Context:
    """A source with what it said of which event, oldest first."""
    shown = data["source"]
    # A source may stand twice in a chain: then what it does first counts, nearest to the origin.
    by_slug: dict[str, Record] = {}
    for each in shown["statements"]["edges"]:
        by_slug.setdefault(each["node"]["slug"], each)
    statements = timeline.chronological(each["node"] for each in by_slug.values())
    return {
        "source": shown,
        "statements": statements,
        "timeline": timeline.of_source(shown, [by_slug[each["slug"]] for each in statements]),
        "places": places.of_mentions(statements),
        "after": _after(shown["statements"]),
    }


def article(data: Record) -> Context:
    """An article with what it says, in the order of its text."""
    shown = data["article"]
    statements = shown["statements"]["nodes"]
    return {
        "article": shown,
        "statements": statements,
        "timeline": timeline.of_propositions(statements),
        "places": places.of_mentions(statements),
        "after": _after(shown["statements"]),
    }


def location(data: Record) -> Context:
    """A place, what happened there, and what is said that mentions it."""
    shown = data["location"]
    statements = timeline.chronological(shown["statements"]["nodes"])
    return {
        "location": shown,
        "statements": statements,
        "timeline": timeline.of_propositions(statements),
        "places": places.of_place(shown),
        "after": _after(shown["statements"]),
    }


def statement(data: Record) -> Context:
    """One statement."""
    return {"statement": data["statement"], "places": places.of_mentions([data["statement"]])}
