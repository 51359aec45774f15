"""A new slug: the entity stays the same, and its former address is never another's."""

from pathlib import Path

import pytest

from db.dossier.loading import load
from db.dossier.revising import Loaded
from db.models import history, metadata
from tests.dossier.bridge import DOSSIER, HERE, changed, written
from tests.dossier.snapshots import fetched, snapshot
from tests.dossier.test_loading import BRIDGE, CHANGE, FERRY, FERRY_FILE, changes, refusal

FERRY_TEXT = (HERE / "ferry.yaml").read_text(encoding="utf-8")


def renamed(folder: Path, slug: str, *, former: str = "closing") -> Path:
    """The bridge's dossier with its event “closing” under another slug."""
    text = DOSSIER.read_text(encoding="utf-8")
    for key in ("slug", "event"):
        text = text.replace(f"{key}: closing", f"{key}: {slug}")
    file = folder / "bridge.yaml"
    file.write_text(f"{text}renamed: {{events/{former}: events/{slug}}}\n", encoding="utf-8")
    return file


def noted(folder: Path, says: str) -> Path:
    """The bridge's dossier with a renaming."""
    return written(folder, ("gaps:\n", f"renamed:\n  {says}\ngaps:\n"))


def renamings(url: str) -> list[tuple[object, ...]]:
    """Revision, kind, former and new slug of each renaming in the log."""
    rows = fetched(url, CHANGE.revision_id, CHANGE.position, CHANGE.entity, CHANGE.former_slug, CHANGE.slug)
    return [(revision, entity, old, new) for revision, _, entity, old, new in rows if old is not None]


def ever(url: str) -> list[tuple[object, ...]]:
    """Slug and key of every version of an event."""
    return fetched(url, history["event"].c.slug, history["event"].c.id)


