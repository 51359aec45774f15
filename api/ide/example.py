"""The examples that GraphiQL opens as tabs: one file each in `examples/`, in the order of the file names.

A file `NN-name.graphql` begins with `#` lines, the story it tells, and holds one named operation; the name is
the tab's title. Variables, if any, are in `NN-name.json` beside it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

FOLDER = Path(__file__).parent / "examples"


class InvalidExample(ValueError):
    """An example without a story, without one named operation, or with variables that are no object."""


@dataclass(frozen=True, slots=True)
class Example:
    """One tab: `title` is the operation's name, `story` a sentence or two, `query` the whole file."""

    title: str
    story: str
    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def examples(folder: Path = FOLDER) -> list[Example]:
    """The examples of a folder by file name; raises `InvalidExample`, naming the file."""
    return [_read(path) for path in sorted(folder.glob("*.graphql"))]


def _read(path: Path) -> Example:
    query = path.read_text(encoding="utf-8")
    comment = takewhile(lambda line: line.startswith("#"), query.splitlines())
    story = " ".join(line.removeprefix("#").strip() for line in comment).strip()
    if not story:
        raise InvalidExample(f"{path.name} does not begin with a comment that tells its story")
    return Example(_title(path.name, query), story, query, _variables(path.with_suffix(".json")))


def _title(name: str, query: str) -> str:
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        raise InvalidExample(f"{name} is not GraphQL: {error.message}") from error
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].name is None:
        raise InvalidExample(f"{name} does not hold exactly one operation with a name")
    return operations[0].name.value


def _variables(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        variables = json.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidExample(f"{path.name} is not JSON: {error}") from error
    if not isinstance(variables, dict):
        raise InvalidExample(f"{path.name} is not a JSON object")
    return variables
