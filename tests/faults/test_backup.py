"""``dateline backup`` and ``restore``: whole, of one revision, under traffic and while loads commit."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from db.backup import BackupError, backup, restore
from db.dossier.loading import load
from db.engine.writer import PAGE_BYTES
from db.migration import upgrade
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER, written
from tests.dossier.snapshots import snapshot
from tests.dossier.test_loading import SECOND
from tests.faults.content import content
from tests.serving import serving
from tests.web.wire import ask
from tests.world import load_world

DERIVED = {"searchable", "search_name"}


def told(content: dict[str, str]) -> dict[str, str]:
    """Without the tables that follow from the others, whose keys another order of writing makes."""
    return {name: digest for name, digest in content.items() if name not in DERIVED}


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_all_comes_back_on_either_database(
    databases: Databases, backend: Backend, target: Backend, tmp_path: Path
) -> None:
    file = tmp_path / "facts.backup"
    with databases.copy(backend, "world", load_world) as source, databases.empty(target) as url:
        kept = backup(source, file)
        assert told(content(f"sqlite:///{file}")) == told(content(source))
        assert sorted(each.name for each in tmp_path.iterdir()) == ["facts.backup"]
        assert restore(url, file) == kept
        assert told(content(url)) == told(content(source))
        with (
            serving(create_app(Settings(database_url=source))) as old,
            serving(create_app(Settings(database_url=url))) as new,
        ):
            for path in ("/v1/search?text=event", "/v1/events?first=5", "/v1/dataset", "/v1/changes"):
                assert ask(new, path).body == ask(old, path).body


def test_what_is_not_asked_for_is_refused(databases: Databases, backend: Backend, tmp_path: Path) -> None:
    file, other = tmp_path / "facts.backup", tmp_path / "letter.txt"
    other.write_text("Dear reader, this is no database." * 100, encoding="utf-8")
    with databases.copy(backend, "world", load_world) as url:

        def dateline(*arguments: object) -> tuple[int, str]:
            done = CliRunner().invoke(app, [str(each) for each in arguments])
            assert done.exception is None or isinstance(done.exception, SystemExit)
            return done.exit_code, done.stderr

        before = content(url)
        assert dateline("backup", file, "--database", url) == (0, "")
        assert dateline("backup", file, "--database", url) == (
            1,
            f"{file} is there already, and a backup is never written over: name a new file.\n",
        )
        assert dateline("restore", file, "--database", url) == (
            1,
            "The database holds revision 2: say --replace to write over it.\n",
        )
        status, said = dateline("restore", other, "--replace", "--database", url)
        assert (status, said.count("\n")) == (1, 1)
        assert "no SQLite database" in said
        with file.open("r+b") as damaged:
            damaged.seek(PAGE_BYTES * 5)
            damaged.write(bytes(PAGE_BYTES * 20))
        status, said = dateline("restore", file, "--replace", "--database", url)
        assert (status, said.count("\n")) == (1, 1)
        assert "damaged" in said
        status, said = dateline("backup", tmp_path / "no" / "folder", "--database", url)
        assert (status, said.count("\n")) == (1, 1)
        assert content(url) == before


@pytest.mark.parametrize("sizes", [(4096, 8192), (8192, 4096)])
def test_pages_of_another_length_are_no_hindrance(sizes: tuple[int, int], tmp_path: Path) -> None:
    file, urls = tmp_path / "facts.backup", []
    for size in sizes:
        made = tmp_path / f"{size}.db"
        with closing(sqlite3.connect(made)) as connection:
            connection.execute(f"PRAGMA page_size = {size}")
            connection.execute("PRAGMA journal_mode = WAL")
        urls.append(f"sqlite:///{made}")
        upgrade(urls[-1])
        with closing(sqlite3.connect(made)) as connection:
            assert connection.execute("PRAGMA page_size").fetchone() == (size,)
    source, target = urls
    load_world(source)
    load(target, [DOSSIER])
    kept = backup(source, file)
    with serving(create_app(Settings(database_url=target))) as address:
        before = ask(address, "/v1/events?first=50").body
        assert restore(target, file, replace=True) == kept
        assert ask(address, "/v1/events?first=50").body != before
    assert told(content(target)) == told(content(source))


@contextmanager
def traffic(address: str, path: str) -> Iterator[list[bytes]]:
    """A client that asks without a pause, and expects an answer each time."""
    done, bodies = threading.Event(), []

    def go_on() -> None:
        while not done.is_set():
            reply = ask(address, path)
            assert reply.status == 200
            bodies.append(reply.body)

    with ThreadPoolExecutor(1) as clients:
        asking = clients.submit(go_on)
        try:
            yield bodies
        finally:
            done.set()
        asking.result()


def test_under_traffic_and_during_loads(databases: Databases, backend: Backend, tmp_path: Path) -> None:
    """Each backup is one revision, whole; bringing the first one back is one step for who reads."""
    changed = written(tmp_path, *SECOND)

    def first(url: str) -> None:
        upgrade(url)
        load(url, [DOSSIER])

    with databases.copy(backend, "bridge", first) as url:
        states = {1: snapshot(url)}
        files: list[tuple[int | None, Path]] = []
        with (
            serving(create_app(Settings(database_url=url, statement_seconds=10))) as address,
            traffic(address, "/graphql?query={dataset{revision}sources{nodes{slug,name}}}") as bodies,
        ):
            load(url, [changed])
            states[0] = snapshot(url)
            loading = threading.Thread(
                target=lambda: [load(url, [(DOSSIER, changed)[number % 2]]) for number in range(8)]
            )
            loading.start()
            while loading.is_alive() or len(files) < 2:
                file = tmp_path / f"{len(files)}.backup"
                files.append((backup(url, file).revision, file))
            loading.join()
            newest = json.loads(ask(address, "/readyz").body)["revision"]
            assert newest == 10
            restore(url, files[0][1], replace=True)
            assert json.loads(ask(address, "/readyz").body)["revision"] == files[0][0]
            assert snapshot(url) == states[(files[0][0] or 0) % 2]
        for revision, file in files:
            assert revision is not None
            assert snapshot(f"sqlite:///{file}") == states[revision % 2]
        # Of one revision each client saw one state: nothing was read across two.
        seen: dict[int, set[bytes]] = {}
        for body in bodies:
            seen.setdefault(json.loads(body)["data"]["dataset"]["revision"], set()).add(body)
        assert [revision for revision, found in seen.items() if len(found) > 1] == []
        assert len({body.partition(b"sources")[2] for body in bodies}) == 2


def test_a_backup_that_fails_leaves_nothing(
    databases: Databases, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise BackupError("The disk was pulled out.")

    with databases.copy(backend, "world", load_world) as url:
        before = content(url)
        monkeypatch.setattr("db.backup._verified", broken)

        with pytest.raises(BackupError, match="pulled out"):
            backup(url, tmp_path / "facts.backup")
        assert list(tmp_path.iterdir()) == []
        assert content(url) == before