def test_who_is_renamed_keeps_key_history_and_links(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    event = metadata.tables["event"].c
    before = dict(fetched(database_url, event.slug, event.id))
    bearing = metadata.tables["bearing"].c
    bearings = fetched(database_url, bearing.statement_id, bearing.event_id)
    again = renamed(tmp_path, "shutting")
    # The ferry's dossier, which refers to the event, need not be loaded again.
    assert load(database_url, [again]) == Loaded(2, 0, {BRIDGE: (0, 1, 0)})
    after = dict(fetched(database_url, event.slug, event.id))
    assert after == {"shutting" if slug == "closing" else slug: key for slug, key in before.items()}
    assert changes(database_url, 2) == [("EVENT", "shutting", "RENAMED", "", "slug")]
    assert renamings(database_url) == [(2, "EVENT", "closing", "shutting")]
    assert fetched(database_url, bearing.statement_id, bearing.event_id) == bearings
    twin = history["event"].c
    versions = fetched(database_url, twin.slug, twin.id, twin.revision_id, twin.superseded_in)
    assert [each for each in versions if each[1] == before["closing"]] == [
        ("closing", before["closing"], 1, 2),
        ("shutting", before["closing"], 2, None),
    ]
    # What the file still says is in the log, and is not noted again.
    text = again.read_text(encoding="utf-8").replace("name: Ada Quill\n", "name: Ada Quill-Marr\n")
    again.write_text(text, encoding="utf-8")
    assert load(database_url, [again]) == Loaded(3, 0, {BRIDGE: (0, 1, 0)})
    assert renamings(database_url) == [(2, "EVENT", "closing", "shutting")]


def test_other_changes_come_with_it(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    file = renamed(tmp_path, "shutting")
    file.write_text(
        file.read_text(encoding="utf-8").replace("occurred: 2031-05-05\n", "occurred: 2031-05-04\n"),
        encoding="utf-8",
    )
    assert load(database_url, [file]) == Loaded(2, 0, {BRIDGE: (0, 1, 0)})
    assert changes(database_url, 2) == [("EVENT", "shutting", "RENAMED", "", "occurred slug")]


def test_a_database_made_anew_knows_former_slugs(database_url: str, tmp_path: Path) -> None:
    assert load(database_url, [renamed(tmp_path, "shutting")]) == Loaded(1, 0, {BRIDGE: (14, 0, 0)})
    assert renamings(database_url) == [(1, "EVENT", "closing", "shutting")]
    assert ("EVENT", "shutting", "ADDED", "", "") in changes(database_url, 1)


def test_a_former_slug_may_be_told_later(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    assert load(database_url, [noted(tmp_path, "events/shut: events/closing")]) == Loaded(
        2, 0, {BRIDGE: (0, 0, 0)}
    )
    assert changes(database_url, 2) == [("EVENT", "closing", "RENAMED", "", "")]


def test_a_slug_may_be_given_back_to_whom_it_was(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    load(database_url, [renamed(tmp_path, "shutting")])
    load(database_url, [renamed(tmp_path, "stop", former="shutting")])
    back = noted(tmp_path, "events/stop: events/closing")
    assert load(database_url, [back]) == Loaded(4, 0, {BRIDGE: (0, 1, 0)})
    assert renamings(database_url) == [
        (2, "EVENT", "closing", "shutting"),
        (3, "EVENT", "shutting", "stop"),
        (4, "EVENT", "stop", "closing"),
    ]
    assert {key for slug, key in ever(database_url) if slug in ("closing", "shutting", "stop")} == {
        key for slug, key in ever(database_url) if slug == "closing"
    }


def test_who_changes_hands_may_be_renamed_on_the_way(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    source = metadata.tables["source"].c
    keys = dict(fetched(database_url, source.slug, source.id))
    line = "  - {slug: vell-county, name: County of Vell, kind: STATE_BODY}\n"
    text = changed((line, "")).replace("vell-county", "county")
    giver = tmp_path / "bridge.yaml"
    giver.write_text(text, encoding="utf-8")
    taker = tmp_path / "ferry.yaml"
    taker.write_text(
        FERRY_TEXT.replace("vell-county", "county").replace(
            "statements:\n", f"{line.replace('vell-county', 'county')}statements:\n"
        )
        + "renamed: {sources/vell-county: sources/county}\n",
        encoding="utf-8",
    )
    assert load(database_url, [giver, taker]).dossiers == {BRIDGE: (0, 0, 0), FERRY: (0, 1, 0)}
    assert dict(fetched(database_url, source.slug, source.id))["county"] == keys["vell-county"]
    assert changes(database_url, 2) == [("SOURCE", "county", "RENAMED", "", "dossier slug")]


@pytest.mark.parametrize(
    ("says", "wrong"),
    [
        ("events/closing: events/shut", "“events/closing” is renamed, and yet it is in the dossier"),
        ("events/shut: sources/vell-county", "“events/shut” and “sources/vell-county” are of two kinds"),
        ("events/closing: events/closing", "“events/closing” is what it is called now"),
        ("events/shut: events/shutting", "there is no event “shutting” in this dossier"),
        (f"events/{'x' * 121}: events/closing", "a slug has 120 characters at most"),
        ("sources/captain: sources/vell-county", "source “captain” is defined in"),
    ],
)
def test_what_no_renaming_is(database_url: str, tmp_path: Path, says: str, wrong: str) -> None:
    ferry = tmp_path / "ferry.yaml"
    ferry.write_text(FERRY_TEXT, encoding="utf-8")
    file = noted(tmp_path, says)
    before = snapshot(database_url)
    line = changed().count("\n", 0, changed().index("gaps:\n")) + 2
    found = refusal(database_url, [ferry, file])
    assert any(each.startswith(f"bridge.yaml:{line}:") and wrong in each for each in found), found
    assert snapshot(database_url) == before


def test_a_former_slug_is_nobody_elses(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    load(database_url, [renamed(tmp_path, "shutting")])
    before = snapshot(database_url)
    # Another event under the former slug.
    (found,) = refusal(database_url, [DOSSIER])
    assert found.startswith(
        "bridge.yaml:64:11: events[1].slug: “closing” is the former slug of the event “shutting”"
    )
    # Another entity, that says to have had it.
    quarrel = tmp_path / "quarrel.yaml"
    text = renamed(tmp_path, "shutting").read_text(encoding="utf-8")
    quarrel.write_text(
        text.replace("events/closing: events/shutting", "events/closing: events/quarrel"), "utf-8"
    )
    (found,) = refusal(database_url, [quarrel])
    assert found.endswith("“closing” is the former slug of “shutting” already")
    # A reference by the former slug.
    ferry = tmp_path / "ferry.yaml"
    ferry.write_text(FERRY_TEXT.replace("The county paid", "Vell paid"), encoding="utf-8")
    found = refusal(database_url, [ferry])[0]
    assert found.endswith(
        "there is no event “closing” in the dossiers given or in the database: it is called “shutting” now"
    )
    assert snapshot(database_url) == before


def test_one_dossier_renames_and_two_entities_stay_two(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    before = snapshot(database_url)
    found = refusal(database_url, [noted(tmp_path, "sources/captain: sources/vell-county")])
    assert any(
        each.endswith(f"source “captain” belongs to the dossier “{FERRY}”, which is loaded: rename it there")
        for each in found
    )
    merged = noted(tmp_path, "statements/quill-unsafe: statements/quill-closed")
    text = merged.read_text(encoding="utf-8")
    merged.write_text(text.replace("slug: quill-unsafe", "slug: quill-danger"), encoding="utf-8")
    (wrong,) = refusal(database_url, [merged])
    assert wrong.endswith(
        "both “quill-unsafe” and “quill-closed” are held, and renaming does not make one of two: "
        "withdraw one of them"
    )
    assert snapshot(database_url) == before
