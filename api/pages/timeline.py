"""What a timeline draws, and its table lists: marks in lanes along a date axis, and steps beneath.

A mark stands on the last day on which a statement may have been made, which is the day from which it counts,
and its bar goes back to the first. Where one of them is unknown the bar is open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.pages.wording import Record, bearing_on, label, originators, when

AFFIRMS, DENIES, NEUTRAL = "AFFIRMS", "DENIES", "NEUTRAL"
_AGAINST = {AFFIRMS: DENIES, DENIES: AFFIRMS, NEUTRAL: NEUTRAL}

_STANCE = {AFFIRMS: "affirms", DENIES: "denies", NEUTRAL: "takes no side on"}


@dataclass(frozen=True)
class Mark:
    """One source's position in one statement.

    ``number`` is the statement's on the page. ``position`` is the stance of the proposition, turned around
    where the source holds the proposition to be untrue, and `NEUTRAL` where it takes no view. ``firmness`` is
    the commitment without its direction.
    """

    number: int
    slug: str
    who: str
    earliest: str | None
    latest: str | None
    date: str
    inferred: bool
    position: str
    firmness: str
    aspects: str
    proposition: str

    @property
    def stance(self) -> str:
        """The position in a word or two."""
        return f"{_STANCE[self.position]} {self.aspects}".strip()


@dataclass(frozen=True)
class Lane:
    """Marks that belong together: a source's, or those about an event. ``path`` is the page about it."""

    name: str
    path: str | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Step:
    """The status of an event from a day on."""

    on: str
    value: str
    label: str
    disputed: bool


@dataclass(frozen=True)
class Timeline:
    """Lanes in the order of their first marks, and the steps beneath them."""

    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...] = ()

    @property
    def rows(self) -> list[tuple[Lane, Mark]]:
        """The marks in the order of the page's statements, each with its lane."""
        rows = [(lane, mark) for lane in self.lanes for mark in lane.marks]
        return sorted(rows, key=lambda row: row[1].number)

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws."""
        return asdict(self)


def chronological(statements: Iterable[Record]) -> list[Record]:
    """By the last day on which each may have been made, then by the first; open ends outermost."""
    return sorted(
        statements, key=lambda each: (each["said"]["latest"] or "~", each["said"]["earliest"] or "")
    )


def of_event(slug: str, statements: Sequence[Record], history: Iterable[Record]) -> Timeline:
    """A lane for each originator: for or against the event, aspect by aspect, and the status beneath."""
    lanes = _Lanes()
    for number, statement in enumerate(statements, start=1):
        bearings = [each for each in statement["bearings"] if each["event"]["slug"] == slug]
        for each in originators(statement):
            # A statement may be for the event on one aspect and against it on another: a mark for each.
            for _, stance, aspects in bearing_on(bearings):
                mark = _mark(number, statement, each["source"], each["commitment"], stance, aspects)
                lanes.add(each["source"]["name"], f"/sources/{each['source']['slug']}", mark)
    steps = tuple(
        Step(each["on"], each["value"], label("event_status", each["value"]), each["disputed"])
        for each in history
    )
    return Timeline(lanes.all(), steps)


def of_source(source: Record, links: Sequence[Record]) -> Timeline:
    """A lane for each event of which the source speaks, from the edges of its statements."""
    lanes = _Lanes()
    for number, link in enumerate(links, start=1):
        statement = link["node"]
        positions = bearing_on(statement["bearings"])
        for event, stance, aspects in positions:
            mark = _mark(number, statement, source, link["commitment"], stance, aspects)
            lanes.add(event["title"], f"/events/{event['slug']}", mark)
        if not positions:
            mark = _mark(number, statement, source, link["commitment"], AFFIRMS, "")
            lanes.add("Not about an event", None, mark)
    return Timeline(lanes.all())


def of_propositions(statements: Sequence[Record]) -> Timeline:
    """A lane for each originator: whether it holds its own propositions to be so."""
    lanes = _Lanes()
    for number, statement in enumerate(statements, start=1):
        for each in originators(statement):
            mark = _mark(number, statement, each["source"], each["commitment"], AFFIRMS, "")
            lanes.add(each["source"]["name"], f"/sources/{each['source']['slug']}", mark)
    return Timeline(lanes.all())


class _Lanes:
    def __init__(self) -> None:
        self._found: dict[tuple[str, str | None], list[Mark]] = {}

    def add(self, name: str, path: str | None, mark: Mark) -> None:
        self._found.setdefault((name, path), []).append(mark)

    def all(self) -> tuple[Lane, ...]:
        return tuple(Lane(name, path, tuple(marks)) for (name, path), marks in self._found.items())


def _mark(number: int, statement: Record, source: Record, commitment: str, stance: str, aspects: str) -> Mark:
    said: Mapping[str, Any] = statement["said"]
    firmness = commitment.removesuffix("_NOT")
    position = stance if firmness == commitment else _AGAINST[stance]
    return Mark(
        number=number,
        slug=statement["slug"],
        who=source["name"],
        earliest=said["earliest"],
        latest=said["latest"],
        date=when(said),
        inferred=said["basis"] != "STATED",
        position=NEUTRAL if firmness == "UNCOMMITTED" else position,
        firmness=firmness,
        aspects=aspects,
        proposition=statement["proposition"],
    )
