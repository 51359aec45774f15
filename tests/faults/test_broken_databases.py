"""Databases and disks that fail: one sentence that names the remedy, and nothing is damaged."""

import atexit
import os
import resource
import shutil
import signal
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from db.engine import writer_engine
from db.engine.writer import PAGE_BYTES
from db.migration import SCRIPTS, head
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER
from tests.faults.content import content
from tests.serving import serving
from tests.web.wire import ask
from tests.world import load_world

NOBODY = 65534
READING = ("status", "export")
WRITING = ("load", "migrate")
SERVING = ("serve", "run")
ALL = (*READING, *WRITING, *SERVING)


@pytest.fixture
def file(databases: Databases) -> Iterator[Path]:
    """The file of a small database, alone in a folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-", dir="/tmp"))
    folder.chmod(0o777)
    place = folder / "database"
    place.mkdir()
    place.chmod(0o777)
    with databases.copy("sqlite", "world", load_world) as url:
        made = place / "facts.db"
        shutil.copy(url.removeprefix("sqlite:///"), made)
        made.chmod(0o666)
    yield made
    place.chmod(0o777)
    shutil.rmtree(folder)


@cache
def dossier() -> Path:
    """A dossier where every user may read it, which the checkout may not be."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-", dir="/tmp"))
    atexit.register(shutil.rmtree, folder)
    folder.chmod(0o755)
    copy = Path(shutil.copy(DOSSIER, folder))
    copy.chmod(0o644)
    return copy


