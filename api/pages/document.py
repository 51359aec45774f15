"""The pages' documents: each file in ``documents/`` an operation, over the fragments in one file beside it.

They are kept as people wrote them, comments and all, for the page hands its document on to GraphiQL.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from graphql import (
    DefinitionNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Source,
    Visitor,
    parse,
    visit,
)

from api.gql.schema import CORE_SCHEMA
from api.gql.validating import validate

FOLDER = Path(__file__).with_name("documents")
_FRAGMENTS = "fragments"


@cache
def document(name: str) -> str:
    """The document of a page with the fragments that it needs; `TypeError` where one is not valid."""
    text = _read(name).strip()
    text = "\n\n".join([text, *_needed(text)]) + "\n"
    if errors := validate(CORE_SCHEMA, parse(text)):
        raise TypeError(f"{name}.graphql: {errors[0]}")
    return text


def _read(name: str) -> str:
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")


@cache
def _fragments() -> Mapping[str, FragmentDefinitionNode]:
    definitions = parse(Source(_read(_FRAGMENTS))).definitions
    return {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}


def _needed(text: str) -> Iterator[str]:
    """The fragments that an operation spreads, directly or through others, in the order of their file."""
    names: set[str] = set()
    waiting = [name for each in parse(text).definitions for name in _spreads(each)]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += _spreads(_fragments()[name])
    for name, fragment in _fragments().items():
        if name in names:
            assert fragment.loc is not None
            yield fragment.loc.source.body[fragment.loc.start : fragment.loc.end]


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)


def _spreads(node: DefinitionNode) -> list[str]:
    found = _Spreads()
    visit(node, found)
    return found.names
