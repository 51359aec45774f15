"""``dateline sample``: what it writes, and where it refuses to."""

from pathlib import Path

from typer.testing import CliRunner

from api.cli import app


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


def test_nothing_is_written_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").touch()
    code, out, complaint = dateline("sample", tmp_path, "--statements", 5)
    assert (code, out) == (1, "")
    assert complaint.startswith(f"{tmp_path} is there already and not empty: ")
    assert [file.name for file in tmp_path.iterdir()] == ["seed.yaml"]
