"""The functions that a build of SQLite may lack."""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from db.engine.arithmetic import FUNCTIONS, add_missing


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A connection to a database in memory, without the functions of ours."""
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def test_a_build_without_them_is_given_ours(connection: sqlite3.Connection) -> None:
    # No build has functions of these names.
    add_missing(connection, {f"our_{name}": function for name, function in FUNCTIONS.items()})
    for name, function in FUNCTIONS.items():
        for value in (0, 0.3, -0.7, 1, None):
            (found,) = connection.execute(f"SELECT our_{name}(?)", (value,)).fetchone()
            expected = None if value is None or (name == "sqrt" and value < 0) else function(value)
            assert found == expected
    assert connection.execute("SELECT our_asin(1.5)").fetchone() == (None,)
    # An index and a plan may rely on it.
    connection.execute("CREATE TABLE note (angle REAL)")
    connection.execute("CREATE INDEX note_sine ON note (our_sin(angle))")


def test_a_build_with_them_keeps_its_own(connection: sqlite3.Connection) -> None:
    connection.create_function("asin", 1, lambda value: 42 + value)
    add_missing(connection)
    assert connection.execute("SELECT asin(0)").fetchone() == (42,)


def test_the_figures_are_the_same() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("SELECT asin(0)")
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no functions of its own")
        for name, function in FUNCTIONS.items():
            for value in (0.0, 0.1, 0.7853981633974483, 1.0, 1e-9):
                (found,) = connection.execute(f"SELECT {name}(?)", (value,)).fetchone()
                assert math.isclose(found, function(value), rel_tol=0, abs_tol=0)
