"""The first article's dossier loads, on both databases, and a second time changes nothing."""

from db.dossier.loading import load
from db.dossier.revising import Loaded
from tests.seeds.conftest import SEED


def test_it_loads_once(database_url: str) -> None:
    slug = "2025-04-08-belgorod-admission"
    # The article, 22 sources, 18 locations, 24 events and 38 statements.
    assert load(database_url, [SEED]) == Loaded(1, 0, {slug: (103, 0, 0)})
    assert load(database_url, [SEED]) == Loaded(None, 1, {})
