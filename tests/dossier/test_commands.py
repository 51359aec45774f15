"""The commands for dossiers: what they print, and how they end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from db.dossier.text import normalised, sha256
from db.migration import head
from tests.dossier.bridge import DOSSIER, HERE, TEXT, written

FERRY = HERE / "ferry.yaml"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without a database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_DATABASE_URL", raising=False)


def dateline(*arguments: object) -> tuple[int, list[str], list[str]]:
    """Exit status, lines of standard output and lines of standard error."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def test_check_is_quiet_about_good_dossiers() -> None:
    assert dateline("check", DOSSIER, FERRY) == (0, ["ok: 2 dossiers"], [])
    assert dateline("check", DOSSIER, "--article", TEXT) == (
        0,
        ["ok: 6 of 6 sentences are accounted for: 5 with facts, 1 left out with a reason"],
        [],
    )


def test_check_of_a_folder_prints_every_error(tmp_path: Path) -> None:
    written(tmp_path, ("kind: TOWN", "kind: HAMLET"), ("slug: dockers-hurt", "slug: quill-closed"))
    (tmp_path / "ferry.yaml").write_bytes(FERRY.read_bytes())
    assert dateline("check", ".") == (
        1,
        [
            (
                "bridge.yaml:53:11: locations[1].kind: “HAMLET” is not allowed here: write COUNTRY, REGION, "
                "DISTRICT, CITY, TOWN, VILLAGE, AREA, BORDER_AREA or FRONT"
            ),
            (
                "bridge.yaml:118:11: statements[3].slug: “quill-closed” given twice: "
                "statements[0] has it already"
            ),
        ],
        ["2 errors in 2 dossiers"],
    )


def test_check_names_sentences_without_an_anchor(tmp_path: Path) -> None:
    longer = tmp_path / "longer.txt"
    longer.write_text(
        TEXT.read_text(encoding="utf-8") + "Nobody swims there any more, it seems.", encoding="utf-8"
    )
    status, out, _ = dateline("check", DOSSIER, "--article", longer)
    assert status == 1
    digest = sha256(normalised(longer.read_bytes()))
    assert out == [
        f"{DOSSIER}:11:18: article.text.sha256: the SHA-256 of the text is {digest}",
        f"{DOSSIER}:11:92: article.text.length: the text has 316 code points",
        (
            f"{longer}:5:1: (text): the sentence from 278 to 316 (“Nobody swims there any more, …”) "
            "carries no anchor: give it one, or list it in left_out"
        ),
    ]


def test_check_needs_files_that_are_there(tmp_path: Path) -> None:
    assert dateline("check", "nowhere.yaml") == (1, [], ["nowhere.yaml does not exist"])
    none = f"{tmp_path} holds no dossier: their names end in .yaml, .yml, .json"
    assert dateline("check", tmp_path) == (1, [], [none])


def test_anchor_prints_no_words() -> None:
    assert dateline("anchor", "--article", TEXT, "Two") == (
        0,
        [f"{{start: 144, end: 147, sha256: {sha256('Two')}}}"],
        [],
    )
    status, out, _ = dateline("anchor", "--article", TEXT, "--sentences")
    text = normalised(TEXT.read_bytes())
    assert (status, len(out)) == (0, 8)
    assert out[:3] == [
        f"text: {{sha256: {sha256(text)}, length: 277}}",
        "anchors:",
        f"  s1: {{start: 0, end: 73, sha256: {sha256(text[:73])}}}",
    ]


def test_anchor_picks_an_occurrence() -> None:
    assert dateline("anchor", "--article", TEXT, "Oxmoor", "--occurrence", "2") == (
        0,
        [f"{{start: 203, end: 209, sha256: {sha256('Oxmoor')}}}"],
        ["(occurrence 2 of 2)"],
    )
    assert dateline("anchor", "--article", TEXT, "Oxmoor", "--occurrence", "3") == (
        1,
        [],
        ["The words occur 2 times in the text, and number 3 was asked for."],
    )
    assert dateline("anchor", "--article", TEXT, "oxmoor")[0] == 1
    assert dateline("anchor", "--article", TEXT) == (
        1,
        [],
        ["Give the words to be anchored, or --sentences."],
    )


def test_verify(tmp_path: Path) -> None:
    status, out, _ = dateline("verify", DOSSIER, "--article", TEXT)
    assert (status, out[-1]) == (0, "8 match, 0 moved, 0 absent")
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT.read_text(encoding="utf-8").replace("dockers", "sailors"), encoding="utf-8")
    status, out, _ = dateline("verify", DOSSIER, "--article", copy, "--json")
    assert status == 1
    assert json.loads("\n".join(out))[4] == {
        "anchor": "hurt",
        "status": "absent",
        "start": None,
        "end": None,
        "exact": False,
    }


def test_migrate_load_and_status(database_url: str, empty_database_url: str) -> None:
    database = ("--database", empty_database_url)
    assert dateline("status", *database)[0] == 1
    assert dateline("migrate", *database)[1] == [
        f"The database is at schema version {head()} now (before: none)."
    ]
    assert dateline("migrate", *database)[1] == [f"The database is at schema version {head()} already."]
    assert dateline("status", *database)[1][0] == "Nothing is loaded yet."
    assert dateline("load", DOSSIER, *database)[:2] == (
        0,
        ["Revision 1:", "  2031-05-oxmoor-bridge: 14 added, 0 changed, 0 withdrawn"],
    )
    assert dateline("load", DOSSIER, *database)[1] == ["Nothing to do: 1 dossier as loaded already."]
    assert dateline("check", FERRY, *database)[:2] == (0, ["ok: 1 dossier"])
    assert dateline("check", FERRY, "--no-database")[0] == 1
    held = json.loads("\n".join(dateline("status", *database, "--json")[1]))
    assert held.pop("loaded_at").endswith("Z")
    assert held.pop("backend") in ("sqlite", "postgresql")
    assert held == {
        "revision": 1,
        "schema_version": head(),
        "counts": {"articles": 1, "sources": 5, "locations": 2, "events": 2, "statements": 4},
        "dossiers": [{"slug": "2031-05-oxmoor-bridge", "sha256": _digest(DOSSIER), "revision": 1}],
    }


def _digest(file: Path) -> str:
    from hashlib import sha256

    return sha256(file.read_bytes()).hexdigest()


def test_an_error_loads_nothing_and_says_so(database_url: str, tmp_path: Path) -> None:
    bad = written(tmp_path, ("format: 1", "format: 2"))
    assert dateline("load", FERRY, bad, "--database", database_url)[2] == ["Nothing is loaded."]
    assert dateline("status", "--database", database_url)[1][0] == "Nothing is loaded yet."
