"""What declared computations yield, as derived tables over a row."""

from db.compile.context import Context
from db.compile.scope import PartScope, Scope
from db.compile.selection import Field
from db.compile.sql import Param, Sql
from db.graph.declaration import Computed, Entity


def computed_rows(
    context: Context, computed: Computed, entity: Entity, row: Scope | PartScope, field: Field
) -> Sql:
    """The rows of a computation over a row of ``entity``, with the arguments of a field."""
    return context.schema.computed(computed, entity, row, _arguments(context, computed, field))


def _arguments(context: Context, computed: Computed, field: Field) -> dict[str, Param | str]:
    """The arguments of a computed field: given, or as declared where left out or null."""
    result: dict[str, Param | str] = {}
    for name, argument in computed.arguments.items():
        value = field.arguments.get(name)
        result[name] = context.param(
            argument.default if value is None else value, argument.kind, field.origin, argument=name
        )
    return result
