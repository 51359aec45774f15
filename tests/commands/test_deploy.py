"""The container file and the systemd unit: they name commands and settings that there are, and files too."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli import app
from api.configuration import shown
from api.settings import Settings

ROOT = Path(__file__).parents[2]
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "dateline.service").read_text(encoding="utf-8")
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]
SETTING = re.compile(r"\b(DATELINE_[A-Z_]+)=(\S+)")


def instructions() -> list[tuple[str, str]]:
    """The lines of the container file, continued ones joined."""
    joined = re.sub(
        r"\\\n\s*", "", "\n".join(each for each in CONTAINER.splitlines() if not each.startswith("#"))
    )
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines() if line.strip()]


def values(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


@pytest.mark.parametrize("text", [CONTAINER, UNIT], ids=["container", "unit"])
def test_settings_are_settings_and_hold_what_they_may(text: str) -> None:
    given = dict(SETTING.findall(text))
    assert {"DATELINE_DATABASE_URL", "DATELINE_WORKERS", "DATELINE_LOG_FORMAT"} <= given.keys()
    assert given.keys() <= {each.variable for each in shown()}
    made = Settings.model_validate(
        {name.removeprefix("DATELINE_").lower(): each for name, each in given.items()}
    )
    # One that dies is replaced, and the other answers meanwhile.
    assert made.workers >= 2
    assert made.log_format == "json"


def test_the_image_runs_a_command_as_somebody_without_rights() -> None:
    assert values("ENTRYPOINT") == ['["dateline"]']
    (command,) = values("CMD")
    assert set(re.findall(r'"(\w+)"', command)) <= COMMANDS
    assert values("USER") == ["10001"]
    assert len(values("FROM")) == 2
    (health,) = values("HEALTHCHECK")
    code = re.search(r'"-c", "([^"]+)"', health)
    assert code is not None
    assert "/healthz" in code[1]
    compile(code[1], "healthcheck", "exec")
    assert "DATELINE_HOST=0.0.0.0" in CONTAINER


def test_the_image_is_made_of_what_there_is() -> None:
    copied = [shlex.split(each)[:-1] for each in values("COPY") if not each.startswith("--from")]
    named = {path for paths in copied for path in paths}
    assert {path for path in named if not (ROOT / path).exists()} == set()
    listed = (ROOT / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8")
    let_in = {line[1:] for line in listed.splitlines() if line.startswith("!")}
    assert {path.split("/")[0] for path in named} == let_in
    # What the code reads beside itself.
    assert {"alembic", "api", "db", "seeds"} <= named


def test_the_unit_starts_the_command_that_there_is() -> None:
    (start,) = re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    program, command = shlex.split(start)
    assert (program, command in COMMANDS) == ("/opt/dateline/.venv/bin/dateline", True)
    assert "ExecReload=/bin/kill -HUP $MAINPID" in UNIT
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(stop) > Settings.model_fields["drain_seconds"].default
    assert "KillMode=mixed" in UNIT


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is on this machine."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    file = tmp_path / "dateline.service"
    file.write_text(UNIT.replace("/opt/dateline/.venv/bin/dateline", sys.executable), encoding="utf-8")
    return file


def test_systemd_reads_the_unit_without_a_complaint(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "dateline.service" in line]
    assert (done.returncode, complaints) == (0, [])


def test_the_unit_is_hardened(unit: Path) -> None:
    """Systemd's own measure, from 0 to 10, of what a service could do if it were taken over."""
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.search(r"Overall exposure level for dateline.service: ([0-9.]+)", done.stdout)
    assert said is not None, done.stdout + done.stderr
    assert float(said[1]) <= 2.0
