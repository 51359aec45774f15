"""A cache of bounded size."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """A cache of the entries used last: at most ``size`` of them, of at most ``weight`` together."""

    def __init__(self, size: int, weight: int) -> None:
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._size = size
        self._most = weight
        self._weight = 0

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: K) -> V | None:
        """The entry, now the newest."""
        found = self._entries.get(key)
        if found is None:
            return None
        self._entries.move_to_end(key)
        return found[0]

    def keep(self, key: K, value: V, weight: int) -> None:
        """Adds an entry, at the oldest ones' cost where it is full."""
        _, before = self._entries.pop(key, (None, 0))
        self._entries[key] = value, weight
        self._weight += weight - before
        while len(self._entries) > self._size or self._weight > self._most:
            _, (_, gone) = self._entries.popitem(last=False)
            self._weight -= gone
