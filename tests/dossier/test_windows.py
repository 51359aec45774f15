"""Dossiers that are loaded window by window, in one process or several, make what they make together."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, wait
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from db.dossier import reading_ahead
from db.dossier.adding import Adding
from db.dossier.loading import load
from db.dossier.problems import BadDossiers
from db.dossier.reading import Given, Values
from db.dossier.reading_ahead import ReaderLost
from db.dossier.windows import Window, read_window, windows
from db.engine import writer_engine
from db.migration import upgrade
from db.sample.dossiers import dossiers
from db.sample.writing import write
from tests.databases import Backend, Databases
from tests.faults.content import Content, content

_SMALL = 2**14
"""Bytes of a window, in the place of two megabytes: one or two dossiers."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Nine dossiers, each of which refers to earlier ones."""
    folder = tmp_path_factory.mktemp("sample")
    return [write(each, number, folder) for number, each in enumerate(dossiers(150, 3))]


@pytest.fixture(scope="module")
def together(databases: Databases, backend: Backend, files: list[Path]) -> Content:
    """What a database holds that has loaded them together."""
    return _loaded(databases, backend, files)


def _loaded(databases: Databases, backend: Backend, *loads: Sequence[Given], readers: int = 0) -> Content:
    with databases.copy(backend, "head", upgrade) as url:
        for given in loads:
            load(url, given, readers=readers)
        return content(url)


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.dossier.windows.WINDOW", _SMALL)
    monkeypatch.setattr("db.dossier.windows._VALUES", _SMALL)
    # By itself it reads what it can until they have begun, which for so little is all of it.
    has_begun = reading_ahead._has_begun
    monkeypatch.setattr(reading_ahead, "_has_begun", lambda beginning: has_begun(wait(beginning).done))


