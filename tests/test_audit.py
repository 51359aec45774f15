"""``.ci/audit``: what is known is a failure, and who could not be asked is no all-clear."""

import importlib.machinery
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FILE = Path(__file__).parent.parent / ".ci" / "audit"
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.1"]}


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("audit", str(FILE))
    # A folder that begins with a dot is no place for compiled files.
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    spec = importlib.util.spec_from_loader("audit", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def answering(audit: ModuleType, monkeypatch: pytest.MonkeyPatch, python: Any, npm: Any) -> None:
    def run(command: list[str], *_: int, **__: Any) -> str:
        answer = npm if "npm" in command[0] else python if "pip-audit" in command[0] else ""
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else json.dumps(answer)

    monkeypatch.setattr(audit, "run", run)


def package(**members: Any) -> dict[str, Any]:
    return {"dependencies": [{"name": "a", "version": "2.0", "vulns": [], **members}]}


def test_nothing_known_is_said(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(audit, monkeypatch, package(), {"vulnerabilities": {}})
    assert audit.main() == 0
    assert capsys.readouterr().out == "Python: nothing known\nnpm: nothing known\n"


def test_what_is_known_fails(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(audit, monkeypatch, package(vulns=[FLAW]), {"vulnerabilities": {}})
    assert audit.main() == 1
    assert capsys.readouterr().out == "Python: a 2.0: PYSEC-2026-1, fixed in 2.1\nnpm: nothing known\n"
    flawed = {"vulnerabilities": {"b": {"severity": "high", "range": "<2"}}}
    answering(audit, monkeypatch, package(), flawed)
    assert audit.main() == 1
    assert capsys.readouterr().out == "Python: nothing known\nnpm: b: high, <2\n"


def test_who_cannot_be_asked_has_not_said_that_all_is_well(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = {"dependencies": [{"name": "a", "skip_reason": "not found"}]}
    for python, npm in (
        (audit.Unanswered("no network"), audit.Unanswered("no network")),
        (unknown, {"message": "405 Method Not Allowed"}),
        ("no JSON", "no JSON"),
    ):
        answering(audit, monkeypatch, python, npm)
        assert audit.main() == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.partition(": ")[2][:11] for line in lines] == ["NOT AUDITED"] * 2


def test_a_package_that_the_service_does_not_know_is_named(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = {"dependencies": [*package()["dependencies"], {"name": "c", "skip_reason": "not found"}]}
    answering(audit, monkeypatch, both, {"vulnerabilities": {}})
    assert audit.main() == 0
    assert capsys.readouterr().out.startswith("Python: NOT AUDITED: c\n")
