"""``dateline export`` and ``dateline import``: what they say, and how they end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.commands import export as export_command
from tests.release.conftest import contents, dump


def dateline(*arguments: object) -> tuple[int, list[str], list[str]]:
    """Exit status, lines of standard output and lines of standard error."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def test_export_and_import(lived_url: str, database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "first"
    status, out, progress = dateline("export", folder, "--database", lived_url)
    version = json.loads((folder / "datapackage.json").read_bytes())["version"]
    assert (status, progress) == (0, [])
    assert out[0].startswith(f"Release {version} in {folder}: ")
    assert version.endswith(".6")
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# Dateline, release {version}\n")
    status, out, progress = dateline("import", folder, "--database", database_url)
    assert (status, progress) == (0, [])
    assert out[0].startswith("Revision 6: ")
    assert dump(database_url) == dump(lived_url)


def test_progress_is_shown(
    lived_file_url: str, target_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_command, "LINE_EVERY", 300)
    monkeypatch.setattr("api.commands.import_.LINE_EVERY", 150)
    monkeypatch.setattr("db.release.exporting._AT_ONCE", 10)
    monkeypatch.setattr("db.release.reading._AT_ONCE", 10)
    _, out, told = dateline("export", tmp_path / "release", "--database", lived_file_url)
    rows = int(out[0].rsplit(": ", 1)[1].split()[0].replace(",", ""))
    assert len(told) == rows // 300
    assert all(line.startswith("exporting ") and line.endswith(f" of {rows}") for line in told)
    _, out, told = dateline("import", tmp_path / "release", "--database", target_url)
    assert told[0] == f"verifying 150 of {len(contents(tmp_path / 'release')) - 1}"
    imported = int(out[0].split()[2].replace(",", ""))
    assert [line.split()[0] for line in told[1:]] == ["importing"] * (imported // 150)


def test_errors_end_with_a_sentence(lived_file_url: str, target_url: str, tmp_path: Path) -> None:
    assert dateline("export", tmp_path / "release", "--database", target_url) == (
        1,
        [],
        ["Nothing is loaded yet, so there is nothing to release."],
    )
    dateline("export", tmp_path / "release", "--database", lived_file_url)
    status, out, complaint = dateline("export", tmp_path / "release", "--database", lived_file_url)
    assert (status, out) == (1, [])
    assert complaint[0].endswith("is there already, and a release is never written over: name a new folder.")
    (tmp_path / "release" / "README.md").write_text("Mine.")
    assert dateline("import", tmp_path / "release", "--database", target_url) == (
        1,
        ["README.md: is damaged, for its SHA-256 is another than SHA256SUMS says"],
        ["Nothing is imported."],
    )


def test_a_release_has_the_licence_that_is_given(
    lived_file_url: str, target_url: str, tmp_path: Path
) -> None:
    licence = tmp_path / "licence.md"
    licence.write_text("All rights reserved – Ünser Blatt.\n", encoding="utf-8")
    release = tmp_path / "release"
    assert dateline("export", release, "--licence", licence, "--database", lived_file_url)[0] == 0
    assert (release / "LICENSE.md").read_bytes() == licence.read_bytes()
    package = json.loads((release / "datapackage.json").read_bytes())
    assert package["licenses"] == [{"path": "LICENSE.md", "title": "The licence of this release"}]
    assert dateline("import", release, "--database", target_url)[0] == 0
    licence.write_bytes(b"\xff")
    assert dateline("export", tmp_path / "another", "--licence", licence, "--database", lived_file_url) == (
        1,
        [],
        [f"{licence} is no text in UTF-8"],
    )
