"""The mirror of the documentation, kept up over several revisions, is the database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.app import create_app
from api.settings import Settings
from db.dossier.loading import load
from db.engine import writer_engine
from db.migration import upgrade
from db.models import metadata
from tests.asking import asking
from tests.databases import Backend, Databases
from tests.revisions import loads
from tests.serving import serving

FOLDER = Path(__file__).parent.parent.parent / "docs" / "mirror"
KINDS = ("article", "source", "location", "event", "statement")

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("built_page")]


def keep_up(address: str, copy: Path) -> dict[str, Any]:
    subprocess.run([sys.executable, FOLDER / "mirror.py", address, copy], check=True, timeout=100)
    found: dict[str, Any] = json.loads(copy.read_text(encoding="utf-8"))
    return found


def held(url: str) -> dict[str, Any]:
    """Every entity by its identifier: which there are from the tables, what they are made of by `nodes`."""
    engine = writer_engine(url)
    with engine.connect() as connection:
        ids = [
            f"{kind}s/{slug}"
            for kind in KINDS
            for slug in connection.execute(select(metadata.tables[kind].c.slug)).scalars()
        ]
    engine.dispose()
    text = (FOLDER / "changes.graphql").read_text(encoding="utf-8")
    fragments = text[text.index("fragment Date") :]
    spread = " ".join(f"...{kind.title()}" for kind in KINDS)
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {spread} }} }} {fragments}"
    found: dict[str, Any] = {}
    with asking(url) as ask:
        for start in range(0, len(ids), 50):
            some = ids[start : start + 50]
            answer = json.loads(ask(query, {"ids": some}).body)
            found |= zip(some, answer["data"]["nodes"], strict=True)
    return found


def test_a_mirror_that_is_kept_up_is_the_database(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    revisions = loads(tmp_path)
    with (
        databases.copy(backend, "head", upgrade) as url,
        serving(create_app(Settings(database_url=url))) as at,
    ):
        resumed = tmp_path / "resumed.json"
        assert keep_up(at, resumed) == {"revision": 0, "entities": {}}
        gone: set[str] = set()
        for number, files in enumerate(revisions, start=1):
            before = set(held(url))
            assert load(url, files).revision == number
            entities = held(url)
            gone |= before - set(entities)
            assert len(entities) > 10
            if number != 3:  # one run is missed, and its changes come with those of the next
                assert keep_up(at, resumed) == {"revision": number, "entities": entities}
        # Something was withdrawn on the way, and some of it came back.
        assert gone - set(entities) or gone & set(entities)
        anew = keep_up(at, tmp_path / "anew.json")
        assert anew == {"revision": len(revisions), "entities": entities}
        # The same, from a copy that was broken off in the middle of the feed.
        assert keep_up(at, resumed) == anew
