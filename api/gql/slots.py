"""Variables split into what shapes a plan and what is only bound.

Two requests with variables of one shape share a plan. The shape is: which variables are present or null, the
keys of input objects, the lengths of lists, the values of Booleans, and words by which the statement is built
(an order's); every other leaf becomes a slot in a flat list of values.
"""

from collections.abc import Mapping
from typing import Any

from db.compile.selection import Fixed, Slot

Shape = tuple[Any, ...]


def split(coerced: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any], Shape]:
    """The variables with slots for leaves, the leaves' values in order of the slots, and the shape."""
    values: list[Any] = []
    shape: list[Any] = []
    marked = {name: _mark(value, values, shape, name) for name, value in coerced.items()}
    return marked, values, tuple(shape)


def _mark(value: Any, values: list[Any], shape: list[Any], key: str) -> Any:
    if isinstance(value, dict):
        shape.append((key, len(value)))
        return {name: _mark(each, values, shape, name) for name, each in value.items()}
    if isinstance(value, list):
        shape.append((key, -1 - len(value)))
        return [_mark(each, values, shape, "") for each in value]
    if value is None or isinstance(value, bool | Fixed):
        shape.append((key, value))
        return value
    shape.append(key)
    values.append(value)
    return Slot(len(values) - 1)
