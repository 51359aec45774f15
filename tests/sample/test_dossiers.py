"""Sample dossiers: the same from the same seed, right in every way that a dossier can be, and like news."""

import hashlib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.dossier.checking import Checker
from db.dossier.format import Dossier
from db.dossier.loading import load
from db.dossier.problems import BadDossiers
from db.dossier.proving import cover, prove
from db.dossier.reading import Values, read, read_bytes
from db.migration import reading
from db.models import metadata
from db.sample.dossiers import SampleDossier, dossiers
from db.sample.writing import write, yaml_text
from db.vocabulary import codes


def written(folder: Path, statements: int, seed: int) -> list[Path]:
    return [write(one, number, folder) for number, one in enumerate(dossiers(statements, seed))]


def all_entries(found: list[SampleDossier], kind: str) -> list[dict[str, Any]]:
    return [entry for one in found for entry in one.content.get(kind, [])]


def test_the_seed_decides_every_byte(tmp_path: Path) -> None:
    first, again = (written(tmp_path / name, 500, 7) for name in ("first", "again"))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]
    assert first[0].read_bytes() != written(tmp_path / "other", 500, 8)[0].read_bytes()
    # Those of another release would not be comparable: change this only together with the generator.
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in first)).hexdigest()
    assert digest[:16] == "9a89b4eb6eff7785"


def test_more_statements_only_add() -> None:
    few, many = list(dossiers(300, 3)), list(dossiers(900, 3))
    assert few[:-1] == many[: len(few) - 1]


@pytest.mark.parametrize(
    ("statements", "seed"), [(1, 1), (2, 1), (13, 2), (14, 3), (15, 4), (800, 5), (3000, 6)]
)
def test_every_dossier_passes_the_check(tmp_path: Path, statements: int, seed: int) -> None:
    checker = Checker()
    for number, one in enumerate(dossiers(statements, seed)):
        checker.add(read(write(one, number, tmp_path)))
    assert checker.problems() == []


def test_each_is_true_to_its_text_and_as_it_was_made() -> None:
    made = list(dossiers(600, 9))
    assert len(all_entries(made, "statements")) == 600
    for one in made:
        dossier = read_bytes(one.slug, yaml_text(one.content).encode()).dossier
        assert dossier == Dossier.model_validate(one.content)
        assert list(prove(dossier, one.text)) == []
        assert cover(dossier, one.text).uncovered == []


def test_nothing_can_be_taken_for_a_fact() -> None:
    for one in dossiers(400, 2):
        assert one.content["article"]["licence"] == "Synthetic: no such article was ever published."
        assert yaml_text(one.content).startswith("# Synthetic")
        for kind in ("sources", "locations", "events", "statements"):
            assert all(entry["slug"].startswith("sample-") for entry in one.content.get(kind, []))
        for entry in [*one.content.get("sources", []), *one.content.get("locations", [])]:
            assert all(each["value"].startswith("sample-") for each in entry.get("identifiers", []))


def test_few_are_spoken_of_often_and_many_seldom() -> None:
    made = list(dossiers(10_000, 1))
    statements = all_entries(made, "statements")
    events = Counter(one["bearings"][0]["event"] for one in statements)
    sources = Counter(link["source"] for one in statements for link in one["attributions"])
    sizes = Counter(len(one.content["statements"]) for one in made)
    hot, median = (events.most_common()[place][1] for place in (0, len(events) // 2))
    assert hot > 30 * median
    often = sum(number for _, number in sources.most_common(len(sources) // 20))
    assert often > 0.5 * sources.total()
    assert min(sizes) == 1
    assert max(sizes) > 50


def test_every_code_and_shape_occurs() -> None:
    made = list(dossiers(10_000, 1))
    statements, locations = all_entries(made, "statements"), all_entries(made, "locations")

    def used(kind: str, key: str) -> set[str]:
        return {part[key] for one in statements for part in one.get(kind, []) if key in part}

    assert used("relations", "kind") == set(codes("relation_kind"))
    assert used("relations", "aspect") == used("bearings", "aspect") == set(codes("aspect"))
    assert used("bearings", "stance") == set(codes("stance"))
    assert used("attributions", "commitment") == set(codes("commitment"))
    assert used("attributions", "role") == set(codes("attribution_role"))
    assert used("figures", "measure") == set(codes("measure"))
    assert used("participations", "role") == set(codes("participation_role"))
    assert {one["form"] for one in statements} == set(codes("statement_form"))
    assert {one["speech_act"] for one in statements} == set(codes("speech_act"))
    assert {one["kind"] for one in locations} == set(codes("location_kind"))
    assert {one["kind"] for one in all_entries(made, "sources")} == set(codes("source_kind"))
    assert {one["type"] for one in all_entries(made, "events")} == set(codes("event_type"))
    assert {one["kind"] for one in all_entries(made, "gaps")} == set(codes("gap_kind"))
    assert {one["side"] for one in all_entries(made, "sides")} == set(codes("side"))
    assert {len(one["attributions"]) for one in statements} >= {1, 2, 3, 4, 5}
    lent = ["borrowed_from" in one["point"] if "point" in one else None for one in locations]
    assert {*lent} == {True, False, None}
    days = [one.content["article"]["published"] for one in made]
    assert all(before <= after for before, after in pairwise(days))


def test_they_load(tmp_path: Path, database_url: str) -> None:
    files = written(tmp_path, 400, 1)
    loaded = load(database_url, files)
    assert loaded.revision == 1
    assert load(database_url, files).revision is None
    with reading(database_url) as connection:
        held = {
            name: connection.scalar(select(func.count()).select_from(metadata.tables[name]))
            for name in ("article", "statement", "event")
        }
    assert held == {"article": len(files), "statement": 400, "event": 29}


def test_they_load_from_memory_as_from_files(tmp_path: Path, database_url: str) -> None:
    made = list(dossiers(60, 1))
    values = [Values(one.slug, one.content) for one in made]
    assert load(database_url, values).revision == 1
    assert load(database_url, values).unchanged == len(made)
    # The bytes of the files are others, so each is looked into; and nothing in it differs.
    again = load(database_url, written(tmp_path, 60, 1))
    assert (again.revision, again.unchanged) == (None, 0)


def test_what_is_wrong_in_memory_is_said_without_a_place(database_url: str) -> None:
    made = next(dossiers(3, 1))
    statement = made.content["statements"][0]
    misshapen = {**made.content, "statements": [{**statement, "form": "SUNG"}]}
    dangling = {**made.content, "article": {**made.content["article"], "publisher": "nobody"}}
    for content, path in ((misshapen, "statements[0].form"), (dangling, "article.publisher")):
        with pytest.raises(BadDossiers) as caught:
            load(database_url, [Values("made-up", content)])
        assert path in [problem.path for problem in caught.value.problems]
        assert {(one.file, one.line, one.column) for one in caught.value.problems} == {("made-up", 1, 1)}
