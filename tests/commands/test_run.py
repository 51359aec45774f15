"""``dateline run`` and ``serve`` as a person starts them: processes of their own, and what they print."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.databases import Databases
from tests.seeded import load_seeds

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.usefixtures("built_page")


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def environment(url: str, port: int) -> dict[str, str]:
    return {**os.environ, "DATELINE_DATABASE_URL": url, "DATELINE_PORT": str(port)}


def ended(command: str, url: str, port: int) -> tuple[int, str]:
    """Exit status and standard error of a command that does not go on."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", command],
        cwd=ROOT,
        env=environment(url, port),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@contextmanager
def running(url: str, port: int) -> Iterator[list[str]]:
    """The lines that the command prints until it serves; it is stopped as Ctrl-C does."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "api.cli", "run"],
        cwd=ROOT,
        env=environment(url, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if "/schema.graphql" in line:
            break
    try:
        yield lines
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        complaints = process.stderr.read()
        process.stdout.close()
        process.stderr.close()
    assert "Traceback" not in complaints


def test_it_sets_up_serves_and_starts_again_without_a_change(tmp_path: Path, port: int) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    addresses = [
        f"Dateline answers at http://127.0.0.1:{port}, until Ctrl-C:",
        f"  To look around         http://127.0.0.1:{port}/",
        f"  GraphiQL and GraphQL   http://127.0.0.1:{port}/graphql",
        f"  REST                   http://127.0.0.1:{port}/v1",
        f"  REST documentation     http://127.0.0.1:{port}/docs",
        f"  OpenAPI                http://127.0.0.1:{port}/openapi.json",
        f"  GraphQL schema         http://127.0.0.1:{port}/schema.graphql",
    ]
    with running(url, port) as lines:
        assert lines == [
            "Creating the database ...",
            "Revision 1:",
            "  2025-04-08-belgorod-admission: 103 added, 0 changed, 0 withdrawn",
            *addresses,
        ]
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            for path in (
                "/graphql?query={dataset{revision}}",
                "/v1",
                "/docs",
                "/openapi.json",
                "/schema.graphql",
            ):
                assert client.get(path).status_code == 200
            page = client.get("/", headers={"accept": "text/html"})
            assert (page.status_code, "What is in the dataset" in page.text) == (200, True)
        assert ended("run", url, port) == (
            1,
            (
                f"Port {port} on 127.0.0.1 cannot be used (Address already in use): stop what is there, "
                "or choose another with DATELINE_PORT=8001.\n"
            ),
        )
    with running(url, port) as lines:
        assert lines == ["Nothing to do: 1 dossier as loaded already.", *addresses]
    with closing(sqlite3.connect(tmp_path / "dateline.db")) as database:
        assert database.execute("SELECT count(*) FROM revision").fetchall() == [(1,)]


def test_a_database_of_another_schema_version_is_refused(databases: Databases, port: int) -> None:
    with databases.copy("sqlite", "seeds", load_seeds) as url:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
            database.commit()
        message = "The database has schema version 9999, newer than this release: update Dateline.\n"
        assert ended("run", url, port) == (1, message)
        assert ended("serve", url, port) == (1, message)


def test_a_database_without_a_schema_is_refused_by_serve(tmp_path: Path, port: int) -> None:
    status, message = ended("serve", f"sqlite:///{tmp_path / 'none.db'}", port)
    assert (status, message) == (
        1,
        "The database has no schema, this release needs 0001: run `dateline migrate`.\n",
    )
    assert not (tmp_path / "none.db").exists()


def test_a_database_that_somebody_else_made_is_left_alone(tmp_path: Path, port: int) -> None:
    file = tmp_path / "theirs.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE source (theirs)")
    assert ended("run", f"sqlite:///{file}", port) == (
        1,
        (
            "The database has a table source that Dateline did not make: name another database in "
            "DATELINE_DATABASE_URL.\n"
        ),
    )
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("source",)]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "mysql://host/x",
            (
                "“mysql” is no database that Dateline knows: give sqlite:///path/to/file.db or "
                "postgresql://user@host/database.\n"
            ),
        ),
        (
            "postgresql://127.0.0.1:1/x",
            (
                "The database x at 127.0.0.1 does not answer (connection failed: connection to server at "
                '"127.0.0.1", port 1 failed: Connection refused): start it, or name another in '
                "DATELINE_DATABASE_URL.\n"
            ),
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(url: str, message: str, port: int) -> None:
    assert ended("run", url, port) == (1, message)
