"""When the bundle is made anew, and what is said when it cannot be."""

import json
import re
import shutil
from pathlib import Path

import pytest

from api.ide import build as building
from api.ide.build import FOLDER, BuildFailed, Say, build, is_current, stamp


class Bundler:
    """In Node's place: writes a bundle and counts how often."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, folder: Path, out: Path, say: Say) -> None:
        self.runs += 1
        say(f"run {self.runs} of {folder.name}")
        (out / "manifest.json").write_text(json.dumps({"run": self.runs}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sources."""
    copy = tmp_path / "ide"
    copy.mkdir()
    for path in FOLDER.iterdir():
        if path.is_file():
            shutil.copy(path, copy)
    return copy


@pytest.fixture
def bundler() -> Bundler:
    return Bundler()


def test_an_unchanged_bundle_is_left_alone(folder: Path, bundler: Bundler) -> None:
    built = folder / "built"
    said: list[str] = []

    assert build(folder, built, say=said.append, bundle=bundler) is True
    assert build(folder, built, say=said.append, bundle=bundler) is False
    assert bundler.runs == 1
    assert said == ["run 1 of ide"]
    assert is_current(folder, built)


@pytest.mark.parametrize(
    "source", ["package.json", "package-lock.json", ".npmrc", "build.mjs", "ide.jsx", "docs.js", "ide.css"]
)
def test_a_changed_source_is_bundled_again(folder: Path, bundler: Bundler, source: str) -> None:
    built = folder / "built"
    build(folder, built, bundle=bundler)
    with (folder / source).open("a") as file:
        file.write("\n")

    assert not is_current(folder, built)
    assert build(folder, built, bundle=bundler) is True
    assert json.loads((built / "manifest.json").read_text()) == {"run": 2}


def test_a_new_source_is_bundled_again(folder: Path, bundler: Bundler) -> None:
    build(folder, folder / "built", bundle=bundler)
    (folder / "theme.css").write_text("body {}")
    assert build(folder, folder / "built", bundle=bundler) is True


def test_a_changed_example_is_not_a_reason(folder: Path, bundler: Bundler) -> None:
    build(folder, folder / "built", bundle=bundler)
    (folder / "examples").mkdir()
    (folder / "examples" / "10-new.graphql").write_text("# New.\nquery New { dataset { revision } }")
    assert build(folder, folder / "built", bundle=bundler) is False


@pytest.mark.parametrize("lost", ["built", "built/manifest.json", "built/stamp"])
def test_a_lost_bundle_is_made_again(folder: Path, bundler: Bundler, lost: str) -> None:
    build(folder, folder / "built", bundle=bundler)
    path = folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    assert build(folder, folder / "built", bundle=bundler) is True
    assert is_current(folder, folder / "built")


def test_a_failure_leaves_the_old_bundle_and_nothing_else(folder: Path, bundler: Bundler) -> None:
    def fail(_: Path, out: Path, __: Say) -> None:
        (out / "half").write_text("half")
        raise BuildFailed("no network")

    build(folder, folder / "built", bundle=bundler)
    (folder / "ide.css").write_text("")
    with pytest.raises(BuildFailed):
        build(folder, folder / "built", bundle=fail)

    assert json.loads((folder / "built" / "manifest.json").read_text()) == {"run": 1}
    assert [path.name for path in folder.glob("built*")] == ["built"]


def test_the_stamp_does_not_depend_on_where_the_folder_lies(folder: Path) -> None:
    assert stamp(folder) == stamp(FOLDER)


@pytest.fixture
def no_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For npm, nobody answers, and nothing is remembered."""
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NPM_CONFIG_FETCH_RETRIES", "0")


@pytest.mark.usefixtures("no_registry")
def test_npm_without_a_registry_is_one_sentence_with_the_remedy(folder: Path) -> None:
    with pytest.raises(BuildFailed) as failed:
        build(folder, folder / "built")

    assert str(failed.value) == (
        "npm does not reach its registry (ECONNREFUSED): check the network, or name a registry within reach"
        " in NPM_CONFIG_REGISTRY, then run `python -m api.ide.build` again."
    )


@pytest.mark.usefixtures("no_registry")
def test_a_lock_that_does_not_fit_names_the_remedy(folder: Path) -> None:
    package = json.loads((folder / "package.json").read_text())
    package["dependencies"]["local"] = "file:local"  # the one kind for which npm asks nobody
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "local").mkdir()
    (folder / "local" / "package.json").write_text('{"name": "local", "version": "1.0.0"}')

    with pytest.raises(
        BuildFailed, match=r"package-lock\.json does not fit package\.json: run `npm run lock`"
    ):
        build(folder, folder / "built")


def test_the_command_says_what_failed_and_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise BuildFailed("It does not work: make it work.")

    monkeypatch.setattr(building, "build", fail)
    assert building.main() == 1
    assert capsys.readouterr().err == "error: It does not work: make it work.\n"


def test_versions_are_exact_and_the_lock_names_no_address() -> None:
    package = json.loads((FOLDER / "package.json").read_text())
    lock = json.loads((FOLDER / "package-lock.json").read_text())

    assert [
        version for version in package["dependencies"].values() if not re.fullmatch(r"[\d.]+", version)
    ] == []
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    assert "http" not in (FOLDER / "package-lock.json").read_text()
    assert [name for name, entry in lock["packages"].items() if name and "integrity" not in entry] == []
