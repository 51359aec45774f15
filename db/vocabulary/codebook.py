"""Writes ``docs/codebook.md`` from the vocabularies: ``python -m db.vocabulary.codebook [--check]``."""

import sys

from db.generated_page import DOCS, write_or_check
from db.vocabulary import Match, Scheme, TermEntry, schemes, title

PAGE = DOCS / "codebook.md"
COMMAND = "python -m db.vocabulary.codebook"

_INTRODUCTION = """\
# Codebook

Every code that a fact may carry, with its meaning. The API serves the same, and takes the descriptions of its
enums from it. This page is written by `python -m db.vocabulary.codebook` from `db/vocabulary/terms.yaml`.

The last column names terms of public vocabularies that mean the same (=) or nearly the same (≈), as
`skos:exactMatch` and `skos:closeMatch` do.
"""


def render() -> str:
    """The page, in Markdown."""
    listed = [f"- [{title(name)}](#{title(name).lower().replace(' ', '-')})" for name in schemes()]
    return "\n".join([_INTRODUCTION, *listed, "", *map(_section, schemes().values())]).rstrip() + "\n"


def _section(scheme: Scheme) -> str:
    matched = any(term.matches for term in scheme.terms)
    head = ["Code", "Label", "Meaning", *(["Elsewhere"] if matched else [])]
    rows = [_cells(term)[: len(head)] for term in scheme.terms]
    table = [head, ["---"] * len(head), *rows]
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in table]
    about = f"`{scheme.name}`: {scheme.definition}"
    return "\n".join([f"## {title(scheme.name)}", "", about, "", *lines, ""])


def _cells(term: TermEntry) -> list[str]:
    return [f"`{term.code}`", term.label, term.definition, "<br>".join(map(_elsewhere, term.matches))]


def _elsewhere(match: Match) -> str:
    sign = "=" if match.kind == "EXACT" else "≈"
    name = f"[{match.notation}]({match.uri})" if match.uri else match.notation
    return f"{sign} {match.vocabulary}: {name}"


def main(arguments: list[str]) -> int:
    """As `write_or_check` has it."""
    return write_or_check(PAGE, render(), COMMAND, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
