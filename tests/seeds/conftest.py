"""The first article's dossier."""

from pathlib import Path

import pytest

from db.dossier.format import Dossier, StatementEntry
from db.dossier.reading import Reading, read

SEED = Path(__file__).parent.parent.parent / "seeds" / "2025-04-08-belgorod-admission.yaml"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(SEED)


@pytest.fixture(scope="module")
def dossier(reading: Reading) -> Dossier:
    assert reading.dossier is not None
    return reading.dossier


@pytest.fixture(scope="module")
def statements(dossier: Dossier) -> dict[str, StatementEntry]:
    return {statement.slug: statement for statement in dossier.statements}
