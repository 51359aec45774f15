"""Plans: compiled statements with the values still to come, and the binding of a request's values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.compile.brief import is_brief
from db.compile.context import Schema
from db.compile.selection import Origin, Selection, Slot
from db.compile.sql import Param
from db.compile.statement import compile_operation
from db.errors import BadInput

_NOWHERE = (0, Origin())


@dataclass(frozen=True)
class Plan:
    """A statement and how its placeholders are filled from a request's values."""

    sql: str
    # Per placeholder: the parameter, or None where `constants` has the value already.
    parameters: tuple[Param | None, ...]
    constants: tuple[Any, ...]
    # Arguments that stand in no SQL, and are still refused where they are wrong.
    checked: tuple[Param, ...]
    # Arguments that name a revision that the caller has seen.
    seen: tuple[Param, ...]
    # Whether it takes microseconds.
    brief: bool

    def bind(self, values: Sequence[Any]) -> list[Any]:
        """The values in the order of the placeholders; ``BadInput`` before anything executes."""
        for checked in self.checked:
            _converted(checked, _given(checked.value, values))
        bound = list(self.constants)
        for position, parameter in enumerate(self.parameters):
            if parameter is not None:
                bound[position] = _converted(parameter, _given(parameter.value, values))
        return bound

    def last_seen(self, values: Sequence[Any]) -> tuple[int, Origin]:
        """The newest revision that the caller has seen, and where the request says so; 0 if nowhere."""
        if not self.seen:
            return _NOWHERE
        seen = ((_given(each.value, values), each.origin) for each in self.seen)
        return max(seen, key=lambda each: each[0], default=(0, Origin()))


def plan(schema: Schema, selection: Selection) -> Plan:
    """Compiles a selection; constants of the document are checked and converted here, once."""
    statement = compile_operation(schema, selection)
    for each in statement.checked:
        if not _awaited(each.value):
            _converted(each, each.value)
    return Plan(
        statement.sql,
        tuple(each if _awaited(each.value) else None for each in statement.parameters),
        tuple(
            None if _awaited(each.value) else _converted(each, each.value) for each in statement.parameters
        ),
        tuple(each for each in statement.checked if _awaited(each.value)),
        statement.seen,
        is_brief(schema, selection),
    )


def _awaited(value: Any) -> bool:
    """Whether a request must give the value, or a part of it."""
    return isinstance(value, Slot) or (isinstance(value, tuple) and any(map(_awaited, value)))


def _given(value: Any, values: Sequence[Any]) -> Any:
    if isinstance(value, Slot):
        return values[value.index]
    return tuple(_given(each, values) for each in value) if isinstance(value, tuple) else value


def _converted(parameter: Param, value: Any) -> Any:
    if parameter.convert is None:
        return value
    try:
        return parameter.convert(value)
    except BadInput as error:
        if error.origin is None:
            error.origin = parameter.origin
        raise
