"""A load makes exactly the differences, keeps what was, and does all or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.dossier.loading import load
from db.dossier.problems import BadDossiers
from db.dossier.revising import Loaded
from db.errors import SchemaMismatch
from db.migration import upgrade
from db.models import history, metadata
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER, HERE, written
from tests.dossier.snapshots import fetched, snapshot

BRIDGE, FERRY = "2031-05-oxmoor-bridge", "2031-05-oxmoor-ferry"
FERRY_FILE = HERE / "ferry.yaml"

SECOND = (
    ("    occurred: 2031-05-05\n", "    occurred: 2031-05-04\n"),
    ("name: Ada Quill\n", "name: Ada Quill-Marr\n"),
    ("best: 2, ", "best: 2, high: 3, "),
    ("      - {name: Ada M. Quill, language: en}\n", "      - {name: A. Quill, language: en}\n"),
    ("commitment: CERTAIN_NOT", "commitment: PROBABLE_NOT"),
    ("subject: Who closed the bridge.", "subject: Who shut the bridge."),
    ("reason: A link to another article.", "reason: A link."),
    ("side: OPPOSING", "side: UNDETERMINED"),
)
THIRD = (
    ("    occurred: 2031-05-05\n", "    occurred: 2031-05-04\n"),
    ("name: Ada Quill\n", "name: Ada Quill-Marr\n"),
    ("    part_of: quarrel\n", ""),
    (
        "      - {event: closing, aspect: OCCURRENCE, stance: DENIES}\n",
        "      - {event: quarrel, aspect: OCCURRENCE, stance: AFFIRMS}\n",
    ),
    ("  two: {start: 144", "  twice: {start: 144"),
    ("wording: Two, anchor: two", "wording: Two, anchor: twice"),
    ("  - slug: quill-unsafe\n", "  - slug: quill-danger\n"),
    ("gaps:\n", "withdrawn:\n  statements/quill-unsafe: It has a better name.\ngaps:\n"),
)
CHANGE = metadata.tables["change"].c
FIELD = metadata.tables["change_field"].c


@pytest.fixture
def another_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """A second empty database at head."""
    with databases.copy(backend, "head", upgrade) as url:
        yield url


def changes(url: str, revision: int) -> list[tuple[str, ...]]:
    """Entity, slug, action, reason and fields of each change of a revision."""
    fields: dict[int, list[str]] = {}
    for of, position, field in fetched(url, FIELD.revision_id, FIELD.position, FIELD.field):
        if of == revision:
            fields.setdefault(position, []).append(field)
    return sorted(
        (entity, slug, action, reason or "", " ".join(fields.get(position, [])))
        for of, position, entity, slug, action, reason in fetched(
            url, CHANGE.revision_id, CHANGE.position, CHANGE.entity, CHANGE.slug, CHANGE.action, CHANGE.reason
        )
        if of == revision
    )


def refusal(url: str, files: list[Path]) -> list[str]:
    """The errors for which a load is refused, without the folder of the files."""
    with pytest.raises(BadDossiers) as refused:
        load(url, files)
    return [str(problem).removeprefix(f"{Path(problem.file).parent}/") for problem in refused.value.problems]


def test_a_first_load_adds_every_entity(database_url: str) -> None:
    told: list[tuple[str, int, int]] = []
    loaded = load(database_url, [DOSSIER, FERRY_FILE], lambda *step: told.append(step))
    assert loaded == Loaded(1, 0, {BRIDGE: (14, 0, 0), FERRY: (5, 0, 0)})
    assert told == [("checking", 1, 2), ("checking", 2, 2), ("loading", 1, 2), ("loading", 2, 2)]
    assert {action for _, _, action, *_ in changes(database_url, 1)} == {"ADDED"}
    part = metadata.tables["revision_dossier"].c
    assert fetched(
        database_url, part.revision_id, part.dossier_id, part.added, part.changed, part.withdrawn
    ) == [
        (1, 1, 14, 0, 0),
        (1, 2, 5, 0, 0),
    ]


def test_what_the_tables_derive(database_url: str) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    statement = metadata.tables["statement"].c
    assert fetched(
        database_url,
        statement.slug,
        statement.position,
        statement.said_edtf,
        statement.said_precision,
        statement.said_basis,
    ) == [
        ("captain-sails", 0, "[..2031-05-09]", "UNKNOWN", "INFERRED"),
        ("county-paid", 79000, "[..2031-05-09]", "UNKNOWN", "INFERRED"),
        ("dockers-hurt", 144000, "[..2031-05-06]", "UNKNOWN", "INFERRED"),
        ("quill-closed", 0, "2031-05-05", "DAY", "PARTLY_STATED"),
        ("quill-unsafe", 74000, "[..2031-05-06]", "UNKNOWN", "INFERRED"),
        ("vell-denies", 114000, "[..2031-05-06]", "UNKNOWN", "INFERRED"),
    ]
    location = metadata.tables["location"].c
    assert fetched(
        database_url,
        location.slug,
        location.id,
        location.point_location_id,
        location.latitude,
        location.point_precision,
    ) == [("oxmoor", 2, 1, None, "REGION"), ("vell", 1, 1, 55.25, "REGION")]
    attribution = metadata.tables["attribution"].c
    assert {
        (position, role) for position, role in fetched(database_url, attribution.position, attribution.role)
    } == {(0, "ORIGINATOR"), (1, "AUTHOR")}


def test_the_same_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    before = snapshot(database_url)
    assert load(database_url, [DOSSIER, FERRY_FILE]) == Loaded(None, 2, {})
    commented = written(tmp_path, ("# An invented article", "# An article"))
    assert load(database_url, [commented]) == Loaded(None, 0, {})
    assert load(database_url, [commented]) == Loaded(None, 1, {})
    assert snapshot(database_url) == before
    assert fetched(database_url, metadata.tables["revision"].c.id) == [(1,)]


def test_another_order_of_entries_is_no_change(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    text = DOSSIER.read_text(encoding="utf-8")
    first, second = text.index("  - slug: vell-denies"), text.index("  - slug: dockers-hurt")
    end = text.index("sides:\n")
    file = tmp_path / "bridge.yaml"
    file.write_text(text[:first] + text[second:end] + text[first:second] + text[end:], encoding="utf-8")
    assert load(database_url, [file]) == Loaded(None, 0, {})


def test_each_revision_reads_as_it_was_loaded(
    database_url: str, databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    versions = [
        DOSSIER,
        written(tmp_path, *SECOND, name="second.yaml"),
        written(tmp_path, *THIRD, name="third.yaml"),
        DOSSIER,
    ]
    load(database_url, [versions[0], FERRY_FILE])
    for version in versions[1:]:
        load(database_url, [version])
    for revision, version in enumerate(versions, start=1):
        with databases.copy(backend, "head", upgrade) as alone:
            load(alone, [version, FERRY_FILE])
            assert snapshot(database_url, revision) == snapshot(alone), f"revision {revision}"
    assert snapshot(database_url) == snapshot(database_url, 4)


def test_a_change_names_what_differs(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    assert load(database_url, [written(tmp_path, *SECOND)]) == Loaded(2, 0, {BRIDGE: (0, 5, 0)})
    assert changes(database_url, 2) == [
        ("ARTICLE", "oxmoor-bridge", "CHANGED", "", "gaps left_out"),
        ("EVENT", "closing", "CHANGED", "", "occurred sides"),
        ("SOURCE", "ada-quill", "CHANGED", "", "name other_names"),
        ("STATEMENT", "dockers-hurt", "CHANGED", "", "figures"),
        ("STATEMENT", "vell-denies", "CHANGED", "", "attributions"),
    ]


def test_rows_that_do_not_change_keep_key_and_revision(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    figure, placement = metadata.tables["figure"].c, metadata.tables["placement"].c
    load(database_url, [written(tmp_path, ("best: 2, ", "best: 3, "))])
    assert fetched(database_url, figure.id, figure.best, figure.revision_id) == [(1, 3.0, 2)]
    assert fetched(database_url, placement.id, placement.revision_id) == [(1, 1)]
    was = history["figure"].c
    assert fetched(database_url, was.id, was.best, was.revision_id, was.superseded_in) == [
        (1, 2.0, 1, 2),
        (1, 3.0, 2, None),
    ]
    superseded = {
        name for name, twin in history.items() if (2,) in fetched(database_url, twin.c.superseded_in)
    }
    assert superseded == {"figure"}


def test_a_withdrawn_entity_leaves_a_tombstone_and_its_key(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    statement = metadata.tables["statement"].c
    renamed = (
        ("  - slug: quill-unsafe\n", "  - slug: quill-danger\n"),
        ("gaps:\n", "withdrawn:\n  statements/quill-unsafe: It has a better name.\ngaps:\n"),
    )
    assert load(database_url, [written(tmp_path, *renamed)]) == Loaded(2, 0, {BRIDGE: (1, 0, 1)})
    assert changes(database_url, 2) == [
        ("STATEMENT", "quill-danger", "ADDED", "", ""),
        ("STATEMENT", "quill-unsafe", "WITHDRAWN", "It has a better name.", ""),
    ]
    load(database_url, [DOSSIER])
    # Number 2 was the first quill-unsafe and 5 was quill-danger.
    assert fetched(database_url, statement.id, statement.slug) == [
        (1, "quill-closed"),
        (3, "vell-denies"),
        (4, "dockers-hurt"),
        (6, "quill-unsafe"),
    ]


def test_an_error_loads_nothing(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER])
    before = snapshot(database_url)
    bad = written(tmp_path, ("slug: quill-unsafe", "slug: Quill"), ("best: 2", "best: 3"))
    assert refusal(database_url, [FERRY_FILE, bad]) == [
        (
            "bridge.yaml:90:11: statements[1].slug: “Quill” is not lower-case letters and digits, "
            "joined by hyphens"
        )
    ]
    assert snapshot(database_url) == before
    assert fetched(database_url, metadata.tables["dossier"].c.slug) == [(BRIDGE,)]


def test_what_another_dossier_refers_to_cannot_be_withdrawn(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    before = snapshot(database_url)
    text = DOSSIER.read_text(encoding="utf-8")
    renamed = tmp_path / "bridge.yaml"
    renamed.write_text(
        text.replace("quill-closed", "quill-shut").replace("vell-county", "vell"), encoding="utf-8"
    )
    assert refusal(database_url, [renamed]) == [
        (
            "bridge.yaml:23:1: sources: “sources/vell-county” is withdrawn, but statements/captain-sails of "
            f"the dossier “{FERRY}” refers to it"
        ),
        (
            "bridge.yaml:70:1: statements: “statements/quill-closed” is withdrawn, but "
            f"statements/captain-sails of the dossier “{FERRY}” refers to it"
        ),
    ]
    assert snapshot(database_url) == before


def test_the_new_day_of_an_event_reaches_the_links_of_other_dossiers(
    database_url: str, tmp_path: Path
) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    load(database_url, [written(tmp_path, ("    occurred: 2031-05-05\n", "    occurred: 2031-05-04\n"))])
    placement = metadata.tables["placement"].c
    assert [
        (str(day), revision)
        for _, day, revision in fetched(
            database_url, placement.id, placement.occurred_earliest, placement.revision_id
        )
    ] == [("2031-05-04", 2), ("2031-05-04", 2)]
    assert changes(database_url, 2) == [("EVENT", "closing", "CHANGED", "", "occurred")]


def test_two_dossiers_of_one_load_may_refer_to_each_other(database_url: str, tmp_path: Path) -> None:
    answering = (
        "      - {kind: BASED_ON, statement: quill-closed, basis: INFERRED}\n",
        (
            "      - {kind: BASED_ON, statement: quill-closed, basis: INFERRED}\n"
            "      - {kind: RESPONDS_TO, statement: captain-sails, basis: INFERRED}\n"
        ),
    )
    bridge = written(tmp_path, answering)
    assert refusal(database_url, [bridge]) == [
        (
            "bridge.yaml:105:40: statements[1].relations[1].statement: there is no statement “captain-sails” "
            "in the dossiers given or in the database"
        )
    ]
    assert load(database_url, [FERRY_FILE, bridge]).revision == 1


def test_what_is_loaded_may_be_referred_to_later_but_not_defined_again(
    database_url: str, tmp_path: Path
) -> None:
    load(database_url, [DOSSIER])
    assert load(database_url, [FERRY_FILE]) == Loaded(2, 0, {FERRY: (5, 1, 0)})
    text = FERRY_FILE.read_text(encoding="utf-8")
    taken = tmp_path / "taken.yaml"
    taken.write_text(
        text.replace("{slug: captain,", "{slug: dockers, name: x, kind: PERSON}\n  - {slug: captain,"),
        encoding="utf-8",
    )
    assert refusal(database_url, [taken]) == [
        (
            f"taken.yaml:16:12: sources[1].slug: source “dockers” belongs to the dossier “{BRIDGE}”, "
            "which is loaded: refer to it, or choose another slug"
        )
    ]


def test_an_entity_that_changes_hands_keeps_its_key(database_url: str, tmp_path: Path) -> None:
    load(database_url, [DOSSIER, FERRY_FILE])
    entry = "  - {slug: vell-county, name: County of Vell, kind: STATE_BODY}\n"
    giver = written(tmp_path, (entry, ""))
    taker = tmp_path / "ferry.yaml"
    text = FERRY_FILE.read_text(encoding="utf-8")
    taker.write_text(text.replace("statements:\n", f"{entry}statements:\n"), encoding="utf-8")
    source = metadata.tables["source"].c
    before = fetched(database_url, source.id, source.slug)
    assert load(database_url, [giver, taker]) == Loaded(2, 0, {BRIDGE: (0, 0, 0), FERRY: (0, 1, 0)})
    assert fetched(database_url, source.id, source.slug) == before
    assert changes(database_url, 2) == [("SOURCE", "vell-county", "CHANGED", "", "dossier")]


def test_a_side_of_another_dossiers_event_changes_that_event(database_url: str) -> None:
    load(database_url, [DOSSIER])
    load(database_url, [FERRY_FILE])
    assert ("EVENT", "closing", "CHANGED", "", "sides") in changes(database_url, 2)


def test_a_database_without_the_schema_is_refused(empty_database_url: str) -> None:
    with pytest.raises(SchemaMismatch):
        load(empty_database_url, [DOSSIER])
