"""Loads killed with SIGKILL at any moment: the database holds the old revision or the new one, whole."""

import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.dossier.loading import load
from db.migration import upgrade
from db.sample.dossiers import dossiers
from db.sample.writing import write
from tests.databases import Backend, Databases
from tests.faults.content import content

ROOT = Path(__file__).parents[2]
KILLS = 100


class Loader:
    """The process of `tests.faults.forked`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def load(self, url: str, folder: Path, kill_after: float = 60.0) -> tuple[str, float]:
        """Runs the command; gives its exit status or ``killed``, and how long it took."""
        said, took = self.ask(f"{url} {folder} {kill_after}").split()
        return said, float(took)


@contextmanager
def loader() -> Iterator[Loader]:
    command = [sys.executable, "-m", "tests.faults.forked"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Loader(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Dossiers as they were, and as they are now: titles changed, a dossier more."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    made = list(dossiers(30, 7))
    for number, each in enumerate(made):
        if number < len(made) - 1:
            write(each, number, old)
        write(each, number, new)
    for file in old.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        changed, count = re.subn(r"(?m)^(\s+title: )(\S)", r"\1Formerly \2", text)
        assert count > 0
        file.write_text(changed, encoding="utf-8")
    return old, new


# A hundred loads, and as many readings of all that there is.
@pytest.mark.timeout(600)
def test_a_load_killed_at_any_moment_leaves_the_old_or_the_new(
    databases: Databases, backend: Backend, folders: tuple[Path, Path]
) -> None:
    old, new = folders

    def first(url: str) -> None:
        upgrade(url)
        load(url, sorted(old.rglob("*.yaml")))

    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    outcomes: Counter[str] = Counter()
    with loader() as process:
        with databases.copy(backend, "before-kills", first) as url:
            before = content(url)
            status, took = process.load(url, new)
            assert status == "0"
            after = content(url)
        assert before.keys() == after.keys()
        changed = {name for name in before if before[name] != after[name]}
        assert {"event", "event_history", "statement", "revision", "change", "searchable"} <= changed
        # Parts of a load's time, and beyond its end, too: how long one takes differs from run to run.
        moments = [1.3 * (number + chance.random()) / KILLS for number in range(KILLS)]
        chance.shuffle(moments)
        while moments:
            with databases.copy(backend, "before-kills", first) as url:
                # A database that kept the old revision is killed at again, with all that is left lying about.
                while moments:
                    moment = took * moments.pop()
                    status, lasted = process.load(url, new, moment)
                    found = content(url)
                    if status == "0":
                        took = lasted
                    elif found == before:
                        took = max(took, moment)  # the machine has become slower
                    assert found in (before, after), {
                        name for name in found if found[name] not in (before[name], after[name])
                    }
                    outcomes["old" if found == before else "new"] += 1
                    if found == after:
                        break
                else:
                    # Nothing of it stands in the way of the next load.
                    assert process.load(url, new)[0] == "0"
                    assert content(url) == after
    assert sum(outcomes.values()) == KILLS
    assert min(outcomes["old"], outcomes["new"]) >= KILLS // 20
