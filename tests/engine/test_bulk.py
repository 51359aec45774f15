"""Rows written in bulk are those that SQLAlchemy would have written, on both databases."""

import pytest
from sqlalchemy import Connection, select

from db.engine import writer_engine
from db.engine.bulk import insert_rows
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
@pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 450])
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
