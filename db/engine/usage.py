"""How busy the connections of a reader are."""

from typing import NamedTuple


class Usage(NamedTuple):
    """``size``: connections; ``busy``: those that run a statement; ``waiting``: statements without one."""

    size: int
    busy: int
    waiting: int
