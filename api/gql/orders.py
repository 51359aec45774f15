"""Input types of the schema: the orders that ``db/graph`` declares."""

import re
from functools import cache
from typing import Any

from api.gql.enums import word_enum
from api.gql.inputs import input_type
from db.graph.declaration import Entity


def member_name(sort: str) -> str:
    """A key's name in the schema: ``speechAct`` is SPEECH_ACT."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", sort).upper()


@cache
def _direction() -> Any:
    return word_enum(
        "OrderDirection",
        "Which way a key runs. Rows without a value come last either way.",
        {
            "ASC": ("ASC", "From the least to the greatest: A to Z, the oldest first."),
            "DESC": ("DESC", "From the greatest to the least: Z to A, the newest first."),
        },
    )


class _Orders:
    """Order types by entity, made once."""

    def __init__(self) -> None:
        self._types: dict[str, Any] = {}

    def of(self, entity: Entity) -> Any:
        if entity.name not in self._types:
            what = entity.plural or f"{entity.name.lower()} rows"
            keys = {member_name(name): (name, sort.description) for name, sort in entity.sorts.items()}
            by = word_enum(f"{entity.name}OrderBy", f"By what {what} can be put in order.", keys)
            self._types[entity.name] = input_type(
                f"{entity.name}Order",
                f"One key of an order of {what}. What is alike in all keys has a settled order too.",
                {"direction": (_direction(), "Which way; ascending if left out.")},
                {"by": (by, "By what.")},
            )
        return self._types[entity.name]


_orders = _Orders()


def order_of(entity: Entity) -> Any | None:
    """The order input of an entity, None where it declares no key."""
    return _orders.of(entity) if entity.sorts else None
