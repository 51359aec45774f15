"""``dateline settings``, and what a wrong setting is told."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.configuration import COMMAND, PAGE, render, shown, unknown
from api.masking import masked
from api.settings import InvalidSetting, Settings, settings


@pytest.fixture(autouse=True)
def only_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting but those of the test."""
    import os

    for name in [each for each in os.environ if each.upper().startswith("DATELINE_")]:
        monkeypatch.delenv(name)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), f"run `{COMMAND}` and commit what it writes"


def test_the_page_says_of_every_setting_what_it_is() -> None:
    assert [each.variable for each in shown()] == [
        f"DATELINE_{name.upper()}" for name in Settings.model_fields
    ]
    assert [each.variable for each in shown() if len(each.description) < 20] == []


def test_the_command_says_value_and_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PORT", "8123")
    monkeypatch.setenv("DATELINE_PERSISTED_ONLY", str(Path("stored") / "[red]"))
    monkeypatch.setenv("DATELINE_DATABASE_URL", "postgresql://ann:s3cret@db.example.org/facts")
    done = CliRunner().invoke(app, ["settings"])
    lines = {line.split()[0]: line.split()[1:4] for line in done.stdout.splitlines()}
    assert done.exit_code == 0
    assert set(lines) == {"setting", *(f"DATELINE_{name.upper()}" for name in Settings.model_fields)}
    assert lines["DATELINE_PORT"] == ["8123", "environment", "8000"]
    assert lines["DATELINE_HOST"] == ["127.0.0.1", "default", "127.0.0.1"]
    assert lines["DATELINE_PERSISTED_ONLY"][0] == "stored/[red]"
    assert lines["DATELINE_DATABASE_URL"][0] == "postgresql://ann:***@db.example.org/facts"
    assert "s3cret" not in done.output
    described = json.loads(CliRunner().invoke(app, ["settings", "--json"]).stdout)
    assert described["DATELINE_PORT"] == {
        "value": "8123",
        "source": "environment",
        "default": "8000",
        "allowed": "at least 1, at most 65,535",
        "description": "The port on which the server listens.",
    }


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PORT", "many")
    monkeypatch.setenv("DATELINE_MAX_COST", "0")
    message = (
        "DATELINE_PORT='many': input should be a valid integer, unable to parse string as an integer.\n"
        "DATELINE_MAX_COST='0': input should be greater than or equal to 1."
    )
    with pytest.raises(InvalidSetting) as raised:
        settings()
    assert raised.value.message == message
    for command in ("settings", "serve", "status"):
        done = CliRunner().invoke(app, [command])
        assert (done.exit_code, done.stderr) == (1, message + "\n")


def test_a_database_url_that_is_none_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATABASE_URL", "mysql://ann:s3cret@host/facts")
    done = CliRunner().invoke(app, ["settings"])
    assert (done.exit_code, done.stderr) == (
        1,
        (
            "“mysql” is no database that Dateline knows: give sqlite:///path/to/file.db or "
            "postgresql://user@host/database.\n"
        ),
    )


def test_a_misspelt_setting_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "DATELINE_PROT": "1",
        "DATELINE_TCP_8000_ADDR": "10.0.0.1",
        "PATH": "",
        "dateline_port": "1",
    }
    assert unknown(environment) == [
        "DATELINE_PROT is no setting: is DATELINE_PORT meant?",
        "DATELINE_TCP_8000_ADDR is no setting.",
    ]
    monkeypatch.setenv("DATELINE_PROT", "1")
    assert CliRunner().invoke(app, ["settings"]).stderr == unknown({"DATELINE_PROT": "1"})[0] + "\n"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("sqlite:///dateline.db", "sqlite:///dateline.db"),
        ("sqlite:///a@b.db", "sqlite:///a@b.db"),
        ("postgresql://host:5432/facts", "postgresql://host:5432/facts"),
        ("postgresql://ann@host:5432/facts", "postgresql://ann@host:5432/facts"),
        ("postgresql://ann:pw@h1:1,h2:2/facts", "postgresql://ann:***@h1:1,h2:2/facts"),
        ("postgresql://ann:p@s/s:w@host/facts", "postgresql://ann:***@host/facts"),
        (
            "postgresql://host/f?user=a&password=pw&sslmode=on",
            "postgresql://host/f?user=a&password=***&sslmode=on",
        ),
        ("host=h password='a \\' b' dbname=f", "host=h password=*** dbname=f"),
        ("host=h password = pw dbname=f", "host=h password = *** dbname=f"),
        ("host=h sslpassword=pw", "host=h sslpassword=***"),
        ("redis://:pw@cache:6379/0", "redis://:***@cache:6379/0"),
    ],
)
def test_passwords_are_masked(given: str, expected: str) -> None:
    assert masked(given) == expected
