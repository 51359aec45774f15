"""Plans: compiled statements with the values still to come, and the binding of a request's values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.compile.context import Schema
from db.compile.selection import Selection, Slot
from db.compile.sql import Param
from db.compile.statement import compile_operation
from db.errors import BadInput


@dataclass(frozen=True)
class Plan:
    """A statement and how its placeholders are filled from a request's values."""

    sql: str
    # Per placeholder: the parameter, or None where `constants` has the value already.
    parameters: tuple[Param | None, ...]
    constants: tuple[Any, ...]
    # Arguments that stand in no SQL, and are still refused where they are wrong.
    checked: tuple[Param, ...]

    def bind(self, values: Sequence[Any]) -> list[Any]:
        """The values in the order of the placeholders; ``BadInput`` before anything executes."""
        for checked in self.checked:
            _converted(checked, values[checked.value.index])
        bound = list(self.constants)
        for position, parameter in enumerate(self.parameters):
            if parameter is not None:
                bound[position] = _converted(parameter, values[parameter.value.index])
        return bound


def plan(schema: Schema, selection: Selection) -> Plan:
    """Compiles a selection; constants of the document are checked and converted here, once."""
    statement = compile_operation(schema, selection)
    for each in statement.checked:
        if not isinstance(each.value, Slot):
            _converted(each, each.value)
    return Plan(
        statement.sql,
        tuple(each if isinstance(each.value, Slot) else None for each in statement.parameters),
        tuple(
            None if isinstance(each.value, Slot) else _converted(each, each.value)
            for each in statement.parameters
        ),
        tuple(each for each in statement.checked if isinstance(each.value, Slot)),
    )


def _converted(parameter: Param, value: Any) -> Any:
    if parameter.convert is None:
        return value
    try:
        return parameter.convert(value)
    except BadInput as error:
        if error.origin is None:
            error.origin = parameter.origin
        raise
