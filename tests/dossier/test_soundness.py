"""A window is told to be sound by quicker ways than errors are found: they agree."""

import re
from pathlib import Path
from typing import Any

import pytest

from db.dossier.drafting import Drafting
from db.dossier.format import Dossier
from db.dossier.reading import read
from db.dossier.references import anchor_references, carrying, defined, references
from db.dossier.windows import read_window
from db.sample.dossiers import dossiers
from tests.dossier.bridge import DOSSIER, changed
from tests.dossier.test_checking import CASES

_DANGLING = re.compile(": there is no (source|location|event|statement) “")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_what_has_an_error_is_not_sound(case: dict[str, Any], tmp_path: Path) -> None:
    """Or it refers to something that the database has to be asked for."""
    file = tmp_path / "bridge.yaml"
    changes = [(change["from"], change["to"]) for change in case["change"]]
    file.write_text(changed(*changes), encoding="utf-8")
    window = read_window([file], frozenset())
    dangling = all(_DANGLING.search(error) for error in case["errors"])
    assert (window is not None) == dangling
    if window is not None:
        assert len(window.wanted) == len({error.split("“")[1] for error in case["errors"]})


def test_what_has_none_is_sound() -> None:
    window = read_window([DOSSIER], frozenset())
    assert window is not None
    assert window.wanted == []
    assert read_window([DOSSIER, DOSSIER], frozenset()) is None


@pytest.fixture(scope="module")
def sound() -> list[Dossier]:
    """Dossiers in which all kinds of references are."""
    bridge = read(DOSSIER).dossier
    assert bridge is not None
    return [bridge, *(Dossier.model_validate(each.content) for each in dossiers(150, 3))]


def test_a_draft_names_all_that_is_referred_to(sound: list[Dossier]) -> None:
    for dossier in sound:
        drafting = Drafting()
        drafting.add(dossier, "")
        named = {(kind, slug) for kind, slugs in drafting.draft().slugs.items() for slug in slugs}
        referred = {(reference.entity, reference.slug) for reference in references(dossier)}
        assert named == referred | set(defined(dossier))


def test_anchors_that_carry_a_fact_are_those_that_are_referred_to(sound: list[Dossier]) -> None:
    for dossier in sound:
        assert carrying(dossier) == {
            name for name, path in anchor_references(dossier) if path[0] != "left_out"
        }
    assert sum(len(dossier.gaps) for dossier in sound) > 1
