"""What was said lately of each event, for later statements to answer, repeat or contradict."""

from collections import deque
from typing import Final

_STATEMENTS: Final = 6
_EVENTS: Final = 20_000
"""Events of which it is remembered; the one that was spoken of least lately is forgotten first."""


class Heard:
    """The last statements on the events that were spoken of last: bounded, however many are made."""

    def __init__(self) -> None:
        self._heard: dict[int, deque[str]] = {}

    def of(self, event: int) -> list[str]:
        """The slugs of its last statements, the oldest first."""
        return list(self._heard.get(event, ()))

    def add(self, event: int, statement: str) -> None:
        """Note a statement."""
        heard = self._heard.pop(event, None) or deque(maxlen=_STATEMENTS)
        heard.append(statement)
        self._heard[event] = heard
        if len(self._heard) > _EVENTS:
            del self._heard[next(iter(self._heard))]
