"""``docs/problems.md``, made from the table of problems.

``python -m api.web.reference`` writes it; with ``--check`` it says if it is current.
"""

import sys
from collections.abc import Iterator

from api.web.problems import PROBLEM_TYPES, TYPES
from db.generated_page import DOCS, write_or_check

PAGE = DOCS / "problems.md"
COMMAND = "python -m api.web.reference"


def render() -> str:
    """The page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Problems"
    yield ""
    yield f"<!-- `{COMMAND}` wrote this page. -->"
    yield ""
    yield "Every error outside GraphQL's own answers is `application/problem+json` (RFC 9457), and its `type`"
    yield f"is one of these paths. A server shows the same text there, as a page or JSON: `{TYPES}not-found`."
    yield "The code is what errors of GraphQL carry in `extensions.code`."
    yield ""
    yield "| Status | Type | Title |"
    yield "| --- | --- | --- |"
    for each in PROBLEM_TYPES:
        yield f"| {each.kind.status} | `{each.path}` | {each.kind.title} |"
    for each in PROBLEM_TYPES:
        yield ""
        yield f"## {each.kind.title}"
        yield ""
        yield f"`{each.path}`, status {each.kind.status}, code `{each.kind.code}`."
        yield ""
        yield each.meaning
        yield ""
        yield each.remedy
    yield ""


def main(arguments: list[str]) -> int:
    """As `write_or_check` has it."""
    return write_or_check(PAGE, render(), COMMAND, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
