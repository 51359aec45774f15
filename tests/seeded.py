"""A database with every dossier of ``seeds/``, loaded by the real loader."""

from pathlib import Path

from db.dossier.loading import load
from db.migration import upgrade

SEEDS = Path(__file__).parent.parent / "seeds"


def load_seeds(url: str) -> None:
    """Build the database at `url` as ``dateline run`` does."""
    upgrade(url)
    load(url, sorted(SEEDS.glob("*.yaml")))
