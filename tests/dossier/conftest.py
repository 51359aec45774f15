"""What the tests of dossiers share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.dossier.checking import Checker
from db.dossier.reading import read
from tests.dossier.bridge import changed

Check = Callable[..., list[str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Checks the bridge's dossier with pieces replaced; gives the lines of the errors."""
    monkeypatch.chdir(tmp_path)

    def check(*replacements: tuple[str, str]) -> list[str]:
        file = Path("bridge.yaml")
        file.write_text(changed(*replacements), encoding="utf-8")
        checker = Checker()
        checker.add(read(file))
        return [str(problem) for problem in checker.problems()]

    return check
