"""What is no release, or no place for one, is refused by name; then nothing is written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.dossier.loading import load
from db.errors import SchemaMismatch
from db.migration import head
from db.release import exporting
from db.release.errors import ReleaseError
from db.release.exporting import export
from db.release.importing import import_release
from db.release.layout import SUMS
from db.release.sums import write_sums
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER
from tests.release.conftest import contents, dump, live

Spoil = Callable[[Path], None]


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    """A release that may be spoiled."""
    return shutil.copytree(release, tmp_path / "copy")


def refused(url: str, folder: Path) -> tuple[str, ...]:
    """What an import complains of; it leaves the database as it was."""
    before = dump(url)
    with pytest.raises(ReleaseError) as error:
        import_release(url, folder)
    assert dump(url) == before
    return error.value.problems


def replace(file: Path, before: str, after: str) -> None:
    """Replace a piece that is there once."""
    content = file.read_text(encoding="utf-8")
    assert content.count(before) == 1
    file.write_text(content.replace(before, after), encoding="utf-8")


def summed_anew(folder: Path) -> None:
    """As somebody would who means it to be taken for whole."""
    write_sums(folder, {})


def test_damaged_missing_and_strange_files_are_named(copy: Path, target_url: str) -> None:
    replace(copy / "csv" / "source.csv", "Ada Quill", "Ada Quilt")
    (copy / "parquet" / "event.parquet").unlink()
    (copy / "LICENSE.md").unlink()
    (copy / "csv" / "notes.csv").write_text("mine")
    assert refused(target_url, copy) == (
        "LICENSE.md: is missing",
        "parquet/event.parquet: is missing",
        f"csv/notes.csv: is not listed in {SUMS}",
        f"csv/source.csv: is damaged, for its SHA-256 is another than {SUMS} says",
    )


def test_a_table_that_nobody_lists_is_missing(copy: Path, target_url: str) -> None:
    (copy / "ndjson" / "gap.ndjson").unlink()
    summed_anew(copy)
    assert refused(target_url, copy) == ("ndjson/gap.ndjson: is missing",)


def test_sums_that_are_none_are_refused(copy: Path, target_url: str) -> None:
    (copy / SUMS).write_text("0" * 64 + "  README.md\n\n")
    assert refused(target_url, copy) == (f"{SUMS}: line 2 is no SHA-256 with the path of a file",)
    (copy / SUMS).unlink()
    assert refused(target_url, copy) == (f"{SUMS}: is missing",)


def test_a_folder_that_is_no_release_is_refused(copy: Path, target_url: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refused(target_url, tmp_path / "empty") == (
        f"{tmp_path / 'empty'} is no release: it has no datapackage.json.",
    )
    for text in ("{", "[]", '{"resources": []}', '{"dateline": {}, "resources": [{"name": "x"}]}'):
        (copy / "datapackage.json").write_text(text)
        assert refused(target_url, copy) == ("datapackage.json: is damaged, or not of a release of Dateline",)


@pytest.mark.parametrize(
    ("key", "what"), [("format", "format"), ("schema", "schema version"), ("vocabulary", "vocabulary")]
)
def test_a_release_of_another_version_is_refused(copy: Path, target_url: str, key: str, what: str) -> None:
    package = json.loads((copy / "datapackage.json").read_bytes())
    ours, package["dateline"][key] = package["dateline"][key], "7777"
    (copy / "datapackage.json").write_text(json.dumps(package))
    (problem,) = refused(target_url, copy)
    assert problem == (
        f"The release is of {what} 7777, and this version of Dateline reads {ours}: "
        "import it with the version that made it, then run `dateline migrate` with this one."
    )


def test_a_table_without_a_description_is_named(copy: Path, target_url: str) -> None:
    package = json.loads((copy / "datapackage.json").read_bytes())
    package["resources"] = [each for each in package["resources"] if each["name"] not in ("gap", "side")]
    (copy / "datapackage.json").write_text(json.dumps(package))
    assert refused(target_url, copy) == ("datapackage.json: does not describe side, gap",)


@pytest.mark.parametrize(
    ("file", "before", "after", "complaint"),
    [
        ("side", '"source_id":3', '"source_id":"3"', "source_id is no key"),
        ("side", '"source_id":3', '"source_id":null', "source_id is no key"),
        ("side", '{"event_id":2,"source_id":3', '{"source_id":3', "the keys are not those of"),
        (
            "side",
            '{"event_id":2,"source_id":3',
            '[{"event_id":2,"source_id":3',
            "there is no row of the table",
        ),
        ("revision", "2025-04-08T12", "2025-04-08T25", "there is no row of the table"),
    ],
)
def test_rows_that_are_none_are_found(
    copy: Path, target_url: str, file: str, before: str, after: str, complaint: str
) -> None:
    replace(copy / "ndjson" / f"{file}.ndjson", before, after)
    summed_anew(copy)
    (problem,) = refused(target_url, copy)
    assert problem.startswith(f"ndjson/{file}.ndjson: in line 1 or one of the next ")
    assert complaint in problem


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("side", '"source_id":3', '"source_id":333'),
        (
            "gap",
            '"id":1,"article_id":2,"anchor_id":1,"kind":"UNCONFIRMED"',
            '"id":1,"article_id":2,"anchor_id":1,"kind":"UNSURE"',
        ),
        ("dossier", '"id":2,', '"id":1,'),
        ("participation", '"id":4,"statement_id":4,"event_id":5', '"id":4,"statement_id":4,"event_id":7'),
    ],
)
def test_rows_that_break_a_rule_of_the_database_are_refused(
    copy: Path, database_url: str, file: str, before: str, after: str
) -> None:
    """Keys, CHECKs and the dates that links repeat hold afterwards, whoever made the release."""
    replace(copy / "ndjson" / f"{file}.ndjson", before, after)
    summed_anew(copy)
    (problem,) = refused(database_url, copy)
    assert problem.startswith("The release holds rows that no database can hold together: ")
    assert "INSERT" not in problem


def test_rows_are_as_many_as_the_package_says(copy: Path, target_url: str) -> None:
    file = copy / "ndjson" / "side.ndjson"
    rows = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(rows[:-1]))
    summed_anew(copy)
    assert refused(target_url, copy) == (
        f"ndjson/side.ndjson: has {len(rows) - 1} rows instead of {len(rows)}",
    )


def test_only_a_database_at_head_without_a_revision_is_filled(
    copy: Path, database_url: str, empty_database_url: str
) -> None:
    load(database_url, [DOSSIER])
    (problem,) = refused(database_url, copy)
    assert problem == (
        "The database holds revision 1 already: import into one that `dateline migrate` made "
        "and nothing was loaded into."
    )
    with pytest.raises(SchemaMismatch, match=rf"has no schema, this release needs {head()}"):
        import_release(empty_database_url, copy)


def test_a_release_is_never_written_over(lived_file_url: str, release: Path, tmp_path: Path) -> None:
    before = contents(release)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for taken in (release, tmp_path / "file", tmp_path / "link"):
        with pytest.raises(ReleaseError) as error:
            export(lived_file_url, taken)
        assert error.value.problems == (
            f"{taken} is there already, and a release is never written over: name a new folder.",
        )
    assert contents(release) == before
    (tmp_path / "empty").mkdir()
    export(lived_file_url, tmp_path / "empty")
    assert contents(tmp_path / "empty") == before


def test_there_is_nothing_to_release_before_the_first_load(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="Nothing is loaded yet"):
        export(database_url, tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("interruption", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_export_leaves_nothing(
    lived_file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    def interrupt(*_: object) -> str:
        assert [entry.name[:9] for entry in tmp_path.iterdir()] == [".release-"]
        raise interruption

    monkeypatch.setattr(exporting, "readme", interrupt)
    with pytest.raises(type(interruption)):
        export(lived_file_url, tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


def test_an_export_sees_one_revision_while_another_is_loaded(
    databases: Databases, backend: Backend, release: Path, tmp_path: Path
) -> None:
    with databases.copy(backend, "lived", live) as url:
        loaded: list[int | None] = []

        def go_on(*_: object) -> None:
            if not loaded:
                loaded.append(load(url, [DOSSIER]).revision)

        export(url, tmp_path / "meanwhile", progress=go_on)
        assert loaded == [7]
        export(url, tmp_path / "after")
    assert contents(tmp_path / "meanwhile") == contents(release)
    assert contents(tmp_path / "after").keys() == contents(release).keys()
    assert (
        contents(tmp_path / "after")["ndjson/statement.ndjson"]
        != contents(release)["ndjson/statement.ndjson"]
    )
