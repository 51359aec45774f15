"""``dateline sample``: what it writes, and where it refuses to."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from api.cli import app
from api.commands import sample
from db.dossier.reading import read
from db.migration import reading
from db.models import metadata
from db.sample.dossiers import dossiers


def dateline(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_dossiers_are_written_and_check(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    said = dateline("sample", folder, "--statements", 60, "--seed", 4)
    files = sorted(folder.rglob("*.yaml"))
    assert said == (0, f"{len(files)} dossiers with 60 statements in {folder}\n", "")
    assert files[0] == folder / "000" / "sample-000000.yaml"
    assert dateline("check", "--no-database", folder) == (0, f"ok: {len(files)} dossiers\n", "")


def test_they_are_the_same_in_json(tmp_path: Path, database_url: str) -> None:
    for folder, more in (("yaml", []), ("json", ["--json"])):
        assert dateline("sample", tmp_path / folder, "--statements", 60, *more)[0] == 0
    yaml, json = (sorted((tmp_path / suffix).rglob(f"*.{suffix}")) for suffix in ("yaml", "json"))
    assert [file.stem for file in yaml] == [file.stem for file in json]
    for one, other in zip(yaml, json, strict=True):
        # Digests and file names apart: the same entries, of the same types.
        assert read(one).dossier == read(other).dossier is not None
    assert dateline("check", "--no-database", tmp_path / "json") == (0, f"ok: {len(json)} dossiers\n", "")
    assert dateline("load", tmp_path / "json", "--database", database_url)[0] == 0
    with reading(database_url) as connection:
        assert connection.scalar(select(func.count()).select_from(metadata.tables["statement"])) == 60


def test_nothing_is_written_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").touch()
    code, out, complaint = dateline("sample", tmp_path, "--statements", 5)
    assert (code, out) == (1, "")
    assert complaint.startswith(f"{tmp_path} is there already and not empty: ")
    assert [file.name for file in tmp_path.iterdir()] == ["seed.yaml"]


def test_dossiers_are_loaded_without_a_file(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "_A_REVISION", 50)
    code, out, progress = dateline("sample", "--load", "--statements", 120, "--database", database_url)
    number = len(list(dossiers(120, 1)))
    assert (code, out) == (0, f"{number} dossiers with 120 statements loaded\n")
    assert [line.partition(":")[0] for line in progress.splitlines()] == ["revision 1", "revision 2"]
    with reading(database_url) as connection:
        held = connection.scalar(select(func.count()).select_from(metadata.tables["statement"]))
    assert held == 120
    # The same again is all there.
    assert "revision None" in dateline("sample", "--load", "--statements", 120, "--database", database_url)[2]


def test_a_folder_and_load_are_not_both_given(tmp_path: Path) -> None:
    for arguments in ([], [tmp_path / "sample", "--load"]):
        assert dateline("sample", *arguments) == (
            1,
            "",
            "Name a folder to write them to, or else give --load.\n",
        )
