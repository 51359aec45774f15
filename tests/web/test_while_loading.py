"""Tags while loads commit: never one tag for two answers, never 304 for what has changed."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from db.dossier.loading import load
from db.migration import upgrade
from tests.databases import Backend, Databases
from tests.serving import serving
from tests.web.wire import ask

SEED = Path(__file__).parent.parent.parent / "seeds" / "2025-04-08-belgorod-admission.yaml"
EVENT = "ukrainian-presence-in-belgorod-region"
TITLE = "Ukrainian forces in Belgorod region"

pytestmark = pytest.mark.usefixtures("built_page")


@dataclass
class Published:
    """A database with the first article, and a server over it; a load can give its event another title."""

    url: str
    address: str
    text: str = field(default_factory=lambda: SEED.read_text(encoding="utf-8"))

    def load(self, folder: Path, title: str) -> int:
        """Loads the dossier with this title; gives the revision."""
        file = folder / SEED.name
        changed = self.text.replace(f"title: {TITLE}", f"title: {title}", 1)
        file.write_text(changed, encoding="utf-8")
        revision = load(self.url, [file]).revision
        assert revision is not None
        return revision


@contextmanager
def published(databases: Databases, backend: Backend) -> Iterator[Published]:
    def first(url: str) -> None:
        upgrade(url)
        load(url, [SEED])

    with (
        databases.copy(backend, "first-dossier", first) as url,
        serving(create_app(Settings(database_url=url, statement_seconds=10))) as address,
    ):
        yield Published(url, address)


def test_a_load_changes_the_tags_at_once(databases: Databases, backend: Backend, tmp_path: Path) -> None:
    with published(databases, backend) as database:
        path = f"/v1/events/{EVENT}"
        before = ask(database.address, path)
        known = f"If-None-Match: {before.headers['etag']}"
        assert ask(database.address, path, known).status == 304
        database.load(tmp_path, "Another title")
        after = ask(database.address, path, known)
        assert (after.status, json.loads(after.body)["title"]) == (200, "Another title")
        assert after.headers["etag"] != before.headers["etag"]
        # The same words again are another revision all the same.
        database.load(tmp_path, TITLE)
        restored = ask(database.address, path, known)
        assert (restored.status, restored.body) == (200, before.body)


def test_a_date_that_we_gave_is_a_condition_and_no_other_is(databases: Databases, backend: Backend) -> None:
    with published(databases, backend) as database:
        path = f"/v1/events/{EVENT}"
        given: str | None = None
        while given is None:  # at most until the second of the load is over
            given = ask(database.address, path).headers.get("last-modified")
        loaded_at = json.loads(ask(database.address, "/v1/dataset").body)["loadedAt"]
        assert parsedate_to_datetime(given).isoformat()[:19] == loaded_at[:19]
        unchanged = ask(database.address, path, f"If-Modified-Since: {given}")
        assert (unchanged.status, unchanged.body, unchanged.headers["last-modified"]) == (304, b"", given)
        for other in ("Fri, 01 Jan 2100 00:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT", "yesterday"):
            assert ask(database.address, path, f"If-Modified-Since: {other}").status == 200
        both = ('If-None-Match: "other"', f"If-Modified-Since: {given}")
        assert ask(database.address, path, *both).status == 200
        missing = ask(database.address, "/v1/events/nobody", f"If-Modified-Since: {given}")
        assert missing.status == 404


def test_a_tag_never_stands_for_two_answers(databases: Databases, backend: Backend, tmp_path: Path) -> None:
    path = f"/graphql?query={{dataset{{revision}}event(slug:%22{EVENT}%22){{title}}}}"
    bodies: dict[str, set[bytes]] = defaultdict(set)
    unchanged: list[tuple[str, int]] = []
    committed = [1]
    done = threading.Event()

    with published(databases, backend) as database:

        def read(_: int) -> None:
            tag = ""
            while not done.is_set():
                newest = committed[-1]
                reply = ask(database.address, path, f"If-None-Match: {tag}")
                if reply.status == 304:
                    unchanged.append((tag, newest))
                else:
                    assert reply.status == 200
                    tag = reply.headers["etag"]
                    bodies[tag].add(reply.body)

        with ThreadPoolExecutor(3) as readers:
            reading = [readers.submit(read, number) for number in range(3)]
            try:
                for number in range(6):
                    revision = database.load(tmp_path, f"Title {number}")
                    committed.append(revision)
            finally:
                done.set()
            for each in reading:
                each.result()

    revision_of: dict[str, int] = {}
    for tag, found in bodies.items():
        assert len(found) == 1
        data = json.loads(next(iter(found)))["data"]
        revision_of[tag] = data["dataset"]["revision"]
        # The title is the one of that revision: nothing was read across two of them.
        assert data["event"]["title"] == (TITLE if revision_of[tag] == 1 else f"Title {revision_of[tag] - 2}")
    # One tag for each revision, and one revision for each tag.
    assert len(set(revision_of.values())) == len(revision_of) > 1
    # Some were told that nothing had changed, and nobody was after the load of another revision had ended.
    assert unchanged
    assert [each for each in unchanged if revision_of[each[0]] < each[1]] == []


def test_a_load_in_progress_keeps_nobody_waiting(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    """Asked from inside the load's transaction, with rows of it written, everybody answers as before it."""
    paths = ("/v1/dataset", "/graphql?query={dataset{revision}}", f"/v1/events/{EVENT}", "/readyz")
    with published(databases, backend) as database:
        before = {path: ask(database.address, path).body for path in paths}
        stages: set[str] = set()

        def during(stage: str, _: int, __: int) -> None:
            stages.add(stage)
            for path in paths:
                begun = time.monotonic()
                reply = ask(database.address, path)
                # Less than a statement may take, and much less than a writer would wait for another.
                assert time.monotonic() - begun < 10
                assert (reply.status, reply.body) == (200, before[path])

        file = tmp_path / SEED.name
        file.write_text(database.text.replace(f"title: {TITLE}", "title: Another", 1), encoding="utf-8")
        assert load(database.url, [file], during).revision == 2
        assert stages == {"checking", "loading"}
        after = {path: ask(database.address, path).body for path in paths}
        assert all(after[path] != before[path] for path in paths)
