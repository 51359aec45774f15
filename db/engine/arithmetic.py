"""The functions by which distances are reckoned, for builds of SQLite that leave its own out.

They are there where it was built with SQLITE_ENABLE_MATH_FUNCTIONS.
"""

import math
import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

FUNCTIONS: Final[Mapping[str, Callable[[float], float]]] = {
    "asin": math.asin,
    "cos": math.cos,
    "radians": math.radians,
    "sin": math.sin,
    "sqrt": math.sqrt,
}
"""Each of one argument. Like SQLite's own they call the C library's, so the figures are the same."""


def add_missing(
    connection: sqlite3.Connection, functions: Mapping[str, Callable[[float], float]] = FUNCTIONS
) -> None:
    """Give a connection those of the functions that its SQLite does not have."""
    for name, function in functions.items():
        try:
            connection.execute(f"SELECT {name}(0)").fetchall()
        except sqlite3.OperationalError:
            connection.create_function(name, 1, _of_null(function), deterministic=True)


def _of_null(function: Callable[[float], float]) -> Callable[[float | None], float | None]:
    """As SQLite has it: no value outside the domain, nor of no value."""

    def answer(value: float | None) -> float | None:
        try:
            return None if value is None else function(value)
        except ValueError:
            return None

    return answer
