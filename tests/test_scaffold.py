"""What holds of the repository as a whole, whatever the code in it does."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT.parent / "shared" / "article.txt"
RUN, TEST = ROOT / "requirements" / "run.txt", ROOT / "requirements" / "test.txt"


def pins(lock: Path) -> dict[str, str]:
    """Each name that a lock file pins, with its version."""
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", lock.read_text(), flags=re.MULTILINE))


def tracked_texts() -> dict[str, str]:
    """Each tracked file that is text, by its path from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip(f"git does not list the project's files: {listed.stderr.strip()}")
    texts = {}
    for path in listed.stdout.split("\0"):
        file = ROOT / path
        if file.is_file():
            content = file.read_bytes()
            if b"\0" not in content:
                texts[path] = content.decode()
    return texts


def plain(text: str) -> str:
    """Text without what folding, indenting, comment marks and another kind of quotation mark change in it."""
    straight = text.translate(str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--"))
    return re.sub(r"[\s#>|*\\]+", " ", straight).casefold()


def test_alembic_is_the_installed_package_not_our_folder() -> None:
    import alembic

    assert not list((ROOT / "alembic").rglob("__init__.py"))
    assert alembic.__file__ is not None
    assert ROOT / "alembic" not in Path(alembic.__file__).parents


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    run, test = pins(RUN), pins(TEST)
    assert {"sqlalchemy", "alembic", "starlette"} <= run.keys()
    assert {name: test.get(name) for name in run} == run


def test_every_pin_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", lock.read_text().strip())
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_lock_files_name_no_host() -> None:
    locks = [*(ROOT / "requirements").iterdir(), *ROOT.glob("api/ide/package-lock.json")]
    assert [lock.name for lock in locks if re.search(r"://|^-", lock.read_text(), flags=re.MULTILINE)] == []


def test_no_tracked_file_names_a_path_of_somebodys_machine() -> None:
    of_a_machine = re.compile(r"(?<![\w./-])/(?:work|home|root|Users)/\w")
    found = {path: match[0] for path, text in tracked_texts().items() if (match := of_a_machine.search(text))}
    assert found == {}


def test_no_tracked_file_quotes_the_article_beyond_its_speakers() -> None:
    """The text stays with its publisher; only what speakers said in quotation marks may be repeated."""
    if not ARTICLE.is_file():
        pytest.skip("the article's text is not beside this checkout")
    sentences = re.split(r"(?<=[.!?\u201d])\s+(?=[A-Z\u201c])|\n+", ARTICLE.read_text())
    spans = [span.strip() for sentence in sentences for span in re.split("\u201c[^\u201d]*\u201d", sentence)]
    narrated = [plain(span) for span in spans if len(span) >= 60]
    assert len(narrated) >= 20
    found = [
        (path, span) for path, text in tracked_texts().items() for span in narrated if span in plain(text)
    ]
    assert found == []
