"""The Earth as a sphere: what a circle or a box on it spans in latitude and longitude.

Distances are great circles by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and
Telescope 68, 1984, p. 159) over the mean radius of the Earth, R1 of GRS 80 as the IUGG adopted it (H. Moritz,
"Geodetic Reference System 1980", Journal of Geodesy 74, 2000). The ellipsoid of WGS 84 is curved
like spheres from 6,335 to 6,400 km, so they are wrong by 0.6 % at the most: less than the points of districts
are.
"""

from functools import lru_cache
from math import asin, ceil, cos, degrees, isfinite, pi, radians, sin
from typing import NamedTuple

from db.errors import BadInput

EARTH_RADIUS = 6_371_008.8
"""Metres."""

# No two places lie further apart; the last kilometre is begun.
MAX_KILOMETRES = ceil(pi * EARTH_RADIUS / 1000)

# From no number to no number: no longitude lies in it.
NOWHERE = (1.0, 0.0)
EVERYWHERE = (-180.0, 180.0)


class Span(NamedTuple):
    """Latitudes from ``south`` to ``north``, and longitudes in either of two ranges, in degrees; the ends are
    included.
    """

    south: float
    north: float
    west: float
    east: float
    further_west: float
    further_east: float


class Circle(NamedTuple):
    """The points within so many metres of a point, and a span around them."""

    latitude: float
    longitude: float
    metres: int
    span: Span


@lru_cache(maxsize=256)
def circle(latitude: float, longitude: float, kilometres: float | None, argument: str) -> Circle:
    """A circle, to the nearest metre; without ``kilometres``, the whole sphere. `BadInput` names the
    argument.

    The span is that of J. P. Matuschek, "Finding Points Within a Distance of a Latitude/Longitude Using
    Bounding Coordinates": it crosses the antimeridian as two ranges, and a pole inside has all longitudes.
    A statement binds a dozen figures of one circle, hence the cache.
    """
    _within(latitude, 90, f"{argument}.latitude", "latitude")
    _within(longitude, 180, f"{argument}.longitude", "longitude")
    if kilometres is None:
        kilometres = MAX_KILOMETRES
    elif not 0 <= kilometres <= MAX_KILOMETRES:  # nor is NaN
        raise BadInput(
            f"{argument}.kilometres: {_shown(kilometres)} is outside 0 to {MAX_KILOMETRES}, which is half "
            "way round the Earth; give kilometres and not metres, or leave it out for any distance",
            argument=f"{argument}.kilometres",
        )
    # A tenth of a millimetre; what is much smaller is an error to PostgreSQL once it is squared (underflow).
    latitude, longitude = round(latitude, 9), round(longitude, 9)
    metres = round(kilometres * 1000)
    # A metre more: distances are rounded to the metre, and so is the sphere's arithmetic in the end.
    angle = (metres + 1) / EARTH_RADIUS
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south <= -90 or north >= 90:
        ranges = (EVERYWHERE, NOWHERE)
    else:
        reach = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude)))))
        ranges = _ranges(longitude - reach, longitude + reach)
    return Circle(latitude, longitude, metres, Span(south, north, *ranges[0], *ranges[1]))


def box(west: float, south: float, east: float, north: float, argument: str) -> Span:
    """A box as RFC 7946 (5.2) and OGC API Features have it: it crosses the antimeridian where west > east.

    The antimeridian is one line, whichever sign a place has it by. `BadInput` names the argument.
    """
    for name, longitude in (("west", west), ("east", east)):
        _within(longitude, 180, f"{argument}.{name}", "longitude")
    for name, latitude in (("south", south), ("north", north)):
        _within(latitude, 90, f"{argument}.{name}", "latitude")
    if south > north:
        raise BadInput(
            f"{argument}: its south, {_shown(south)}, lies north of its north, {_shown(north)}; give west, "
            "south, east and north in this order; only west may be the greater, across the antimeridian",
            argument=f"{argument}.south",
        )
    if west > east:
        return Span(south, north, west, 180.0, -180.0, east)
    further = (180.0, 180.0) if west == -180 else (-180.0, -180.0) if east == 180 else NOWHERE
    return Span(south, north, west, east, *further)


def _ranges(west: float, east: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The longitudes from ``west`` to ``east``, either of which may lie beyond the antimeridian."""
    if west <= -180:
        return (-180.0, east), (west + 360, 180.0)
    if east >= 180:
        return (west, 180.0), (-180.0, east - 360)
    return (west, east), NOWHERE


def _within(degree: float, most: int, argument: str, what: str) -> None:
    if not -most <= degree <= most:  # nor is NaN
        raise BadInput(
            f"{argument}: {_shown(degree)} is outside -{most} to {most}; give the {what} in degrees (WGS 84)",
            argument=argument,
        )


def _shown(number: float) -> str:
    return f"{number:.15g}" if isfinite(number) else "what is not finite"
