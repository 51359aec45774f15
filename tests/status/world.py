"""Small worlds of statements, as plain records, and how they are written into a database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection

from db.models import metadata
from db.vocabulary import codes

FIRST_DAY = date(2025, 3, 1)
DAYS = 9
LAST_DAY = date(9999, 12, 31)

PUBLISHER = 1


def day(number: int) -> date:
    """The day of that number in our little calendar."""
    return FIRST_DAY + timedelta(days=number)


@dataclass(frozen=True)
class Source:
    id: int
    named: bool = True


@dataclass(frozen=True)
class Event:
    id: int
    part_of: int | None = None
    modality: str = "OCCURRED"
    occurred: date = FIRST_DAY


@dataclass(frozen=True)
class Originator:
    source: int
    commitment: str = "CERTAIN"
    basis: str = "UNSTATED"


@dataclass(frozen=True)
class Bearing:
    event: int
    aspect: str = "OCCURRENCE"
    stance: str = "AFFIRMS"
    explicit: bool = True


@dataclass(frozen=True)
class Statement:
    id: int
    earliest: date
    latest: date
    originators: tuple[Originator, ...]
    bearings: tuple[Bearing, ...]
    form: str = "INDIRECT"


@dataclass(frozen=True)
class Affiliation:
    source: int
    organisation: int
    until: date = LAST_DAY


@dataclass(frozen=True)
class Relation:
    statement: int
    other: int
    kind: str
    aspect: str | None = None
    basis: str = "INFERRED"


@dataclass(frozen=True)
class World:
    """Everything is in one article, which source 1 published."""

    sources: tuple[Source, ...]
    events: tuple[Event, ...]
    statements: tuple[Statement, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    sides: dict[tuple[int, int], str] = field(default_factory=dict)
    participations: frozenset[tuple[int, int, str]] = frozenset()
    relations: tuple[Relation, ...] = ()


def write(connection: Connection, world: World) -> None:
    """Insert the world's rows. The transaction is the caller's; nothing is committed."""
    for table, rows in _rows(world).items():
        if rows:
            connection.execute(metadata.tables[table].insert(), [{"revision_id": 1, **row} for row in rows])


def _rows(world: World) -> dict[str, list[dict[str, Any]]]:
    spoken_of = {(said.id, bearing.event): said for said in world.statements for bearing in said.bearings}
    return {
        "source": [
            {"id": each.id, "slug": f"s{each.id}", "dossier_id": 1, "name": "-", "kind": "PERSON"}
            | {"named": each.named}
            for each in world.sources
        ],
        "article": [
            {"id": 1, "slug": "a", "dossier_id": 1, "headline": "-", "publisher_id": PUBLISHER}
            | {"language": "en", "text_sha256": "-", "text_length": 1, "text_normalisation": "NFC_LF"}
            | _dated("published", FIRST_DAY, LAST_DAY)
        ],
        "affiliation": [
            {"source_id": each.source, "organisation_id": each.organisation}
            | _dated("span", FIRST_DAY - timedelta(days=900), each.until)
            for each in world.affiliations
        ],
        "event": [
            {"id": each.id, "slug": f"e{each.id}", "dossier_id": 1, "title": "-", "type": "INCURSION"}
            | {"modality": each.modality, "part_of_id": each.part_of}
            | _dated("occurred", each.occurred, LAST_DAY)
            for each in world.events
        ],
        "statement": [
            {"id": each.id, "slug": f"t{each.id}", "dossier_id": 1, "article_id": 1, "position": each.id}
            | {"proposition": "-", "form": each.form, "speech_act": "STATES"}
            | _dated("said", each.earliest, each.latest)
            for each in world.statements
        ],
        "attribution": [
            {"statement_id": said.id, "source_id": each.source, "position": 0, "role": "ORIGINATOR"}
            | {"commitment": each.commitment, "basis": each.basis, "said_earliest": said.earliest}
            for said in world.statements
            for each in said.originators
        ]
        # Whoever passes a statement on must never count as its originator.
        + [
            {"statement_id": said.id, "source_id": PUBLISHER, "position": 1, "role": "AUTHOR"}
            | {"commitment": "CERTAIN", "basis": "WITNESSED", "said_earliest": said.earliest}
            for said in world.statements
            if PUBLISHER not in {each.source for each in said.originators}
        ],
        "statement_event": [
            {"statement_id": statement, "event_id": event, "said_earliest": said.earliest}
            for (statement, event), said in spoken_of.items()
        ],
        "bearing": [
            {"statement_id": said.id, "event_id": each.event, "aspect": each.aspect}
            | {"stance": each.stance, "explicit": each.explicit}
            for said in world.statements
            for each in said.bearings
        ],
        "side": [
            {"event_id": event, "source_id": source, "dossier_id": 1, "side": side, "why": "TAKES_PART"}
            for (event, source), side in world.sides.items()
        ],
        "participation": [
            {"id": number, "statement_id": 1, "event_id": event, "source_id": source, "role": role}
            | {"occurred_earliest": FIRST_DAY}
            for number, (event, source, role) in enumerate(sorted(world.participations), start=1)
        ],
        "relation": [
            {"id": number, "statement_id": each.statement, "other_id": each.other, "kind": each.kind}
            | {"aspect": each.aspect, "basis": each.basis}
            for number, each in enumerate(world.relations, start=1)
        ],
    }


def _dated(prefix: str, earliest: date, latest: date) -> dict[str, Any]:
    bounds = {f"{prefix}_edtf": "-", f"{prefix}_earliest": earliest, f"{prefix}_latest": latest}
    return bounds | {f"{prefix}_precision": "DAY", f"{prefix}_basis": "STATED"}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Worlds in which much speaks of little, so that the rule has something to decide.

    In half of them most agree, as otherwise hardly any event would be confirmed or corroborated.
    """
    agreed = draw(st.booleans())
    sources = tuple(
        Source(number, draw(st.sampled_from((True, True, True, False))))
        for number in range(1, draw(st.sampled_from((6, 5, 4, 3))) + 1)
    )
    source = st.integers(1, len(sources))
    events = tuple(
        Event(
            number,
            # A dossier with a circle is refused; here is proof that none makes the database hang.
            draw(st.sampled_from([whole for whole in (None, None, 1, 2, 3) if whole != number])),
            draw(st.sampled_from(("OCCURRED", "ONGOING", "POSSIBLE", "HYPOTHETICAL"))),
            day(draw(_count(0, 3))),
        )
        for number in range(1, 4)
    )
    event = st.sampled_from((1, 1, 1, 2, 3))
    statements = tuple(
        draw(_statements(number, source, event, agreed=agreed))
        for number in range(1, draw(st.sampled_from(range(9))) + 1)
    )
    number = st.integers(1, max(1, len(statements)))
    relations = draw(
        st.lists(
            st.builds(
                Relation,
                number,
                number,
                st.sampled_from(
                    ("CONTRADICTS", "CORRECTS", "REPEATS", "BASED_ON", "REPEATS", "BASED_ON", "UPDATES")
                ),
                st.sampled_from(("OCCURRENCE", "PLACE", "OUTCOME", None)),
                st.sampled_from(("STATED", "INFERRED")),
            ).filter(lambda relation: relation.statement != relation.other),
            max_size=5 if len(statements) > 1 else 0,
            unique_by=lambda relation: (relation.statement, relation.kind, relation.other),
        )
    )
    return World(
        sources,
        events,
        statements,
        tuple(
            draw(
                st.lists(
                    st.builds(Affiliation, source, source, st.sampled_from((day(1), LAST_DAY))).filter(
                        lambda tie: tie.source != tie.organisation
                    ),
                    max_size=5,
                    unique_by=lambda tie: (tie.source, tie.organisation),
                )
            )
        ),
        draw(st.sampled_from(({}, {(1, 2): "PERFORMER", (1, 3): "OPPOSING"})))
        | draw(st.dictionaries(st.tuples(event, source), st.sampled_from(codes("side")), max_size=3)),
        draw(
            st.frozensets(st.tuples(event, source, st.sampled_from(codes("participation_role"))), max_size=2)
        ),
        tuple(relations),
    )


