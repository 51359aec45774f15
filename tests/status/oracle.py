"""The status rule over plain records, written down from its prose (``docs/status.md``) and nothing else.

Quadratic, and day by day, where that is the plainest way to say it. It shares no code with the database's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from tests.status.world import DAYS, LAST_DAY, PUBLISHER, Originator, Statement, World, day

CALENDAR = [day(number) for number in range(-1, DAYS + 3)] + [LAST_DAY]
FIRMNESS = {"CERTAIN": 3, "PROBABLE": 2, "POSSIBLE": 1, "UNCOMMITTED": 0}
SIDES = ["PERFORMER", "OPPOSING", "UNINVOLVED", "UNDETERMINED"]
ASPECTS = ["OCCURRENCE", "ACTOR", "OUTCOME", "PLACE", "TIME", "NUMBER", "PURPOSE", "EXTENT", "EFFECTIVENESS"]


@dataclass(frozen=True)
class Word:
    """One originator's word on one aspect of an event, or on the occurrence of a part of it."""

    statement: Statement
    originator: Originator
    aspect: str
    affirms: bool
    denies: bool
    commitment: str
    explicit: bool
    of_a_part: bool

    @property
    def source(self) -> int:
        return self.originator.source

    def holds(self, *commitments: str) -> bool:
        """Whether it is held as firmly as one of these, for or against."""
        return self.commitment.removesuffix("_NOT") in commitments


