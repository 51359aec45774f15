"""Rows written in bulk are those that SQLAlchemy would have written, on both databases."""

from datetime import date

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from db.engine import writer_engine
from db.engine.bulk import as_columns, insert_new_columns, insert_rows
from db.models import history, metadata

SOURCE = {
    "dossier_id": 1,
    "kind": "PERSON",
    "named": True,
    "role": "tab\t, \\N and \\. and a\nline",
    "description": None,
    "country": "UA",
    "revision_id": 1,
}


def begin(connection: Connection) -> None:
    insert_rows(connection, [{"id": 1, "slug": "one", "sha256": "0" * 64}], metadata.tables["dossier"])
    connection.exec_driver_sql("INSERT INTO revision (id, loaded_at) VALUES (1, '2031-05-06 07:08:09')")


# Around the number of rows that go into one statement.
@pytest.mark.parametrize("number", [0, 1, 499, 500, 501, 1150])
def test_rows_and_their_twins(database_url: str, number: int) -> None:
    table, twin = metadata.tables["source"], history["source"]
    engine = writer_engine(database_url)
    with engine.begin() as connection:
        begin(connection)
        rows = [
            {"id": key, "slug": f"s-{key}", "name": f"Élan {key}", **SOURCE} for key in range(1, number + 1)
        ]
        insert_rows(connection, rows, table, twin)
        found = [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
        assert found == [
            {"id": key, "slug": f"s-{key}", "name": f"Élan {key}", **SOURCE, "name_folded": f"elan {key}"}
            for key in range(1, number + 1)
        ]
        kept = connection.execute(select(twin).order_by(twin.c.id)).mappings()
        assert [dict(row) for row in kept] == [{**row, "superseded_in": None} for row in found]
        connection.rollback()
    engine.dispose()


@pytest.mark.parametrize("twice", [2, 700])
def test_a_row_that_is_refused_leaves_none(database_url: str, twice: int) -> None:
    table, twin = metadata.tables["source"], history["source"]
    rows = [{"id": key, "slug": f"s-{key}", "name": "x", **SOURCE} for key in range(1, 801)]
    rows[twice]["slug"] = "s-1"
    engine = writer_engine(database_url)

    def write() -> None:
        with engine.begin() as connection:
            begin(connection)
            insert_new_columns(connection, as_columns(table, rows), table, twin)

    with pytest.raises(IntegrityError):
        write()
    with engine.connect() as connection:
        for each in (table, twin, metadata.tables["dossier"]):
            assert connection.execute(select(func.count()).select_from(each)).scalar() == 0
    engine.dispose()


@pytest.mark.parametrize("keys", [[1, 2], [5, 6, 7], [2, 9], [6]], ids=str)
def test_new_rows_and_their_twins(database_url: str, keys: list[int]) -> None:
    """After all that are there, or among them: each is in the twin once, and no other."""
    table, twin = metadata.tables["affiliation"], history["affiliation"]
    tie = {"role": None, "span_edtf": "../..", "span_precision": "UNKNOWN", "span_basis": "STATED"}
    span = {"span_earliest": date(1, 1, 1), "span_latest": date(9999, 12, 31), "span_note": None}
    rows = [{"source_id": key, "organisation_id": 8, **tie, **span, "revision_id": 1} for key in range(1, 10)]
    engine = writer_engine(database_url)
    with engine.connect() as connection:
        begin(connection)
        insert_rows(
            connection, [row | {"organisation_id": 10} for row in rows if row["source_id"] in (3, 5)], table
        )
        new = [row for row in rows if row["source_id"] in keys]
        insert_new_columns(connection, as_columns(table, new), table, twin)
        kept = connection.execute(select(twin).order_by(twin.c.source_id)).mappings()
        assert [dict(row) for row in kept] == [{**row, "superseded_in": None} for row in new]
        assert connection.execute(select(func.count()).select_from(table)).scalar() == 2 + len(keys)
        connection.rollback()
    engine.dispose()
