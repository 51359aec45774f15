"""Every code of every vocabulary, read from ``terms.yaml``.

From here the database's checks, the ``term`` table, the GraphQL enums, the dossier's schema and the codebook
take them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

OF_SCHEMES = "scheme"
_FILE = Path(__file__).with_name("terms.yaml")


@dataclass(frozen=True)
class Match:
    """The same ("EXACT") or a close ("CLOSE") idea in a public vocabulary."""

    vocabulary: str
    notation: str
    kind: Literal["EXACT", "CLOSE"]
    uri: str | None = None


@dataclass(frozen=True)
class TermEntry:
    """One code with its meaning."""

    code: str
    label: str
    definition: str
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """One vocabulary, in the order in which its terms are shown."""

    name: str
    definition: str
    terms: tuple[TermEntry, ...]


@cache
def schemes() -> dict[str, Scheme]:
    """All vocabularies by name."""
    document = yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader)
    found = {
        name: Scheme(
            name,
            body["definition"],
            tuple(
                TermEntry(
                    code,
                    term["label"],
                    term["definition"],
                    tuple(Match(**match) for match in term.get("matches", ())),
                )
                for code, term in body["terms"].items()
            ),
        )
        for name, body in document.items()
    }
    return found | {OF_SCHEMES: _of_schemes([*found.values()])}


def _of_schemes(others: list[Scheme]) -> Scheme:
    """The vocabulary of vocabularies, itself included: so the database tells what each of them is about."""
    definition = "Which vocabulary a code belongs to."
    listed = [*((each.name, each.definition) for each in others), (OF_SCHEMES, definition)]
    return Scheme(
        OF_SCHEMES, definition, tuple(TermEntry(name, title(name), about) for name, about in listed)
    )


def title(scheme: str) -> str:
    """The name of a vocabulary as it is shown: ``source_kind`` is “Source kind”."""
    return scheme.replace("_", " ").capitalize()


def codes(scheme: str) -> tuple[str, ...]:
    """The codes of one vocabulary, in order."""
    return tuple(term.code for term in schemes()[scheme].terms)
