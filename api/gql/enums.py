"""Enums of the schema: every vocabulary, with the descriptions that the codebook has."""

from enum import Enum
from functools import cache
from typing import Any

import strawberry

from db.vocabulary import schemes


def enum_name(scheme: str) -> str:
    """The enum of a vocabulary: ``source_kind`` is ``SourceKind``."""
    return "".join(word.capitalize() for word in scheme.split("_"))


def scheme_of(enum: str) -> str:
    """The vocabulary of an enum."""
    return next(scheme for scheme in schemes() if enum_name(scheme) == enum)


@cache
def enum_of(scheme: str) -> Any:
    """The Strawberry enum of a vocabulary."""
    vocabulary = schemes()[scheme]
    members = {
        term.code: strawberry.enum_value(term.code, description=term.definition) for term in vocabulary.terms
    }
    made: Any = Enum(enum_name(scheme), members)  # type: ignore[misc] # its name is known at run time only
    return strawberry.enum(made, description=vocabulary.definition)
