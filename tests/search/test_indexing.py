"""The index is what it would be if it were made anew, whatever was loaded, changed or withdrawn."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from db.dossier.loading import load
from db.dossier.problems import BadDossiers
from db.engine import writer_engine
from db.models import metadata
from db.search import index
from db.search.indexing import index_anew
from db.search.words import FILLER
from tests.dossier.bridge import DOSSIER, written
from tests.dossier.test_loading import FERRY_FILE, SECOND, THIRD
from tests.search import oracle

Content = dict[str, list[tuple[Any, ...]]]


def content(connection: Connection) -> Content:
    """The rows of search, and what the full-text index itself holds."""
    found = {
        name: sorted((tuple(row) for row in connection.execute(select(metadata.tables[name]))), key=repr)
        for name in ("searchable", "search_name")
    }
    return found | {index.NAME: indexed(connection)}


def indexed(connection: Connection) -> list[tuple[Any, ...]]:
    """(word, key of the row, place in it) of everything in the full-text index."""
    if connection.dialect.name == "sqlite":
        # It reads every word of every row, and compares it with what the index has.
        connection.execute(text(f"INSERT INTO {index.NAME}({index.NAME}) VALUES ('integrity-check')"))
        connection.execute(
            text(f"CREATE VIRTUAL TABLE temp.entries USING fts5vocab(main, {index.NAME}, instance)")
        )
        entries = connection.execute(text('SELECT term, doc, "offset" FROM temp.entries')).all()
        connection.execute(text("DROP TABLE temp.entries"))
    else:
        query = (
            f"SELECT lexeme, rowid, place - 1 FROM {index.NAME}, unnest(vector) u, unnest(u.positions) place"
        )
        entries = connection.execute(text(query)).all()
    return sorted(tuple(entry) for entry in entries if entry[0] != FILLER)


def check(url: str) -> Content:
    """Hold the index to the tables, and to one that is made anew; what it holds."""
    engine = writer_engine(url)
    try:
        with engine.connect() as connection:
            held = content(connection)
            tables = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
                if not table.is_view
            }
            index_anew(connection)
            assert content(connection) == held
            connection.rollback()
    finally:
        engine.dispose()
    rows = oracle.searchable(tables.__getitem__)
    assert sorted(tables["searchable"], key=lambda row: int(row["id"])) == rows
    names = {(row["searchable_id"], row["words"]) for row in tables["search_name"]}
    assert names == oracle.names(tables.__getitem__)
    assert held[index.NAME] == sorted(
        (word, row["id"], place)
        for row in rows
        for place, word in enumerate(row["words"].split(" "))
        if word and word != FILLER
    )
    return held


def words_of(held: Content) -> set[str]:
    return {word for word, *_ in held[index.NAME]}


def test_the_world_of_the_tests(world_url: str) -> None:
    held = check(world_url)
    assert {"bilhorod", "білгород", "composed"} <= words_of(held)


def test_it_follows_every_load(database_url: str, tmp_path: Path) -> None:
    assert check(database_url) == {"searchable": [], "search_name": [], index.NAME: []}
    load(database_url, [DOSSIER])
    first = check(database_url)
    assert {"quill", "oxmoor"} <= words_of(first)
    assert "marr" not in words_of(first)

    load(database_url, [written(tmp_path, *SECOND)])
    assert "marr" in words_of(check(database_url))

    # A statement is withdrawn and another comes, parts go, an event is no longer part of another.
    load(database_url, [written(tmp_path, *THIRD), FERRY_FILE])
    third = check(database_url)
    assert len(third["searchable"]) == len(first["searchable"]) + 5

    load(database_url, [written(tmp_path)])
    again = check(database_url)
    load(database_url, [written(tmp_path)])
    assert check(database_url) == again
    kept = {word for word, *_ in again[index.NAME]}
    assert words_of(first) <= kept


def test_a_load_that_fails_leaves_the_index_alone(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database_url, [DOSSIER])
    held = check(database_url)

    broken = written(tmp_path, *SECOND, ("stance: DENIES", "stance: NO_STANCE"))
    with pytest.raises(BadDossiers):
        load(database_url, [broken])
    assert check(database_url) == held

    # Later than the index is written, too.
    def fail(*_: object) -> None:
        raise RuntimeError("the power is off")

    monkeypatch.setattr("db.dossier.loading._Load._finish", fail)
    with pytest.raises(RuntimeError, match="power"):
        load(database_url, [written(tmp_path, *SECOND), FERRY_FILE])
    assert check(database_url) == held


def test_many_entities_are_indexed_in_batches(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.search.indexing._AT_ONCE", 2)
    load(database_url, [DOSSIER, FERRY_FILE])
    load(database_url, [written(tmp_path, *THIRD)])
    check(database_url)


def test_fts5_writes_a_segment_after_eight_megabytes(database_url: str, backend: str) -> None:
    if backend != "sqlite":
        pytest.skip("PostgreSQL's index has no segments")
    engine = writer_engine(database_url)
    with engine.connect() as connection:
        index.clear(connection)
        kept = connection.execute(text(f"SELECT v FROM {index.NAME}_config WHERE k = 'hashsize'")).scalars()
        assert list(kept) == [2**23]
        connection.rollback()
    engine.dispose()
