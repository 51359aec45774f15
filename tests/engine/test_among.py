"""A column among many values, as both databases look for it."""

from typing import Any

import pytest
from sqlalchemy import Connection, not_, select

from db.dossier.held import Held
from db.engine import writer_engine
from db.engine.among import among
from db.engine.bulk import insert_rows
from db.models import metadata

DOSSIER = metadata.tables["dossier"]
SLUGS = ["plain", "it's", 'a "word"', "back\\slash", "Київ", "NULL", "{1,2}", "null", "%s", ":one", "?", ""]
MANY = 70_000
"""More than the parameters of a statement on either database."""


def load(connection: Connection, slugs: list[str]) -> None:
    rows = [{"id": key, "slug": slug, "sha256": "0" * 64} for key, slug in enumerate(slugs, start=1)]
    insert_rows(connection, rows, DOSSIER)


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ([], []),
        (["plain"], [1]),
        (["plain", "absent", "plain"], [1]),
        (SLUGS, list(range(1, len(SLUGS) + 1))),
    ],
)
def test_texts_are_found_as_they_are(database_url: str, values: list[str], keys: list[int]) -> None:
    engine = writer_engine(database_url)
    with engine.connect() as connection:
        load(connection, SLUGS)
        found = select(DOSSIER.c.id).order_by(DOSSIER.c.id)
        inside, outside = (
            connection.execute(found.where(condition)).scalars().all()
            for condition in (among(DOSSIER.c.slug, values), not_(among(DOSSIER.c.slug, values)))
        )
        assert inside == keys
        assert outside == [key for key in range(1, len(SLUGS) + 1) if key not in keys]
    engine.dispose()


def test_there_may_be_more_of_them_than_parameters(database_url: str) -> None:
    engine = writer_engine(database_url)
    with engine.connect() as connection:
        names = [f"dossier-{number}" for number in range(MANY)]
        load(connection, names)
        some: Any = select(DOSSIER.c.slug).where(among(DOSSIER.c.id, range(3, 3 * MANY, 3)))
        assert len(connection.execute(some).all()) == MANY // 3
        # All of them are to be loaded anew, so that nothing of theirs is held.
        assert Held(connection, names).owners("STATEMENT", ["any"]) == {}
    engine.dispose()


def test_an_index_finds_them_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = writer_engine(f"sqlite:///{tmp_path_factory.mktemp('among')}/dateline.db")
    with engine.connect() as connection:
        metadata.create_all(connection)
        query = select(DOSSIER.c.id).where(among(DOSSIER.c.slug, ["a", "b"]))
        sql = str(query.compile(engine, compile_kwargs={"render_postcompile": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[]",)).all()
    assert plan[0][-1] == "SEARCH dossier USING COVERING INDEX sqlite_autoindex_dossier_1 (slug=?)"
    engine.dispose()
