"""Circles and boxes on the sphere: what they span, and what is none."""

from math import asin, atan2, cos, degrees, inf, isclose, nan, pi, radians, sin, sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.errors import BadInput
from db.sphere import EARTH_RADIUS, MAX_KILOMETRES, Span, box, circle
from tests.great_circle import metres_between

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
POINTS = st.tuples(LATITUDES, LONGITUDES)


def spans(span: Span, latitude: float, longitude: float) -> bool:
    """What the databases ask of a row."""
    return span.south <= latitude <= span.north and (
        span.west <= longitude <= span.east or span.further_west <= longitude <= span.further_east
    )


@given(POINTS, POINTS, st.floats(0, MAX_KILOMETRES))
@example((90.0, 0.0), (89.999, 180.0), 0.2)
@example((-90.0, 33.0), (-90.0, -120.0), 0.0)
@example((10.0, -180.0), (10.0, 180.0), 0.0)
@example((10.0, 179.9999), (10.0, -179.9999), 0.1)
@example((0.0, 0.0), (0.0, 180.0), MAX_KILOMETRES)
@example((80.0, 0.0), (80.0, 90.0), 1570.0)
def test_a_circle_lies_in_its_span(
    centre: tuple[float, float], other: tuple[float, float], kilometres: float
) -> None:
    found = circle(*centre, kilometres, "near")
    if metres_between(centre, other) <= found.metres:
        assert spans(found.span, *other)


@given(POINTS, st.floats(0.001, 5000), st.floats(0, 360))
def test_a_span_reaches_to_the_edge_of_its_circle(
    centre: tuple[float, float], kilometres: float, bearing: float
) -> None:
    """The edge in a direction, found by the direct formula of spherical trigonometry."""
    angle, course = kilometres * 1000 / EARTH_RADIUS, radians(bearing)
    latitude, longitude = map(radians, centre)
    north = asin(max(-1.0, min(1.0, sin(latitude) * cos(angle) + cos(latitude) * sin(angle) * cos(course))))
    east = longitude + atan2(
        sin(course) * sin(angle) * cos(latitude), cos(angle) - sin(latitude) * sin(north)
    )
    wrapped = (degrees(east) + 540) % 360 - 180
    assert spans(circle(*centre, kilometres, "near").span, degrees(north), wrapped)


def test_a_span_is_no_wider_than_it_must_be() -> None:
    found = circle(50.5977, 36.588, 60, "near")
    assert found.metres == 60_000
    reach = 60_001 / EARTH_RADIUS * 180 / pi
    assert isclose(found.span.north, 50.5977 + reach)
    assert isclose(found.span.south, 50.5977 - reach)
    # The circle touches its meridians a little poleward of its centre.
    assert isclose(found.span.east - 36.588, 0.850104, abs_tol=0.000001)
    assert found.span.further_west > found.span.further_east


def test_the_sphere_is_as_curved_as_the_ellipsoid_within_six_in_a_thousand() -> None:
    semi_major, flattening = 6_378_137.0, 1 / 298.257223563
    squared = flattening * (2 - flattening)
    flattest, roundest = semi_major / sqrt(1 - squared), semi_major * (1 - squared)
    assert [round(each) for each in (roundest, flattest)] == [6_335_439, 6_399_594]
    assert max(abs(EARTH_RADIUS / each - 1) for each in (roundest, flattest)) < 0.006


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ((30.0, 50.0, 40.0, 51.0), (50.0, 51.0, 30.0, 40.0, 1.0, 0.0)),
        ((170.0, -20.0, -170.0, 20.0), (-20.0, 20.0, 170.0, 180.0, -180.0, -170.0)),
        ((-180.0, -90.0, 180.0, 90.0), (-90.0, 90.0, -180.0, 180.0, 180.0, 180.0)),
        ((-180.0, 0.0, -170.0, 0.0), (0.0, 0.0, -180.0, -170.0, 180.0, 180.0)),
        ((180.0, 0.0, 180.0, 0.0), (0.0, 0.0, 180.0, 180.0, -180.0, -180.0)),
        ((180.0, 0.0, -180.0, 0.0), (0.0, 0.0, 180.0, 180.0, -180.0, -180.0)),
    ],
)
def test_a_box_may_cross_the_antimeridian(
    asked: tuple[float, float, float, float], span: tuple[float, ...]
) -> None:
    assert box(*asked, "bbox") == span


@pytest.mark.parametrize(
    ("asked", "argument", "said"),
    [
        ((90.1, 0.0, 1.0), "near.latitude", "90.1 is outside -90 to 90; give the latitude in degrees"),
        ((nan, 0.0, 1.0), "near.latitude", "what is not finite is outside -90 to 90"),
        ((0.0, -180.5, 1.0), "near.longitude", "-180.5 is outside -180 to 180"),
        ((0.0, inf, 1.0), "near.longitude", "what is not finite is outside -180 to 180"),
        ((0.0, 0.0, -1.0), "near.kilometres", "-1 is outside 0 to 20016, which is half way round"),
        ((0.0, 0.0, nan), "near.kilometres", "give kilometres and not metres"),
        ((0.0, 0.0, inf), "near.kilometres", "what is not finite is outside 0 to 20016"),
        ((0.0, 0.0, 20016.1), "near.kilometres", "20016.1 is outside 0 to 20016"),
    ],
)
def test_what_is_no_circle_is_refused(asked: tuple[float, float, float], argument: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        circle(*asked, "near")
    assert refused.value.argument == argument
    assert refused.value.message.startswith(f"{argument}: ")
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("asked", "argument", "said"),
    [
        ((-181.0, 0.0, 0.0, 0.0), "bbox.west", "-181 is outside -180 to 180"),
        ((0.0, nan, 0.0, 0.0), "bbox.south", "what is not finite is outside -90 to 90"),
        ((0.0, 0.0, 200.0, 0.0), "bbox.east", "200 is outside -180 to 180"),
        ((0.0, 0.0, 0.0, 91.0), "bbox.north", "91 is outside -90 to 90"),
        ((0.0, 2.0, 0.0, 1.0), "bbox.south", "its south, 2, lies north of its north, 1"),
    ],
)
def test_what_is_no_box_is_refused(
    asked: tuple[float, float, float, float], argument: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        box(*asked, "bbox")
    assert refused.value.argument == argument
    assert said in refused.value.message
