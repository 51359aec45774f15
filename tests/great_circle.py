"""Distances on the sphere by another formula than the code's: the angle between two vectors."""

from math import atan2, cos, dist, hypot, radians, sin

RADIUS = 6_371_008.8


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The length of the great circle, by W. Kahan's formula for an angle, which no two points upset."""
    first, second = _vector(*one), _vector(*other)
    apart = dist(first, second)
    together = hypot(*(a + b for a, b in zip(first, second, strict=True)))
    return 2 * RADIUS * atan2(apart, together)


def _vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = radians(latitude), radians(longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)