@dataclass(frozen=True)
class Oracle:
    world: World
    # Asked for again and again, and always the same.
    _sides: dict[tuple[int, int], str] = field(default_factory=dict)

    # What is said of an event

    def words(self, event: int) -> Iterator[Word]:
        parts = self.parts(event)
        for statement in self.world.statements:
            for originator in statement.originators:
                for bearing in statement.bearings:
                    against = originator.commitment.endswith("_NOT")
                    neither = originator.commitment == "UNCOMMITTED" or bearing.stance == "NEUTRAL"
                    denies = not neither and against != (bearing.stance == "DENIES")
                    affirms = not neither and not denies
                    firmness = originator.commitment.removesuffix("_NOT")
                    commitment = "UNCOMMITTED" if neither else firmness + ("_NOT" if denies else "")
                    word = (
                        statement,
                        originator,
                        bearing.aspect,
                        affirms,
                        denies,
                        commitment,
                        bearing.explicit,
                    )
                    if bearing.event == event:
                        yield Word(*word, of_a_part=False)
                    if bearing.event in parts and bearing.aspect == "OCCURRENCE" and affirms:
                        yield Word(*word, of_a_part=True)

    def parts(self, event: int) -> set[int]:
        """Parts, and parts of parts, but nothing that is only planned or imagined, nor what is below that."""
        found: set[int] = set()
        new = {event}
        while new:
            new = {
                each.id
                for each in self.world.events
                if each.part_of in new and each.modality != "HYPOTHETICAL" and each.id not in found
            }
            found |= new
        return found

    def corrected_by(self, statement: Statement, on: date) -> bool:
        said = {each.id: each for each in self.world.statements}
        return any(
            relation.kind == "CORRECTS"
            and relation.other == statement.id
            and said[relation.statement].latest <= on
            for relation in self.world.relations
        )

    def counts(self, word: Word, on: date) -> bool:
        return word.statement.latest <= on and not self.corrected_by(word.statement, on)

    def heard(self, event: int, on: date) -> list[Word]:
        """What counts for the occurrence on the day."""
        return [word for word in self.words(event) if word.aspect == "OCCURRENCE" and self.counts(word, on)]

    # Sides

    def side(self, event: int, source: int) -> str:
        key = (event, source)
        if key not in self._sides:
            self._sides[key] = self._side(event, source)
        return self._sides[key]

    def _side(self, event: int, source: int) -> str:
        for events in ({event}, self.parts(event)):
            nearest = {source}
            for _ in range(9):
                given = {self.world.sides.get((each, one)) for each in events for one in nearest}
                roles = {
                    role for each, one, role in self.world.participations if each in events and one in nearest
                }
                taken = {
                    {"PERFORMER": "PERFORMER", "TARGET": "OPPOSING"}.get(role, "UNDETERMINED")
                    for role in roles
                }
                for found in (given, taken):
                    for side in ("PERFORMER", "OPPOSING", "UNDETERMINED", "UNINVOLVED"):
                        if side in found:
                            return side
                nearest = {
                    tie.organisation
                    for tie in self.world.affiliations
                    if tie.source in nearest and tie.until >= self.world.events[event - 1].occurred
                }
        return "UNINVOLVED" if self.world.sources[source - 1].named else "UNDETERMINED"

    def involved(self, event: int) -> list[int]:
        """Who is given a side, takes part, or originates a statement, on the event or a part of it."""
        events = {event} | self.parts(event)
        speakers = {
            originator.source
            for statement in self.world.statements
            if events & {bearing.event for bearing in statement.bearings}
            for originator in statement.originators
        }
        given = {source for each, source in self.world.sides if each in events}
        taken = {source for each, source, _ in self.world.participations if each in events}
        return sorted(speakers | given | taken)

    def narrates(self, event: int, word: Word) -> bool:
        """Whether the article speaks in its own voice."""
        own = word.source == PUBLISHER or word.statement.form == "NARRATOR"
        bystander = self.side(event, word.source) in ("UNINVOLVED", "UNDETERMINED")
        return own and word.originator.basis != "WITNESSED" and bystander

    def shown_side(self, event: int, word: Word) -> str:
        return "UNDETERMINED" if self.narrates(event, word) else self.side(event, word.source)

    # The rule

    def grounds(self, statement: int) -> set[int]:
        found, new = set[int](), {statement}
        while new:
            found |= new
            new = {
                relation.other
                for relation in self.world.relations
                if relation.statement in new and relation.kind in ("REPEATS", "BASED_ON")
            } - found
        return found

    def independent(self, one: Word, other: Word) -> bool:
        return one.source != other.source and not (
            self.grounds(one.statement.id) & self.grounds(other.statement.id)
        )

    def rule(self, event: int, on: date) -> tuple[str, set[int]]:
        """The value, and the statements that make its rule hold."""
        heard = self.heard(event, on)
        affirming = [word for word in heard if word.affirms]

        def certain(side: str) -> list[Word]:
            return [
                word
                for word in affirming
                if self.shown_side(event, word) == side and word.holds("CERTAIN") and word.explicit
            ]

        performer, opposing, uninvolved = certain("PERFORMER"), certain("OPPOSING"), certain("UNINVOLVED")
        of_this = [[word for word in words if not word.of_a_part] for words in (performer, opposing)]
        witnesses = [
            word
            for word in uninvolved
            if self.world.sources[word.source - 1].named and word.originator.basis in ("WITNESSED", "DEDUCED")
        ]
        corroborating = [
            word for pair in combinations(witnesses, 2) if self.independent(*pair) for word in pair
        ]
        probable = [
            word
            for word in affirming
            if self.shown_side(event, word) == "UNINVOLVED" and word.holds("PROBABLE") and word.explicit
        ]
        narrated = [word for word in affirming if self.narrates(event, word)]
        rules = [
            ("CONFIRMED", of_this[0] + of_this[1] if all(of_this) else []),
            ("ACKNOWLEDGED", performer),
            ("CORROBORATED", corroborating),
            ("REPORTED", uninvolved + probable),
            ("ALLEGED", opposing),
            ("POSSIBLE", [word for word in affirming if word not in narrated]),
            ("NARRATED", narrated),
            ("DENIED", [word for word in heard if word.denies]),
            ("UNCERTAIN", heard),
        ]
        for value, words in rules:
            if words:
                return value, {word.statement.id for word in words}
        return "UNREPORTED", set()

    def since(self, event: int, on: date) -> date | None:
        value = self.rule(event, on)[0]
        run = None
        for each in reversed([each for each in CALENDAR if each <= on]):
            if self.rule(event, each)[0] != value:
                return run
            run = each
        return None

    def status(self, event: int, on: date) -> tuple[object, ...]:
        heard = self.heard(event, on)
        original = [
            word
            for word in heard
            if not any(
                relation.statement == word.statement.id and relation.kind in ("REPEATS", "BASED_ON")
                for relation in self.world.relations
            )
        ]
        perhaps = any(
            word.aspect == "OCCURRENCE"
            and word.statement.earliest <= on < word.statement.latest
            and not self.corrected_by(word.statement, on)
            # What was corrected before it was certainly said never counts at all.
            and not self.corrected_by(word.statement, word.statement.latest)
            for word in self.words(event)
        )
        return (
            self.rule(event, on)[0],
            self.since(event, on),
            perhaps,
            bool(self.pairs(event, on)),
            len({word.statement.id for word in heard}),
            len({word.source for word in heard}),
            len({word.source for word in original}),
        )

    def deciding(self, event: int, on: date) -> list[tuple[int, date]]:
        latest = {each.id: each.latest for each in self.world.statements}
        decided = self.rule(event, on)[1]
        return sorted(((each, latest[each]) for each in decided), key=lambda row: (row[1], row[0]))

    def positions(self, event: int, on: date) -> list[tuple[object, ...]]:
        heard = self.heard(event, on)
        rows: list[tuple[object, ...]] = []
        for side in SIDES:
            of_side = [word for word in heard if self.shown_side(event, word) == side]
            if of_side:
                strongest = max(
                    of_side,
                    key=lambda word: (
                        FIRMNESS[word.commitment.removesuffix("_NOT")],
                        word.explicit,
                        word.affirms,
                    ),
                )
                counts = (
                    len({word.statement.id for word in of_side}),
                    len({word.statement.id for word in of_side if word.affirms}),
                    len({word.statement.id for word in of_side if word.denies}),
                )
                rows.append((side, strongest.commitment, strongest.explicit, *counts))
        return rows

    # Disputes

    def pairs(self, event: int, on: date) -> dict[tuple[str, int, int], str]:
        """Statements that disagree on the day, each pair once for an aspect, with on what that rests."""
        counted = [word for word in self.words(event) if self.counts(word, on)]
        found: dict[tuple[str, int, int], set[str]] = {}

        def add(aspect: str, one: Word, other: Word, basis: str) -> None:
            left, right = sorted((one.statement.id, other.statement.id))
            found.setdefault((aspect, left, right), set()).add(basis)

        for one in counted:
            for other in counted:
                if one.source == other.source:
                    continue
                if one.aspect == other.aspect and one.affirms and other.denies:
                    add(one.aspect, one, other, "OPPOSED")
                for relation in self.world.relations:
                    if (
                        relation.kind == "CONTRADICTS"
                        and relation.aspect is not None
                        and (relation.statement, relation.other) == (one.statement.id, other.statement.id)
                        and not one.of_a_part
                        and not other.of_a_part
                    ):
                        add(relation.aspect, one, other, relation.basis)
        order = ["STATED", "INFERRED", "OPPOSED"]
        return {pair: min(bases, key=order.index) for pair, bases in found.items()}

    def contradictions(self, event: int, on: date) -> list[tuple[object, ...]]:
        latest = {each.id: each.latest for each in self.world.statements}
        rows = [
            (left, right, aspect, max(latest[left], latest[right]), basis)
            for (aspect, left, right), basis in self.pairs(event, on).items()
        ]
        rows.sort(key=lambda row: (ASPECTS.index(row[2]), row[3], row[0], row[1]))
        return list(rows)

    def disputed_aspects(self, event: int, on: date) -> set[str]:
        return {aspect for aspect, _, _ in self.pairs(event, on)}

    def disputes(self, event: int, on: date) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        order = ["STATED", "INFERRED", "OPPOSED"]
        for aspect in sorted(self.disputed_aspects(event, on), key=ASPECTS.index):
            since = on
            for each in reversed([each for each in CALENDAR if each <= on]):
                if aspect not in self.disputed_aspects(event, each):
                    break
                since = each
            bases = [basis for pair, basis in self.pairs(event, on).items() if pair[0] == aspect]
            rows.append((aspect, since, min(bases, key=order.index)))
        return rows

    def history(self, event: int, until: date) -> list[tuple[date, str, bool]]:
        rows: list[tuple[date, str, bool]] = []
        before = ("UNREPORTED", False)
        for each in CALENDAR:
            now = (self.rule(event, each)[0], bool(self.pairs(event, each)))
            if each <= until and now != before:
                rows.append((each, *now))
            before = now
        return rows
