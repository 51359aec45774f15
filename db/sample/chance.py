"""Draws that a seed decides, the same on every machine and in every release of Python.

Only `random.Random.random` is promised to stay as it is, so everything here is made of it.
"""

from collections.abc import Sequence
from operator import itemgetter
from random import Random
from typing import TypeVar

_T = TypeVar("_T")
_WEIGHT = itemgetter(1)


class Chance:
    """A stream of draws of its own for each thing that is made: what one draws does not move another."""

    def __init__(self, seed: int, *thing: object) -> None:
        self._random = Random("/".join(map(str, (seed, *thing)))).random  # noqa: S311 - not for secrets

    def happens(self, probability: float) -> bool:
        """True in so many cases of one."""
        return self._random() < probability

    def below(self, number: int) -> int:
        """A whole number from 0 up to, but without, ``number``."""
        return int(self._random() * number)

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def one(self, values: Sequence[_T]) -> _T:
        """One of the values, each as likely as the others."""
        return values[self.below(len(values))]

    def rank(self, number: int) -> int:
        """A whole number below ``number``, the smaller the likelier: one in k + 1, as Zipf has it."""
        return min(int((number + 1) ** self._random()) - 1, number - 1)

    def weighed(self, values: Sequence[tuple[_T, int]]) -> _T:
        """One of the values by their weights."""
        left = self.below(sum(map(_WEIGHT, values)))
        for value, weight in values:
            left -= weight
            if left < 0:
                return value
        raise ValueError("no weights")
