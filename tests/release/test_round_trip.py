"""A release gives back the database that it was made of, on either backend, and loads go on from there."""

from itertools import pairwise
from pathlib import Path

import pytest

from db.dossier.loading import load
from db.migration import check, upgrade
from db.models import history
from db.release.exporting import export
from db.release.importing import Imported, import_release
from db.release.reading import row_counts
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER
from tests.release.conftest import Dump, contents, dump, live

BACKENDS: tuple[Backend, ...] = ("sqlite", "postgresql")


def timeless(held: Dump) -> Dump:
    """All of it but the moments of the loads."""
    return held | {"revision": [(number,) for number, _ in held["revision"]]}


def test_the_database_has_a_past_to_lose(lived_url: str) -> None:
    held = dump(lived_url)
    assert len(held["revision"]) == 6
    assert {action for _, _, _, _, _, action, *_ in held["change"]} == {
        "ADDED",
        "CHANGED",
        "RENAMED",
        "WITHDRAWN",
    }
    assert len([name for name, twin in history.items() if held[twin.name]]) >= 12
    assert [name for name in history if not held[name]] == []


@pytest.mark.parametrize("other", BACKENDS)
def test_an_import_is_identical_and_goes_on_alike(
    databases: Databases, backend: Backend, other: Backend, release: Path, tmp_path: Path
) -> None:
    with databases.copy(backend, "lived", live) as first, databases.copy(other, "head", upgrade) as second:
        assert import_release(second, release).revision == 6
        assert dump(second) == dump(first)
        assert check(second) == []
        # The same bytes, whichever backend wrote them.
        export(second, tmp_path / "again")
        assert contents(tmp_path / "again") == contents(release)
        # The next load finds the same keys, differences and revision.
        done = load(first, [DOSSIER])
        assert load(second, [DOSSIER]) == done
        assert (done.revision, done.dossiers) == (7, {"2031-05-oxmoor-bridge": (1, 3, 1)})
        assert timeless(dump(second)) == timeless(dump(first))


def test_progress_is_told_to_the_last_row(release: Path, target_url: str) -> None:
    told: list[tuple[str, int, int]] = []
    done = import_release(target_url, release, lambda *now: told.append(now))
    vocabulary = sum(row_counts(release)[name] for name in ("term", "term_match"))
    assert done == Imported(6, 55, sum(row_counts(release).values()) - vocabulary)
    files = len(contents(release)) - 1
    assert [now for now in told if now[0] == "verifying"][-1] == ("verifying", files, files)
    assert told[-1] == ("importing", done.rows, done.rows)


def test_rows_are_read_and_written_some_at_a_time(
    lived_url: str, release: Path, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.release.exporting._AT_ONCE", 7)
    monkeypatch.setattr("db.release.reading._AT_ONCE", 7)
    steps: list[int] = [0]
    export(lived_url, tmp_path / "again", progress=lambda _, done, __: steps.append(done))
    assert max(after - before for before, after in pairwise(steps)) == 7
    assert contents(tmp_path / "again") == contents(release)
    import_release(database_url, release)
    assert dump(database_url) == dump(lived_url)
