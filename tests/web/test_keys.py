"""Keys of clients: the file, the command, and what a server does with them."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import keys
from api.app import create_app
from api.cli import app as dateline
from api.keys import InvalidKeys, Keys
from api.settings import Settings
from tests.databases import Databases
from tests.serving import serving
from tests.web.wire import ask
from tests.world import load_world


@pytest.fixture(scope="module")
def world(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(dateline, ["keys", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def added(file: Path, name: str, *options: str) -> str:
    status, out, _ = run("add", file, name, *options)
    assert status == 0
    return out.strip()


def test_a_key_is_shown_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    key = added(file, "desk", "--requests", "5000")
    assert key.startswith("dl_")
    assert len(key) == 46
    assert key not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys.read(file)[keys.digest(key)].requests == 5000
    other = added(file, "archive")
    assert other != key
    status, listed, _ = run("list", file)
    assert status == 0
    lines = [line.split("\t")[:2] for line in listed.splitlines()]
    assert lines == [["desk", "5000"], ["archive", "no limit"]]
    assert key not in listed
    assert run("remove", file, "desk")[0] == 0
    assert [each.name for each in keys.read(file).values()] == ["archive"]


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    added(file, "desk")
    assert run("add", file, "desk") == (
        1,
        "",
        f"There is a key desk in {file}: remove it first, or choose another name.\n",
    )
    assert run("remove", file, "nobody") == (1, "", f"There is no key nobody in {file}.\n")
    assert run("list", tmp_path / "none") == (
        1,
        "",
        f"The keys in {tmp_path / 'none'} cannot be read: No such file or directory.\n",
    )
    status, _, said = run("add", file, "No Name")
    assert (status, "is no name of a key" in said) == (1, True)


@pytest.mark.parametrize(
    "line",
    [
        "desk",
        "desk 1 2026-01-01 " + "a" * 63,
        "desk -1 2026-01-01 " + "a" * 64,
        "Desk 1 2026-01-01 " + "a" * 64,
        "desk 1 2026-01-01 " + "a" * 64 + "\ndesk 1 2026-01-01 " + "b" * 64,
        "\xff",
    ],
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "keys"
    file.write_text(line, encoding="latin-1")
    with pytest.raises(InvalidKeys) as raised:
        keys.read(file)
    assert str(file) in raised.value.message


def test_keys_are_read_anew_when_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keys, "LOOK", 0.0)
    file = tmp_path / "keys"
    first = added(file, "first")
    known = Keys(file)
    second = added(file, "second")
    time.sleep(0.01)
    assert known.find(second) is not None
    assert run("remove", file, "first")[0] == 0
    assert known.find(first) is None
    file.write_text("broken\n")
    os.utime(file, ns=(1, 1))
    assert known.find(second) is not None
    assert "The keys read before go on." in caplog.text
    assert second not in caplog.text


def test_a_key_has_a_budget_of_its_own(world: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "keys"
    desk, archive = added(file, "desk", "--requests", "4"), added(file, "archive")
    app = create_app(Settings(database_url=world, rate_limit=2, keys=file))
    with serving(app) as address:

        def statuses(count: int, *lines: str) -> list[int]:
            return [ask(address, "/v1", *lines).status for _ in range(count)]

        assert statuses(5, f"Authorization: Bearer {desk}") == [200] * 4 + [429]
        refused = ask(address, "/v1", f"Authorization: bearer {desk}")
        assert refused.headers["ratelimit-policy"] == '"key";q=4;w=60'
        assert json.loads(refused.body)["violated-policies"] == ["key"]
        assert statuses(10, f"Authorization: Bearer {archive}") == [200] * 10
        # What is meant for a proxy in between is none of ours.
        assert statuses(1, "Authorization: Basic YTpi") == [200]
        unknown = ask(address, "/v1/events", f"Authorization: Bearer {desk[:-1]}")
        assert unknown.status == 401
        assert unknown.headers["www-authenticate"] == 'Bearer realm="dateline", error="invalid_token"'
        assert json.loads(unknown.body)["type"] == "/problems/unknown-key"
        # Trying keys uses up the budget of the address that tries them.
        assert statuses(2, "Authorization: Bearer guess") == [429, 429]
    for key in (desk, archive, desk[:-1]):
        assert key not in caplog.text
        assert key.encode() not in unknown.body


def test_without_a_file_a_key_means_nothing(world: str) -> None:
    with serving(create_app(Settings(database_url=world))) as address:
        assert ask(address, "/v1", "Authorization: Bearer anything").status == 200


def test_a_server_does_not_start_without_its_keys(world: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidKeys, match="cannot be read"):
        create_app(Settings(database_url=world, keys=tmp_path / "none"))
