"""docs/clients.md shows the files that `make clients` runs; no lock names where packages come from."""

import re
from pathlib import Path

import pytest

from tests.clients.check import CHECKS, FOLDER, PROGRAMS, ROOT

PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))

# Said in the page to be the same, and below to be so.
TWICE = {"ariadne_codegen/statements.graphql": "graphql_codegen/statements.graphql"}


def programs() -> list[str]:
    kinds = {".ts", ".py", ".graphql", ".toml", ".json"}
    files = (path for path in FOLDER.glob("*/*") if path.suffix in kinds and path.name != "__init__.py")
    found = (path.relative_to(FOLDER) for path in files)
    return [str(path) for path in found if path.parts[0] not in ("generated", "node_modules")]


@pytest.mark.parametrize("path", programs())
def test_a_file_stands_in_the_page_as_it_is_run(path: str) -> None:
    assert SHOWN[TWICE.get(path, path)] == (FOLDER / path).read_text(encoding="utf-8")


def test_the_page_shows_no_other_file() -> None:
    assert sorted(SHOWN) == sorted({TWICE.get(path, path) for path in programs()})


def test_every_client_that_is_run_has_a_section() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE)[:-1] == [*PROGRAMS]
    assert {"Redocly", "Spectral"} < set(CHECKS)


@pytest.mark.parametrize("lock", ["tests/clients/package-lock.json", "requirements/clients.txt"])
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = Path(ROOT, lock).read_text(encoding="utf-8")
    assert re.search("sha(256|512)[:-]", text)
    assert "://" not in text
