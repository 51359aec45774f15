"""What holds of all tables, read from the migrated database."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Inspector, String, inspect

from db.engine import writer_engine
from db.migration import upgrade
from db.models import history, metadata
from db.models.declarative import COLLATION
from db.vocabulary import codes
from tests.databases import Backend, Databases

TABLES = [table for table in metadata.sorted_tables if not table.is_view]
TWINS = {twin.name for twin in history.values()}
# Revisions are counted up and never taken away, so nothing ever looks for the rows that refer to one.
NOT_INDEXED = (["revision_id"], ["superseded_in"])
# Nor are dossiers; and their statements are found by the article, their changes by the revision.
NOT_BY_DOSSIER = ("change", "statement")


@pytest.fixture(scope="module")
def inspector(databases: Databases, backend: Backend) -> Iterator[Inspector]:
    with databases.copy(backend, "head", upgrade) as url:
        engine = writer_engine(url)
        with engine.connect() as connection:
            yield inspect(connection)
        engine.dispose()


def constraints(inspector: Inspector, table: str) -> list[Any]:
    return [
        inspector.get_pk_constraint(table),
        *inspector.get_foreign_keys(table),
        *inspector.get_unique_constraints(table),
        *inspector.get_check_constraints(table),
        *inspector.get_indexes(table),
    ]


def test_every_constraint_has_a_name_that_fits(inspector: Inspector) -> None:
    names = [(table.name, each["name"]) for table in TABLES for each in constraints(inspector, table.name)]
    form = re.compile(r"(pk|fk|uq|ix|ck)_")
    assert [(table, name) for table, name in names if not name or not form.match(name)] == []
    # PostgreSQL would cut a longer one off, and SQLite would not.
    assert [name for _, name in names if len(name) > 63] == []
    assert [(table, name) for table, name in names if name[3:] != table and f"_{table}_" not in name] == []


def test_every_coded_column_takes_exactly_its_schemes_codes(inspector: Inspector) -> None:
    listed = {
        (table.name, str(each["name"])): tuple(re.findall(r"'([^']*)'", each["sqltext"]))
        for table in TABLES
        for each in inspector.get_check_constraints(table.name)
        if str(each["name"]).endswith("_code")
    }
    assert listed == {
        (table.name, f"ck_{table.name}_{column.name}_code"): codes(column.info["scheme"])
        for table in TABLES
        for column in table.columns
        if table.name not in TWINS and "scheme" in column.info
    }


def test_every_foreign_key_is_indexed(inspector: Inspector) -> None:
    bare = []
    for table in TABLES:
        leading = {
            inspector.get_pk_constraint(table.name)["constrained_columns"][0],
            *(each["column_names"][0] for each in inspector.get_unique_constraints(table.name)),
            *(each["column_names"][0] for each in inspector.get_indexes(table.name)),
        }
        for each in inspector.get_foreign_keys(table.name):
            first = each["constrained_columns"][0]
            if first == "dossier_id" and table.name in NOT_BY_DOSSIER:
                continue
            if first not in leading and each["constrained_columns"] not in NOT_INDEXED:
                bare.append((table.name, first))
    assert bare == []


def test_a_load_may_write_in_any_order(inspector: Inspector) -> None:
    """Its foreign keys are looked at when it commits; only the revision has to be there first."""
    at_once = {
        (table.name, *each["constrained_columns"])
        for table in TABLES
        for each in inspector.get_foreign_keys(table.name)
        if each["options"].get("initially") != "DEFERRED"
    }
    versioned = {(table, "revision_id") for table in [*history, *TWINS]}
    twins = {(twin, "superseded_in") for twin in TWINS}
    vocabulary = {("term_match", "scheme", "code")}
    assert at_once == versioned | twins | vocabulary | {("change_field", "revision_id", "position")}


def test_every_table_that_a_load_writes_has_a_twin(inspector: Inspector) -> None:
    bookkeeping = {"revision", "dossier", "revision_dossier", "change", "change_field", "term", "term_match"}
    # Search holds what is held now, and no more.
    derived = {"searchable", "search_name"}
    assert set(history) == {table.name for table in TABLES} - TWINS - bookkeeping - derived


@pytest.mark.parametrize("name", sorted(history))
def test_a_twin_has_the_columns_of_its_table(inspector: Inspector, name: str) -> None:
    def columns(table: str) -> list[tuple[str, str, bool]]:
        return [
            (each["name"], str(each["type"]), bool(each["nullable"])) for each in inspector.get_columns(table)
        ]

    twin = f"{name}_history"
    superseded = ("superseded_in", str(inspector.get_columns(twin)[-1]["type"]), True)
    assert columns(twin) == [*columns(name), superseded]
    key = inspector.get_pk_constraint(name)["constrained_columns"]
    assert inspector.get_pk_constraint(twin)["constrained_columns"] == [*key, "revision_id"]


def test_text_sorts_by_code_point(inspector: Inspector, backend: Backend) -> None:
    collations = {
        each["type"].collation
        for table in TABLES
        for each in inspector.get_columns(table.name)
        if isinstance(each["type"], String)
    }
    # SQLite's own order, BINARY, is that of the bytes in UTF-8, hence of the code points, as "C" is.
    assert collations == {COLLATION if backend == "postgresql" else None}


def test_sqlite_keeps_rows_by_a_key_of_their_own(inspector: Inspector, backend: Backend) -> None:
    if backend != "sqlite":
        pytest.skip("PostgreSQL keeps rows in no order")
    assert isinstance(inspector.bind, Connection)
    query = "SELECT name FROM pragma_table_list WHERE wr AND schema = 'main'"
    listed = inspector.bind.exec_driver_sql(query).scalars()
    found = {name for name in listed if not name.startswith("searchable_words_")}
    keys = {table.name: [column.name for column in table.primary_key] for table in TABLES}
    assert found == {name for name, key in keys.items() if len(key) > 1 and "id" not in key}
    assert {"attribution", "attribution_history", "change", "search_name"} <= found
    assert {"statement", "statement_history", "participation_history", "omission"}.isdisjoint(found)
