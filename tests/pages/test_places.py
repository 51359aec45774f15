"""What a map draws."""

from typing import Any

from api.pages.places import Spot, of_mentions, of_place, of_placements

REGION = {"slug": "region", "name": "Region"}


def place(slug: str, precision: str | None, owner: dict[str, str] | None = None) -> dict[str, Any]:
    own = {"slug": slug, "name": slug.title()}
    point = {
        "latitude": 50.5,
        "longitude": 36.5,
        "precision": precision,
        "note": None,
        "location": owner or own,
    }
    return {**own, "kind": "VILLAGE", "point": point if precision else None}


def placement(location: dict[str, Any], role: str, event: str = "flood") -> dict[str, Any]:
    statement = {"slug": "one", "proposition": "One."}
    return {
        "role": role,
        "location": location,
        "event": {"slug": event, "title": event},
        "statement": statement,
    }


def test_a_borrowed_point_is_no_position_however_close_its_owners_is() -> None:
    own, borrowed = (
        place("town", "SETTLEMENT"),
        place("street", "SETTLEMENT", {"slug": "town", "name": "Town"}),
    )
    places = of_placements([placement(own, "OCCURRED_IN"), placement(borrowed, "TARGET")])

    assert places.spots == (
        Spot(50.5, 36.5, "SETTLEMENT", position=True, names=("Town",)),
        Spot(50.5, 36.5, "SETTLEMENT", position=False, names=("Street (target)",)),
    )
    assert [row.drawn_as for row in places.rows] == [
        "position (settlement)",
        "somewhere within Town (settlement), whose point it borrows",
    ]


def test_a_point_that_stands_for_a_region_is_an_area_with_all_that_lie_in_it() -> None:
    region, village, front = (
        place("region", "REGION"),
        place("village", "REGION", REGION),
        place("front", None),
    )
    places = of_mentions(
        [
            {"slug": "one", "locations": {"nodes": [region, village]}},
            {"slug": "two", "locations": {"nodes": [front, region]}},
        ]
    )

    assert places.spots == (Spot(50.5, 36.5, "REGION", position=False, names=("Region", "Village")),)
    assert [(row.slug, row.drawn_as, row.statement) for row in places.rows if row.statement] == [
        ("region", "area: the point stands for the whole region", places.rows[0].statement),
        ("village", "somewhere within Region (region), whose point it borrows", places.rows[0].statement),
        ("front", "not on the map: no gazetteer gives a point", places.rows[2].statement),
    ]
    assert [row.statement["slug"] for row in places.rows if row.statement] == ["one", "one", "two"]


def test_what_several_statements_place_alike_is_one_row_and_another_event_another() -> None:
    town = place("town", "EXACT")
    given = [placement(town, "TARGET"), placement(town, "TARGET"), placement(town, "TARGET", event="fire")]
    assert [row.event for row in of_placements(given).rows] == [given[0]["event"], given[2]["event"]]


def test_a_place_comes_with_what_lies_in_it() -> None:
    whole = place("region", "REGION") | {"parts": {"nodes": [place("town", "SETTLEMENT")]}}
    assert [row.slug for row in of_place(whole).rows] == ["region", "town"]
