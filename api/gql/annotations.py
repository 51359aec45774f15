"""Annotations that are made at run time, as the schema is built from declarations."""

from types import GenericAlias
from typing import Any


def list_of(item: Any) -> Any:
    """The annotation of a list without nulls."""
    return GenericAlias(list, (item,))


def or_null(value: Any) -> Any:
    """The annotation of something that may be null."""
    return value | None
