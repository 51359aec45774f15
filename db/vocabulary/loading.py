"""The vocabularies in the database: written by migrations, compared by the drift check."""

import hashlib
import json
from dataclasses import asdict

from sqlalchemy import Connection, column, delete, insert, select, table

from db.vocabulary import schemes

# Not the models: a migration writes to the tables as they were when it was written.
_TERM = table(
    "term", column("scheme"), column("code"), column("position"), column("label"), column("definition")
)
_MATCH = table(
    "term_match",
    column("scheme"),
    column("code"),
    column("vocabulary"),
    column("notation"),
    column("kind"),
    column("uri"),
)


def load_terms(connection: Connection) -> None:
    """Make the tables ``term`` and ``term_match`` hold exactly what ``terms.yaml`` says, whatever they held.

    A change of the file takes a migration that calls this again; it names the file's `fingerprint` as
    ``TERMS``, by which a test knows that it was written.
    """
    connection.execute(delete(_MATCH))
    connection.execute(delete(_TERM))
    connection.execute(insert(_TERM), term_rows())
    connection.execute(insert(_MATCH), match_rows())


def terms_differ(connection: Connection) -> list[str]:
    """The codes whose rows are not what ``terms.yaml`` says, as ``term scheme.CODE``."""
    found: set[tuple[object, ...]] = set()
    wanted: set[tuple[object, ...]] = set()
    for source, rows in ((_TERM, term_rows()), (_MATCH, match_rows())):
        found |= {(source.name, *row) for row in connection.execute(select(source))}
        wanted |= {(source.name, *row.values()) for row in rows}
    return sorted({f"{name} {scheme}.{code}" for name, scheme, code, *_ in found ^ wanted})


def term_rows() -> list[dict[str, str | int]]:
    """The rows of ``term``; positions count from 0 within a scheme."""
    return [
        {
            "scheme": scheme.name,
            "code": term.code,
            "position": position,
            "label": term.label,
            "definition": term.definition,
        }
        for scheme in schemes().values()
        for position, term in enumerate(scheme.terms)
    ]


def match_rows() -> list[dict[str, str | None]]:
    """The rows of ``term_match``."""
    return [
        {
            "scheme": scheme.name,
            "code": term.code,
            "vocabulary": match.vocabulary,
            "notation": match.notation,
            "kind": match.kind,
            "uri": match.uri,
        }
        for scheme in schemes().values()
        for term in scheme.terms
        for match in term.matches
    ]


def fingerprint() -> str:
    """Names the vocabularies' content: SHA-256 of all of it in a fixed form, its first 16 digits."""
    content = json.dumps([asdict(scheme) for scheme in schemes().values()], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
