"""Every list that can grow long is kept in its order: its thousandth page costs what its first does."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, text

from db.engine import writer_engine
from db.migration import upgrade
from db.models import metadata
from tests.databases import Backend, Databases
from tests.models.rows import ROWS, insert_all

NEWEST_OF_AN_EVENT = (
    "SELECT statement.slug FROM statement_event AS link JOIN statement ON statement.id = link.statement_id"
    " WHERE link.event_id = 1 ORDER BY link.said_earliest DESC, link.statement_id DESC LIMIT 5"
)
NEWEST_OF_A_SOURCE = NEWEST_OF_AN_EVENT.replace("statement_event", "attribution").replace(
    "event_id", "source_id"
)


@pytest.fixture(scope="module")
def engine(databases: Databases, backend: Backend) -> Iterator[Engine]:
    """A database with 3,000 statements on one event, all by one source."""
    days = [date(2025, 1, 1) + timedelta(days=number % 90) for number in range(3000)]

    def rows(table: str) -> list[dict[str, object]]:
        model = ROWS[table] | {"revision_id": 1}
        key = {"statement": "id"}.get(table, "statement_id")
        return [
            model
            | {key: number, "said_earliest": day}
            | ({"slug": f"s-{number}", "said_latest": day} if table == "statement" else {})
            for number, day in enumerate(days, start=3)
        ]

    with databases.copy(backend, "head", upgrade) as url:
        made = writer_engine(url)
        with made.begin() as connection:
            insert_all(connection)
            for table in ("statement", "statement_event", "attribution"):
                connection.execute(insert(metadata.tables[table]), rows(table))
        with made.begin() as connection:
            connection.execute(text("ANALYZE"))
        yield made
        made.dispose()


def plan(connection: Connection, query: str) -> str:
    """What the database would do, in its own words."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.execute(text(f"{explain} {query}")))


def sorts(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (NEWEST_OF_AN_EVENT, "ix_statement_event_event_id_said_earliest_statement_id"),
        (NEWEST_OF_A_SOURCE, "ix_attribution_source_id_said_earliest_statement_id"),
    ],
    ids=["of an event", "of a source"],
)
def test_the_newest_statements_come_from_the_index(engine: Engine, query: str, index: str) -> None:
    after = "(link.said_earliest, link.statement_id) < ('2025-02-01', 1000)"
    with engine.connect() as connection:
        for page in (query, query.replace(" ORDER", f" AND {after} ORDER")):
            found = plan(connection, page)
            assert index in found
            assert not sorts(found), found


# Table, what its rows are listed of, and the order.
LISTINGS = [
    ("source", "", "name, id"),
    ("source", "kind = 'PERSON'", "name, id"),
    ("source", "country = 'UA'", "name, id"),
    ("source", "name_folded >= 'a' AND name_folded < 'b'", "name_folded, id"),
    ("source", "", "kind DESC, name DESC, id DESC"),
    ("source", "", "name_folded, id"),
    ("source", "", "slug"),
    ("location", "", "name, id"),
    ("location", "kind = 'TOWN'", "name, id"),
    ("location", "part_of_id = 1", "name, id"),
    ("article", "", "published_earliest DESC, id DESC"),
    ("article", "language = 'en'", "published_earliest DESC, id DESC"),
    ("article", "publisher_id = 1", "published_earliest DESC, id DESC"),
    ("event", "", "occurred_earliest DESC, id DESC"),
    ("event", "type = 'INCURSION'", "occurred_earliest DESC, id DESC"),
    ("event", "modality = 'OCCURRED'", "occurred_earliest DESC, id DESC"),
    ("event", "", "title_folded, id"),
    ("event", "", "type, occurred_earliest, id"),
    ("event", "part_of_id = 1", "occurred_earliest DESC, id DESC"),
    ("statement", "", "said_earliest DESC, id DESC"),
    ("statement", "form = 'DIRECT'", "said_earliest DESC, id DESC"),
    ("statement", "speech_act = 'DENIES'", "said_earliest DESC, id DESC"),
    ("statement", "", "speech_act, said_earliest, id"),
    ("statement", "article_id = 1", "position, id"),
    ("statement_event", "event_id = 1", "said_earliest DESC, statement_id DESC"),
    ("statement_location", "location_id = 1", "said_earliest DESC, statement_id DESC"),
    ("attribution", "source_id = 1", "said_earliest DESC, statement_id DESC"),
    ("attribution", "statement_id = 1", "position, source_id"),
    ("participation", "event_id = 1", "id"),
    ("participation", "source_id = 1", "occurred_earliest DESC, id DESC"),
    ("placement", "event_id = 1", "id"),
    ("placement", "location_id = 1", "occurred_earliest DESC, id DESC"),
    ("figure", "statement_id = 1", "id"),
    ("figure", "event_id = 1", "id"),
    ("figure", "location_id = 1", "id"),
    ("side", "event_id = 1", "source_id"),
    ("side", "source_id = 1", "event_id DESC"),
    ("affiliation", "source_id = 1", "organisation_id"),
    ("affiliation", "organisation_id = 1", "source_id"),
    ("relation", "other_id = 1", "id"),
    ("anchor", "article_id = 1", '"start"'),
    ("omission", "article_id = 1", "anchor_id"),
    ("gap", "article_id = 1", "id"),
    ("gap", "event_id = 1", "id"),
    ("gap", "statement_id = 1", "id"),
    ("change", "entity = 'EVENT' AND slug = 'one'", "revision_id DESC, position DESC"),
    ("change", "revision_id > 1", "revision_id, position"),
]


@pytest.mark.parametrize(("table", "of", "order"), LISTINGS, ids=map(" ".join, LISTINGS))
def test_a_list_is_kept_in_its_order(engine: Engine, table: str, of: str, order: str) -> None:
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # So few rows are quickest sorted; what is asked is whether they need not be.
            connection.execute(text("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off"))
        found = plan(connection, f"SELECT * FROM {table} {of and 'WHERE'} {of} ORDER BY {order} LIMIT 20")
    assert not sorts(found), found


@pytest.mark.parametrize(("of", "by"), [("form", "speech_act"), ("speech_act", "form")])
def test_statements_of_one_code_are_counted_by_the_other_from_an_index(
    engine: Engine, of: str, by: str
) -> None:
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Nothing was vacuumed, so rows are looked at all the same; what is asked is whether they need be.
            connection.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"))
        found = plan(connection, f"SELECT {by} FROM statement WHERE {of} = 'DIRECT'")
        # PostgreSQL may skip through the other index, which holds both as well.
        names = [f"ix_statement_{one}_said_earliest_id_{other}" for one, other in ((of, by), (by, of))]
    assert any(name in found for name in names), found
    assert "COVERING INDEX" in found or "Index Only Scan" in found, found


def test_what_is_asked_of_attributions_most_is_read_from_an_index(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"))
        found = plan(
            connection,
            "SELECT role, commitment, source_id FROM attribution WHERE statement_id = 1"
            " ORDER BY position, source_id",
        )
    assert "ix_attribution_statement_id_position_source_id_role_commitment" in found
    assert "COVERING INDEX" in found or "Index Only Scan" in found, found
    assert not sorts(found), found
