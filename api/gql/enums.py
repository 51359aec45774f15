"""Enums of the schema: every vocabulary, with the descriptions that the codebook has."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

import strawberry

from db.compile.selection import Fixed
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


def word_enum(name: str, description: str, words: Mapping[str, tuple[str, str]]) -> Any:
    """A Strawberry enum of words by which a statement is built: for each member its word and description."""
    members = {
        member: strawberry.enum_value(Fixed(word), description=text) for member, (word, text) in words.items()
    }
    made: Any = Enum(name, members)  # type: ignore[misc] # its name is known at run time only
    return strawberry.enum(made, description=description)
