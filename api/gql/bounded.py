"""A cache of bounded size."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(OrderedDict[K, V], Generic[K, V]):
    """A cache of the entries used last."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def find(self, key: K) -> V | None:
        """The entry, now the newest."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> None:
        """Adds an entry, at the oldest one's cost where it is full."""
        self[key] = value
        if len(self) > self._size:
            self.popitem(last=False)
