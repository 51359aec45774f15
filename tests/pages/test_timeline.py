"""What a timeline draws."""

from typing import Any

import pytest

from api.pages.timeline import Mark, Step, chronological, of_event, of_propositions, of_source

FLOOD, FIRE = {"slug": "flood", "title": "Flood"}, {"slug": "fire", "title": "Fire"}


def statement(
    slug: str,
    *originators: tuple[str, str],
    bearings: list[tuple[dict[str, str], str, str, bool]] | None = None,
    latest: str | None = "2025-03-18",
    earliest: str | None = "2025-03-18",
) -> dict[str, Any]:
    return {
        "slug": slug,
        "proposition": f"What {slug} says.",
        "said": {"edtf": "", "earliest": earliest, "latest": latest, "basis": "STATED"},
        "attributions": [
            *(
                {
                    "role": "ORIGINATOR",
                    "commitment": commitment,
                    "source": {"slug": name, "name": name.title()},
                }
                for name, commitment in originators
            ),
            {"role": "AUTHOR", "commitment": "CERTAIN", "source": {"slug": "paper", "name": "Paper"}},
        ],
        "bearings": [
            {"event": event, "aspect": aspect, "stance": stance, "explicit": explicit}
            for event, aspect, stance, explicit in bearings or []
        ],
    }


def drawn(marks: tuple[Mark, ...]) -> list[tuple[int, str, str, str]]:
    return [(mark.number, mark.firmness, mark.position, mark.aspects) for mark in marks]


def test_a_statement_that_is_for_and_against_an_event_has_a_mark_for_each() -> None:
    both = statement(
        "both",
        ("ministry", "CERTAIN"),
        bearings=[
            (FLOOD, "OCCURRENCE", "AFFIRMS", False),
            (FLOOD, "OUTCOME", "DENIES", True),
            (FLOOD, "PLACE", "AFFIRMS", True),
            (FIRE, "OCCURRENCE", "DENIES", True),
        ],
    )
    timeline = of_event("flood", [both], [])

    assert [(lane.name, lane.path) for lane in timeline.lanes] == [("Ministry", "/sources/ministry")]
    assert drawn(timeline.lanes[0].marks) == [
        (1, "CERTAIN", "AFFIRMS", "occurrence (implied), place"),
        (1, "CERTAIN", "DENIES", "outcome"),
    ]
    assert timeline.lanes[0].marks[1].stance == "denies outcome"


@pytest.mark.parametrize(
    ("commitment", "stance", "firmness", "position"),
    [
        ("CERTAIN", "DENIES", "CERTAIN", "DENIES"),
        ("PROBABLE_NOT", "AFFIRMS", "PROBABLE", "DENIES"),
        ("CERTAIN_NOT", "DENIES", "CERTAIN", "AFFIRMS"),
        ("POSSIBLE_NOT", "NEUTRAL", "POSSIBLE", "NEUTRAL"),
        ("UNCOMMITTED", "AFFIRMS", "UNCOMMITTED", "NEUTRAL"),
    ],
)
def test_commitment_turns_a_stance_around_as_the_status_rule_does(
    commitment: str, stance: str, firmness: str, position: str
) -> None:
    said = statement("one", ("she", commitment), bearings=[(FLOOD, "OCCURRENCE", stance, True)])
    ((mark,),) = [lane.marks for lane in of_event("flood", [said], []).lanes]
    assert (mark.firmness, mark.position) == (firmness, position)


def test_each_originator_has_a_lane_and_whoever_passes_on_has_none() -> None:
    bearings = [(FLOOD, "OCCURRENCE", "AFFIRMS", True)]
    said = [
        statement("one", ("she", "CERTAIN"), ("he", "POSSIBLE"), bearings=bearings),
        statement("two", ("she", "PROBABLE"), bearings=bearings),
    ]
    timeline = of_event("flood", said, [{"on": "2025-03-18", "value": "REPORTED", "disputed": True}])

    assert {lane.name: drawn(lane.marks) for lane in timeline.lanes} == {
        "She": [(1, "CERTAIN", "AFFIRMS", "occurrence"), (2, "PROBABLE", "AFFIRMS", "occurrence")],
        "He": [(1, "POSSIBLE", "AFFIRMS", "occurrence")],
    }
    assert [(mark.number, lane.name) for lane, mark in timeline.rows] == [(1, "She"), (1, "He"), (2, "She")]
    assert timeline.steps == (Step("2025-03-18", "REPORTED", "Reported", disputed=True),)


def test_a_sources_lanes_are_events_and_what_is_about_none_is_last() -> None:
    she = {"slug": "she", "name": "She"}
    of_flood = statement("one", ("she", "CERTAIN"), bearings=[(FLOOD, "OCCURRENCE", "DENIES", True)])
    links = [
        {"commitment": "POSSIBLE", "node": of_flood},
        {"commitment": "CERTAIN_NOT", "node": statement("two", ("she", "CERTAIN_NOT"))},
    ]
    timeline = of_source(she, links)

    assert [(lane.name, lane.path, drawn(lane.marks)) for lane in timeline.lanes] == [
        ("Flood", "/events/flood", [(1, "POSSIBLE", "DENIES", "occurrence")]),
        ("Not about an event", None, [(2, "CERTAIN", "DENIES", "")]),
    ]


def test_propositions_are_drawn_by_what_their_originators_hold_of_them() -> None:
    timeline = of_propositions([statement("one", ("she", "PROBABLE_NOT"))])
    assert drawn(timeline.lanes[0].marks) == [(1, "PROBABLE", "DENIES", "")]


def test_the_order_is_that_of_the_last_possible_days() -> None:
    given = [
        statement("open end", latest=None),
        statement("late", latest="2025-04-01"),
        statement("long", earliest=None),
        statement("early", earliest="2025-03-01", latest="2025-03-02"),
        statement("short"),
    ]
    assert [each["slug"] for each in chronological(given)] == ["early", "long", "short", "late", "open end"]


def test_an_open_date_stays_open_in_what_is_drawn() -> None:
    said = statement("one", ("she", "CERTAIN"), earliest=None, latest=None)
    (lane,) = of_propositions([said]).data["lanes"]
    assert (lane["marks"][0]["earliest"], lane["marks"][0]["latest"]) == (None, None)
    assert lane["marks"][0]["date"] == "no date is known"
