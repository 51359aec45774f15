"""The mirror of the documentation, kept up over several revisions, is the database."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import select

from api.app import create_app
from api.settings import Settings
from db.backup import backup, restore
from db.dossier.loading import load
from db.engine import writer_engine
from db.migration import upgrade
from db.models import metadata
from tests.asking import asking
from tests.databases import Backend, Databases
from tests.dossier.bridge import changed
from tests.revisions import loads
from tests.serving import serving

if TYPE_CHECKING:
    from db.dossier.reading import Given

FOLDER = Path(__file__).parent.parent.parent / "docs" / "mirror"
LISTS = {"passages", "omissions", "gaps", "sides", "locations"}
NOTHING: dict[str, Any] = {"revision": {"number": 0, "loadedAt": None}, "entities": {}}
KINDS = ("article", "source", "location", "event", "statement")

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("built_page")]


def keep_up(address: str, copy: Path, folder: Path = FOLDER) -> dict[str, Any]:
    subprocess.run([sys.executable, folder / "mirror.py", address, copy], check=True, timeout=100)
    found: dict[str, Any] = json.loads(copy.read_text(encoding="utf-8"))
    return found


def revision(address: str, number: int) -> dict[str, Any]:
    """A revision as a copy names it."""
    found = httpx2.get(f"{address}/v1/revisions/{number}").raise_for_status().json()
    return {name: found[name] for name in ("number", "loadedAt")}


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
    # Without a cursor each list begins at its beginning.
    beginnings = " ".join(f"${name}: String" for name in LISTS)
    query = f"query ($ids: [ID!]!, {beginnings}) {{ nodes(ids: $ids) {{ {spread} }} }} {fragments}"
    found: dict[str, Any] = {}
    with asking(url) as ask:
        for start in range(0, len(ids), 50):
            some = ids[start : start + 50]
            answer = json.loads(ask(query, {"ids": some}).body)
            found |= zip(some, map(flat, answer["data"]["nodes"]), strict=True)
    return found


def flat(entity: dict[str, Any]) -> dict[str, Any]:
    """The entity with its lists instead of their pages, none of which is longer than one."""
    for name in LISTS & entity.keys():
        assert not entity[name]["pageInfo"]["hasNextPage"]
        entity[name] = entity[name]["nodes"]
    return entity


def rest_feed(address: str, since: int, size: int) -> Iterator[dict[str, Any]]:
    """The changes by ``/v1/changes``, page by page, as `Link` leads on."""
    with httpx2.Client(base_url=address) as client:
        following: str | None = f"/v1/changes?since={since}&first={size}"
        while following is not None:
            page = client.get(following).raise_for_status()
            yield from page.json()["nodes"]
            following = page.links.get("next", {}).get("url")


def follow(address: str, copy: dict[str, Any], since: int, size: int) -> int:
    """Brings a copy of what the routes of entities answer up to date; gives back the last revision."""
    with httpx2.Client(base_url=address) as client:
        for change in rest_feed(address, since, size):
            since = change["revision"]["number"]
            entity, former = change["entityId"], change["formerSlug"]
            if former is not None:
                was = f"{entity.partition('/')[0]}/{former}"
                copy.pop(was, None)
                moved = client.get(f"/v1/{was}", follow_redirects=False)
                assert (moved.status_code, moved.headers["Location"]) == (308, f"/v1/{entity}")
            answer = client.get(f"/v1/{entity}")
            assert answer.status_code in (200, 308, 410), answer.text
            if answer.status_code == 200:
                copy[entity] = own(answer.json())
            else:
                copy.pop(entity, None)
    return since


def own(entity: dict[str, Any]) -> dict[str, Any]:
    """What an entity is made of itself, in what a route answers: texts, numbers and codes."""
    return {name: value for name, value in entity.items() if isinstance(value, str | int | float | None)}


def renaming(folder: Path) -> Path:
    """The first dossier once more, an event under another slug and a statement withdrawn."""
    text = changed(("  - slug: quill-unsafe\n", "  - slug: quill-danger\n"))
    for key in ("slug", "event"):
        text = text.replace(f"{key}: closing", f"{key}: shutting")
    file = folder / "renamed.yaml"
    file.write_text(f"{text}renamed: {{events/closing: events/shutting}}\n", encoding="utf-8")
    return file


def test_a_mirror_that_is_kept_up_is_the_database(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    revisions: list[list[Given]] = [*loads(tmp_path), [renaming(tmp_path)]]
    short = tmp_path / "short"
    shutil.copytree(FOLDER, short)
    query = short / "changes.graphql"
    query.write_text(
        query.read_text(encoding="utf-8").replace("first: 100", "first: 2").replace("first: 50", "first: 7"),
        encoding="utf-8",
    )
    with (
        databases.copy(backend, "head", upgrade) as url,
        serving(create_app(Settings(database_url=url))) as at,
    ):
        resumed = tmp_path / "resumed.json"
        assert keep_up(at, resumed) == NOTHING
        by_rest: dict[str, Any] = {}
        seen = 0
        gone: set[str] = set()
        for number, files in enumerate(revisions, start=1):
            before = set(held(url))
            assert load(url, files).revision == number
            entities = held(url)
            gone |= before - set(entities)
            assert len(entities) > 10
            if number not in (
                3,
                len(revisions),
            ):  # one run is missed, its changes come with those of the next
                assert keep_up(at, resumed) == {"revision": revision(at, number), "entities": entities}
                seen = follow(at, by_rest, seen, 7)
        assert {"events/closing", "statements/quill-unsafe"} <= gone - set(entities)
        assert "events/shutting" in entities
        anew = {"revision": revision(at, len(revisions)), "entities": entities}
        assert keep_up(at, tmp_path / "anew.json") == anew
        # The same with every list in many pages, and from a copy that was broken off before the renaming.
        assert keep_up(at, tmp_path / "short.json", short) == anew
        assert keep_up(at, resumed) == anew
        assert seen == len(revisions) - 1
        fresh: dict[str, Any] = {}
        assert follow(at, by_rest, seen, 7) == follow(at, fresh, 0, 100) == len(revisions)
        with httpx2.Client(base_url=at) as client:
            now = {each: own(client.get(f"/v1/{each}").json()) for each in entities}
        assert fresh == by_rest == now


def test_a_mirror_of_a_database_that_was_restored_begins_again(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    """Whether the database has passed the revision of the copy since, or has not come so far."""
    first, second, third, *_ = loads(tmp_path)
    backed_up, before, passed = tmp_path / "backup.db", tmp_path / "before.json", tmp_path / "passed.json"
    with (
        databases.copy(backend, "head", upgrade) as url,
        serving(create_app(Settings(database_url=url))) as at,
    ):
        load(url, first)
        backup(url, backed_up)
        load(url, second)
        known = keep_up(at, before)
        assert keep_up(at, passed) == known == {"revision": revision(at, 2), "entities": held(url)}
        restore(url, backed_up, replace=True)
        entities = held(url)
        assert len(entities) < len(known["entities"])
        assert keep_up(at, before) == {"revision": revision(at, 1), "entities": entities}
        # Times are told to the second.
        time.sleep(1)
        assert load(url, third).revision == 2
        assert revision(at, 2) != known["revision"]
        entities = held(url)
        assert known["entities"].keys() - entities.keys()
        for copy in (before, passed):
            assert keep_up(at, copy) == {"revision": revision(at, 2), "entities": entities}