def _count(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


@st.composite
def _statements(
    draw: st.DrawFn,
    number: int,
    source: st.SearchStrategy[int],
    event: st.SearchStrategy[int],
    *,
    agreed: bool,
) -> Statement:
    earliest = draw(_count(0, DAYS - 3))
    often = 20 if agreed else 3
    commitment = st.sampled_from(("CERTAIN",) * often + codes("commitment"))
    basis = st.sampled_from(("WITNESSED", "DEDUCED") * often + codes("attribution_basis"))
    aspect = st.sampled_from(("OCCURRENCE",) * often + ("PLACE", "OUTCOME"))
    stance = st.sampled_from(("AFFIRMS",) * often + codes("stance"))
    explicit = st.sampled_from((True,) * often + (False,))
    return Statement(
        number,
        day(earliest),
        draw(st.sampled_from((day(earliest), day(earliest), day(earliest + 2), LAST_DAY))),
        tuple(
            draw(
                st.lists(
                    st.builds(Originator, source, commitment, basis),
                    min_size=1,
                    max_size=2,
                    unique_by=lambda each: each.source,
                )
            )
        ),
        tuple(
            draw(
                st.lists(
                    st.builds(Bearing, event, aspect, stance, explicit),
                    min_size=1,
                    max_size=3,
                    unique_by=lambda each: (each.event, each.aspect),
                )
            )
        ),
        draw(st.sampled_from(("INDIRECT", "INDIRECT", "DIRECT", "NARRATOR"))),
    )