@pytest.fixture
def attempts(small_windows: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each attempt to load window by window ended."""
    ended: list[str] = []
    run = Adding.run

    def watched(*given: Any) -> Any:
        try:
            result = run(*given)
        except Exception as error:
            ended.append(type(error).__name__)
            raise
        ended.append("loaded")
        return result

    monkeypatch.setattr(Adding, "run", watched)
    return ended


@pytest.mark.parametrize("readers", [0, 1, 2])
def test_windows_make_what_all_together_make(
    databases: Databases,
    backend: Backend,
    files: list[Path],
    together: Content,
    attempts: list[str],
    readers: int,
) -> None:
    assert len(files) > 6
    assert _loaded(databases, backend, files, readers=readers) == together
    assert attempts == ["loaded"]


@pytest.mark.usefixtures("small_windows")
def test_every_reference_of_windows_holds(databases: Databases, files: list[Path]) -> None:
    """SQLite did not look at them as they were written."""
    with databases.copy("sqlite", "head", upgrade) as url:
        load(url, files[:3], readers=0)
        load(url, files, readers=1)
        engine = writer_engine(url)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("SELECT count(*) FROM statement").scalar_one() > 100
        engine.dispose()


def test_values_go_by_windows_too(
    databases: Databases, backend: Backend, files: list[Path], together: Content, attempts: list[str]
) -> None:
    given = [Values(each.slug, each.content) for each in dossiers(150, 3)]
    found = _loaded(databases, backend, given)
    # A dossier is told from its next version by its bytes, which are others.
    hashed = {"dossier", "revision_dossier"}
    assert {name for name in found if found[name] != together[name]} <= hashed
    assert attempts == ["loaded"]


def test_windows_upon_what_is_held_already(
    databases: Databases,
    backend: Backend,
    files: list[Path],
    attempts: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_windows = _loaded(databases, backend, files[:3], files, readers=1)
    assert attempts[-1:] == ["loaded"]
    monkeypatch.setattr("db.dossier.windows.WINDOW", 2**30)
    assert _loaded(databases, backend, files[:3], files) == by_windows


def test_a_side_of_an_event_of_an_earlier_window(
    databases: Databases, backend: Backend, attempts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By it a new dossier changes what another one brought, before this load or in it."""
    given = [Values(each.slug, each.content) for each in dossiers(150, 3)]
    sides = [
        {
            "event": each["slug"],
            "source": "sample-source-0",
            "side": "UNDETERMINED",
            "why": "INFERRED",
            "note": "x",
        }
        for number in (0, 4)
        for each in given[number].content.get("events", [])
        if not any(
            side["source"] == "sample-source-0"
            for one in given
            for side in one.content.get("sides", [])
            if side["event"] == each["slug"]
        )
    ]
    assert len(sides) > 1
    last = dict(given[-1].content)
    given[-1] = Values(given[-1].name, last | {"sides": [*last.get("sides", []), *sides]})
    by_windows = _loaded(databases, backend, given[:3], given)
    assert attempts == ["loaded", "loaded"]
    monkeypatch.setattr("db.dossier.windows._VALUES", 1)
    monkeypatch.setattr("db.dossier.windows.WINDOW", 2**20)
    assert _loaded(databases, backend, given[:3], given) == by_windows
    assert attempts == ["loaded", "loaded"]


def test_what_refers_to_a_later_window_is_loaded_together(
    databases: Databases, backend: Backend, files: list[Path], attempts: list[str]
) -> None:
    backwards = files[::-1]
    found = _loaded(databases, backend, backwards)
    assert attempts == ["NotOneByOne"]
    assert found["statement"] != ""
    with databases.copy(backend, "head", upgrade) as url:
        assert load(url, backwards, readers=1).revision == 1
        assert content(url) == found


def test_a_changed_dossier_among_new_ones_is_loaded_together(
    databases: Databases, backend: Backend, files: list[Path], attempts: list[str], tmp_path: Path
) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(files[1].read_text(encoding="utf-8").replace("headline: S", "headline: Another s"))
    with databases.copy(backend, "head", upgrade) as url:
        load(url, files[:3])
        attempts.clear()
        loaded = load(url, [*files[3:], changed], readers=1)
        assert attempts == ["NotOneByOne"]
        assert (loaded.revision, loaded.dossiers[files[1].stem]) == (2, (0, 1, 0))
        assert len(loaded.dossiers) == len(files) - 2


@pytest.mark.parametrize("readers", [0, 2])
@pytest.mark.usefixtures("small_windows")
def test_the_error_of_a_late_file_is_said_at_its_place(
    database_url: str, files: list[Path], tmp_path: Path, readers: int
) -> None:
    given = list(files)
    for number, (what, by) in {
        6: ("form: INDIRECT", "form: HEARSAY"),
        8: ("aspect: OCCURRENCE", "aspect: WEATHER"),
    }.items():
        text = files[number].read_text(encoding="utf-8")
        assert what in text
        given[number] = tmp_path / files[number].name
        given[number].write_text(text.replace(what, by, 1), encoding="utf-8")
    line = 1 + given[6].read_text(encoding="utf-8").split("HEARSAY")[0].count("\n")
    before = content(database_url)
    with pytest.raises(BadDossiers) as refused:
        load(database_url, given, readers=readers)
    first, second = refused.value.problems
    assert str(first).startswith(f"{given[6]}:{line}:")
    assert "“HEARSAY” is not allowed here" in first.message
    assert (second.file, "“WEATHER” is not allowed here" in second.message) == (str(given[8]), True)
    assert content(database_url) == before


@pytest.mark.usefixtures("small_windows")
def test_what_two_windows_define_is_refused_with_both_names(database_url: str, files: list[Path]) -> None:
    twin = files[-1].with_name("zz-twin.yaml")
    renamed = files[0].read_text(encoding="utf-8").replace("dossier: sample-000000", "dossier: twin", 1)
    twin.write_text(renamed, encoding="utf-8")
    try:
        with pytest.raises(BadDossiers) as refused:
            load(database_url, [*files, twin])
    finally:
        twin.unlink()
    messages = [each.message for each in refused.value.problems if each.file == str(twin)]
    assert f"article “sample-000000” is defined in {files[0]} already" in messages


_TAKEN: list[tuple[dict[str, Any], str]] = [
    (
        {"sources": [{"identifiers": [{"scheme": "WIKIDATA", "value": "sample-2"}]}]},
        "WIKIDATA sample-2 is that of “sample-source-2” in {}: an identifier names one thing",
    ),
    (
        {"locations": [{"identifiers": [{"scheme": "GEONAMES", "value": "sample-0"}]}]},
        "GEONAMES sample-0 is that of “sample-country-0” in {}: an identifier names one thing",
    ),
    (
        {"locations": [{"iso_code": "AA"}]},
        "ISO AA is that of “sample-country-0” in {}: an identifier names one thing",
    ),
    (
        {
            "sides": [
                {
                    "event": "sample-event-0",
                    "source": "sample-source-1",
                    "side": "UNINVOLVED",
                    "why": "INFERRED",
                    "note": "x",
                }
            ]
        },
        "{} says where “sample-source-1” stands to “sample-event-0”",
    ),
]


@pytest.mark.parametrize(("taken", "message"), _TAKEN, ids=["Wikidata", "GeoNames", "ISO", "side"])
def test_what_a_row_of_an_earlier_window_has_is_refused_by_the_database(
    database_url: str, attempts: list[str], taken: dict[str, Any], message: str
) -> None:
    given = [Values(each.slug, each.content) for each in dossiers(150, 3)]
    last = dict(given[6].content)
    for section, (entry,) in taken.items():
        first = {} if section == "sides" else last[section][0]
        last[section] = [first | entry, *last.get(section, [])[1:]]
    given[6] = Values(given[6].name, last)
    before = content(database_url)
    with pytest.raises(BadDossiers) as refused:
        load(database_url, given)
    assert [each.message for each in refused.value.problems] == [message.format(given[0].name)]
    assert attempts == ["NotOneByOne"]
    assert content(database_url) == before


@pytest.mark.parametrize("readers", [0, 1])
@pytest.mark.usefixtures("small_windows")
def test_a_file_that_is_not_there(database_url: str, files: list[Path], readers: int) -> None:
    before = content(database_url)
    last, aside = files[-1], files[-1].with_suffix(".aside")

    def take_away(*_: object) -> None:
        if last.exists():
            last.rename(aside)

    try:
        with pytest.raises(FileNotFoundError) as missing:
            load(database_url, files, take_away, readers=readers)
    finally:
        aside.rename(last)
    assert missing.value.filename == str(last)
    assert content(database_url) == before


@pytest.mark.parametrize("read_here", [1, 2, 100])
@pytest.mark.usefixtures("small_windows")
def test_until_readers_have_begun_it_reads_by_itself(
    databases: Databases,
    backend: Backend,
    files: list[Path],
    together: Content,
    monkeypatch: pytest.MonkeyPatch,
    read_here: int,
) -> None:
    begun = reading_ahead._has_begun
    looks = count()
    monkeypatch.setattr(
        reading_ahead, "_has_begun", lambda beginning: next(looks) >= read_here and begun(beginning)
    )
    assert _loaded(databases, backend, files, readers=2) == together


@pytest.mark.usefixtures("small_windows")
def test_where_a_reader_is_slow_the_load_reads_too(
    databases: Databases,
    backend: Backend,
    files: list[Path],
    together: Content,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_here: list[Sequence[Given]] = []

    def read(some: Sequence[Given], loaded: Any) -> Window | None:
        read_here.append(some)
        return read_window(some, loaded)

    monkeypatch.setattr(reading_ahead, "read_window", read)
    monkeypatch.setattr(reading_ahead, "_is_read", lambda one: not isinstance(one, Future))
    assert _loaded(databases, backend, files, readers=1) == together
    # Two are the reader's from the beginning, and four wait at most.
    assert read_here[:2] == list(windows(files))[2:4]


def test_a_window_with_a_reference_to_nothing_is_loaded_together(
    databases: Databases,
    backend: Backend,
    files: list[Path],
    together: Content,
    attempts: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database looks at each reference then, as it does not where a window was found whole."""
    monkeypatch.setattr("db.dossier.windows.is_whole", lambda *_: False)
    assert _loaded(databases, backend, files) == together
    assert attempts == ["NotOneByOne"]


@pytest.mark.usefixtures("small_windows")
def test_a_reader_that_is_killed_loads_nothing(
    database_url: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr("db.dossier.reading_ahead.subprocess.Popen", start)
    told: list[tuple[str, int, int]] = []

    def kill_when_some_are_written(*step: Any) -> None:
        told.append(step)
        if step[0] == "loading":
            for each in started:
                each.kill()

    before = content(database_url)
    with pytest.raises(ReaderLost, match="nothing is loaded"):
        load(database_url, files, kill_when_some_are_written, readers=1)
    assert any(stage == "loading" for stage, *_ in told)
    assert content(database_url) == before
    assert [each.returncode is not None for each in started] == [True]
    # Nothing is in the way of the next one.
    assert load(database_url, files, readers=1).revision == 1


@pytest.mark.usefixtures("small_windows")
def test_a_reader_that_does_not_begin_loads_nothing(
    database_url: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    popen = subprocess.Popen

    def start(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return popen([arguments[0], "-c", "pass"], **options)

    monkeypatch.setattr("db.dossier.reading_ahead.subprocess.Popen", start)
    before = content(database_url)
    with pytest.raises(ReaderLost, match="nothing is loaded"):
        load(database_url, files, readers=1)
    assert content(database_url) == before


def test_the_command_takes_the_number_of_readers(
    database_url: str, files: list[Path], together: Content, attempts: list[str]
) -> None:
    arguments = ["load", str(files[0].parent), "--readers", "2", "--database", database_url]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Revision 1:")
    assert attempts == ["loaded"]
    assert content(database_url) == together


_BLOCKED = """
import sys, time
from pathlib import Path
from db.dossier import windows
from db.dossier.loading import load

windows.WINDOW = 2**14

def wait(*_):
    print("begun", flush=True)
    time.sleep(60)

load(sys.argv[1], sorted(Path(sys.argv[2]).rglob("*.yaml")), wait, readers=2)
"""


def test_a_load_that_is_killed_leaves_no_reader(database_url: str, files: list[Path]) -> None:
    command = [sys.executable, "-c", _BLOCKED, database_url, str(files[0].parent)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.kill()
        # The readers have its standard error, which is at its end when they are.
        assert process.communicate(timeout=30) == (b"", b"")


@pytest.mark.usefixtures("small_windows")
def test_a_pipe_is_read_once(database_url: str, files: list[Path], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    data = files[0].read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(data,), daemon=True)
    writer.start()
    assert load(database_url, [pipe, *files[1:]]).revision == 1
    writer.join(10)


@pytest.mark.parametrize(("processors", "expected"), [(1, 0), (2, 1), (4, 3), (64, 3)])
def test_readers_by_processors(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, processors: int, expected: int
) -> None:
    monkeypatch.setattr(reading_ahead, "_processors", lambda: processors)
    assert reading_ahead.default_readers(files) == 0
    monkeypatch.setattr(reading_ahead, "_WORTH_IT", 1)
    assert reading_ahead.default_readers(files) == expected
    assert reading_ahead.default_readers([Values("a", {})]) == 0
