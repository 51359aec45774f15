"""What is asked for: the neutral form into which both faces translate a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that is known only when the plan runs: its place in the request's flat list of values."""

    index: int


class Fixed(str):
    """A word of the schema that shapes the statement: part of the plan, and never bound."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the request something stands, for error messages: response path and (line, column) pairs."""

    path: tuple[str | int, ...] = ()
    locations: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """A field whose JSON is known already: ``__typename`` and introspection."""

    key: str
    json: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a selection, fragments merged and directives applied.

    ``arguments`` hold coerced values in which a variable's leaves are ``Slot``s. ``selections`` gives what is
    asked of each possible object type (one for a concrete type, none for a leaf).
    """

    key: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    selections: Mapping[str, "Selection"] = field(default_factory=dict)
    origin: Origin = Origin()

    def of(self, type_name: str) -> "Selection":
        """What is asked of ``type_name``, the field's concrete type."""
        return self.selections[type_name]


Selection = Sequence[Field | Literal]
