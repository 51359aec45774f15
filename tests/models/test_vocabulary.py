"""The vocabularies: one file, which the database and the codebook repeat to the letter."""

import re

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select

from db.engine import writer_engine
from db.migration import SCRIPTS
from db.models import Term, TermMatch
from db.vocabulary import OF_SCHEMES, TermEntry, codebook, schemes
from db.vocabulary.loading import fingerprint, load_terms, match_rows, term_rows

TERMS = [(scheme.name, term) for scheme in schemes().values() for term in scheme.terms]


def named(term: tuple[str, TermEntry]) -> str:
    return f"{term[0]}.{term[1].code}"


def test_the_database_holds_exactly_the_file(database_url: str) -> None:
    engine = writer_engine(database_url)
    with engine.begin() as connection:
        for _ in range(2):
            terms = connection.execute(select(Term.__table__)).mappings().all()
            matches = connection.execute(select(TermMatch.__table__)).mappings().all()
            assert sorted(map(repr, map(dict, terms))) == sorted(map(repr, term_rows()))
            assert sorted(map(repr, map(dict, matches))) == sorted(map(repr, match_rows()))
            load_terms(connection)
    engine.dispose()


def test_the_newest_migration_of_the_terms_loads_the_file_as_it_is() -> None:
    """A change of ``terms.yaml`` reaches a database that exists only by a migration that loads it again."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    loads = [
        script.module.TERMS
        for script in ScriptDirectory.from_config(config).walk_revisions()
        if hasattr(script.module, "TERMS")
    ]
    assert loads[0] == fingerprint(), (
        f'terms.yaml was changed: write a migration with TERMS = "{fingerprint()}" that calls load_terms'
    )


def test_the_codebook_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert codebook.main(["--check"]) == 0, capsys.readouterr().err


def test_the_codebook_names_every_code_and_match() -> None:
    page = codebook.render()
    for scheme, term in TERMS:
        assert f"`{scheme}`: " in page
        assert f"| `{term.code}` | {term.label} | {term.definition} |" in page
        assert all(match.notation in page for match in term.matches)


@pytest.mark.parametrize(("scheme", "term"), TERMS, ids=map(named, TERMS))
def test_a_term_is_a_sentence_of_its_own(scheme: str, term: TermEntry) -> None:
    # The codes of vocabularies are their names, in small letters as in the column that holds them.
    written = r"[a-z][a-z_]{0,39}" if scheme == OF_SCHEMES else r"[A-Z][A-Z0-9_]{0,39}"
    assert re.fullmatch(written, term.code)
    assert term.label
    assert term.definition.endswith(".")
    assert "\n" not in term.definition
    others = [other.definition for other in schemes()[scheme].terms if other.code != term.code]
    assert term.definition not in others
    keys = [(match.vocabulary, match.notation) for match in term.matches]
    assert len(set(keys)) == len(keys)
    assert {match.kind for match in term.matches} <= {"EXACT", "CLOSE"}