def ended(command: str, url: str, folder: Path) -> tuple[int, str]:
    """Exit status and standard error of a command that is expected to end by itself."""
    arguments = {"load": [str(dossier())], "export": [str(folder / "release")]}.get(command, [])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"DATELINE_DATABASE_URL": url, "DATELINE_PORT": str(port)}
    done = CliRunner().invoke(app, [command, *arguments], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stderr


def refused(command: str, url: str, folder: Path, *words: str) -> None:
    """The command ends with one sentence that has these words, and leaves nothing behind."""
    status, said = ended(command, url, folder)
    assert status == 1
    assert said.count("\n") == 1
    assert "Traceback" not in said
    for each in words:
        assert each in said, said
    assert not (folder / "release").exists()


def header(file: Path) -> None:
    with file.open("r+b") as damaged:
        damaged.write(bytes(range(100)))


def middle(file: Path) -> None:
    with file.open("r+b") as damaged:
        for page in range(1, file.stat().st_size // PAGE_BYTES):
            damaged.seek(PAGE_BYTES * page)
            damaged.write(bytes(PAGE_BYTES))


def half(file: Path) -> None:
    with file.open("r+b") as damaged:
        damaged.truncate(file.stat().st_size // 2)


def letter(file: Path) -> None:
    file.write_text("Dear reader, this is no database." * 100, encoding="utf-8")


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("damage", [header, middle, half, letter])
def test_a_damaged_file(file: Path, command: str, damage: Callable[[Path], None]) -> None:
    damage(file)
    before = file.read_bytes()
    refused(command, f"sqlite:///{file}", file.parent, str(file), "is damaged", "dateline restore")
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", ALL)
def test_a_folder_instead_of_a_file(file: Path, command: str) -> None:
    refused(
        command, f"sqlite:///{file.parent}", file.parent, "is a folder: name a file in DATELINE_DATABASE_URL"
    )


@pytest.mark.parametrize("command", ["status", "export", "load", "serve"])
def test_a_file_that_is_not_there(file: Path, command: str) -> None:
    missing = file.with_name("missing.db")
    refused(command, f"sqlite:///{missing}", file.parent, "run `dateline migrate`")
    assert not missing.exists()


@pytest.mark.parametrize("command", ["migrate", "run"])
def test_a_folder_that_is_not_there(file: Path, command: str) -> None:
    url = f"sqlite:///{file.parent}/missing/facts.db"
    refused(command, url, file.parent, f"There is no folder {file.parent}/missing: make it")


@pytest.mark.parametrize("command", ALL)
def test_a_schema_of_another_release(
    databases: Databases, backend: Backend, tmp_path: Path, command: str
) -> None:
    with databases.copy(backend, "world", load_world) as url:
        change(url, "UPDATE alembic_version SET version_num = '9999'")
        refused(command, url, tmp_path, "has schema version 9999, newer than this release: update Dateline")
        change(url, f"UPDATE alembic_version SET version_num = '{head()}'")
        assert ended("status", url, tmp_path)[0] == 0


def change(url: str, sql: str) -> None:
    engine = writer_engine(url)
    with engine.begin() as connection:
        connection.execute(text(sql))
    engine.dispose()


@contextmanager
def as_nobody(file: Path, *commands: str) -> Iterator[None]:
    """Without root's right to write whatever the file says."""
    if os.geteuid() != 0:
        yield
        return
    # What Python imports when it is first needed may lie where nobody but root can read.
    copy = file.with_name("copy") / "copy.db"
    copy.parent.mkdir()
    shutil.copy(file, copy)
    for command in {*commands} - {"serve"}:
        assert ended(command, f"sqlite:///{copy}", copy.parent)[0] == 0
    shutil.rmtree(copy.parent)
    # So may the migrations, which are read anew each time.
    scripts = Path(shutil.copytree(SCRIPTS, file.parent.with_name("alembic")))
    for each in (scripts, *scripts.rglob("*")):
        each.chmod(0o755)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("db.migration.SCRIPTS", scripts)
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)


@contextmanager
def only_to_be_read(folder: Path) -> Iterator[None]:
    """As root, for whom a folder is closed by nobody but others."""
    mine = os.geteuid()
    os.seteuid(os.getuid())
    folder.chmod(0o555)
    os.seteuid(mine)
    try:
        yield
    finally:
        os.seteuid(os.getuid())
        folder.chmod(0o777)
        os.seteuid(mine)


def test_a_file_that_may_only_be_read(file: Path) -> None:
    url, before = f"sqlite:///{file}", content(f"sqlite:///{file}")
    file.chmod(0o444)
    with as_nobody(file, "load", "status"):
        refused("load", url, file.parent, "may only be read here: allow this user to write")
        assert ended("status", url, file.parent)[0] == 0
    file.chmod(0o666)
    assert content(url) == before


def test_a_folder_that_may_only_be_read(file: Path) -> None:
    url, before = f"sqlite:///{file}", content(f"sqlite:///{file}")
    file.chmod(0o444)
    with as_nobody(file, "load"), only_to_be_read(file.parent):
        status, said = ended("load", url, file.parent)
    assert (status, said.count("\n")) == (1, 1)
    assert "allow this user to" in said
    file.chmod(0o666)
    assert content(url) == before


@pytest.mark.parametrize("command", ["status", "load", "migrate", "serve"])
def test_a_file_that_may_not_be_read(file: Path, command: str) -> None:
    file.chmod(0)
    with as_nobody(file, command):
        refused(
            command, f"sqlite:///{file}", file.parent, "cannot be opened: allow this user to read the file"
        )


def test_a_disk_that_is_full(file: Path) -> None:
    """SQLite's own bound of a database's size fails exactly as a disk without room does."""
    url = f"sqlite:///{file}"
    before = content(url)

    def small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1").fetchall()  # SQLite makes it the pages that there are

    event.listen(Engine, "connect", small)
    try:
        refused("load", url, file.parent, "is full, and nothing was changed: free some space")
    finally:
        event.remove(Engine, "connect", small)
    assert content(url) == before
    assert ended("load", url, file.parent)[0] == 0


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to make any file longer."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("command", ["load", "export"])
def test_a_disk_that_refuses_to_write(file: Path, command: str) -> None:
    url = f"sqlite:///{file}"
    before = content(url)
    with files_of_at_most(8_192):
        status, said = ended(command, url, file.parent)
    assert (status, said.count("\n")) == (1, 1), said
    assert "then run the command again" in said or "File too large" in said
    assert not (file.parent / "release").exists()
    assert content(url) == before
    assert ended(command, url, file.parent)[0] == 0


def test_a_postgresql_that_may_only_be_read(databases: Databases, tmp_path: Path) -> None:
    with databases.copy("postgresql", "world", load_world) as url:
        before = content(url)
        name = url.partition("?")[0].rpartition("/")[2]
        change(url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        refused("load", url, tmp_path, "may only be read, as a replica may", "name the primary")
        assert content(url) == before


def test_a_damaged_file_answers_503_and_no_more(file: Path) -> None:
    """Where only requests meet the damage, the server goes on."""
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'statement'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as damaged:
        damaged.seek((root - 1) * size)
        damaged.write(b"\xff" * size)
    with serving(create_app(Settings(database_url=f"sqlite:///{file}"))) as address:
        broken = ask(address, "/v1/statements")
        assert (broken.status, broken.headers["retry-after"]) == (503, "5")
        assert str(file).encode() not in broken.body
        assert ask(address, "/v1/terms").status == 200


def test_a_dossier_that_may_not_be_read(file: Path) -> None:
    closed = file.parent.parent / "closed"
    closed.mkdir(mode=0o700)
    shutil.copy(DOSSIER, closed / "dossier.yaml")
    with as_nobody(file, "load"):
        done = CliRunner().invoke(
            app, ["load", str(closed / "dossier.yaml")], env={"DATELINE_DATABASE_URL": f"sqlite:///{file}"}
        )
    assert (done.exit_code, done.stderr) == (1, f"{closed}/dossier.yaml: Permission denied\n")
