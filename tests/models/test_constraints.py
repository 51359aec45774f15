"""What no row may say, refused by the database itself, on both."""

from collections.abc import Iterator
from datetime import date
from math import inf, nan
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.engine import writer_engine
from db.migration import upgrade
from db.models import Statement, history, likeness_pair, metadata
from tests.databases import Backend, Databases
from tests.models.rows import ROWS, insert_all, insert_row


@pytest.fixture(scope="module")
def engine(databases: Databases, backend: Backend) -> Iterator[Engine]:
    """A database with every row of `ROWS`, which no test may change for good."""
    with databases.copy(backend, "head", upgrade) as url:
        made = writer_engine(url)
        with made.begin() as connection:
            insert_all(connection)
        yield made
        made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction that is rolled back."""
    with engine.connect() as opened:
        yield opened


@pytest.fixture
def unpooled(connection: Connection) -> Connection:
    """A transaction on a connection that is closed afterwards: SQLite's stays open when a commit fails."""
    connection.detach()
    return connection


def change(connection: Connection, table: str, columns: dict[str, Any]) -> None:
    """Change the row of `ROWS`, which an index or a key tells from a second one."""
    stored = metadata.tables[table]
    same = [stored.c[column.name] == ROWS[table][column.name] for column in stored.primary_key]
    assert connection.execute(update(stored).where(*same).values(columns)).rowcount == 1


CODED = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if table.name in ROWS and "scheme" in column.info
]


@pytest.mark.parametrize(("table", "column"), CODED, ids=map(".".join, CODED))
def test_a_code_of_no_vocabulary(connection: Connection, table: str, column: str) -> None:
    # One name for both: the database's message names the constraint.
    with pytest.raises(
        IntegrityError,
        match=rf"ck_{table}_({column}_code|originators_first|point_precision|{column[:-6]}_noted)",
    ):
        change(connection, table, {column: "NONSENSE"})


@pytest.mark.parametrize(
    ("table", "columns", "constraint"),
    [
        ("revision", {"id": 0}, "counted_from_one"),
        ("source", {"named": True}, "unnamed_group"),
        ("affiliation", {"organisation_id": 1}, "not_itself"),
        ("affiliation", {"span_latest": date(2025, 3, 17)}, "span_bounds"),
        ("likeness", {"other_id": 1}, "not_itself"),
        ("location", {"latitude": None}, "own_point|whole_point"),
        ("location", {"longitude": None}, "whole_point"),
        ("location", {"latitude": 90.5}, "latitude_range"),
        ("location", {"longitude": -180.5}, "longitude_range"),
        ("location", {"latitude": -inf}, "latitude_(range|number)"),
        ("location", {"latitude": 51.190000000000005}, "latitude_number"),
        ("location", {"point_location_id": 2}, "own_point"),
        ("location", {"point_location_id": None}, "own_point|point_precision"),
        ("location", {"latitude": None, "longitude": None}, "own_point"),
        ("location", {"point_precision": "NONE"}, "point_precision|point_basis"),
        ("location", {"point_basis": None}, "point_basis"),
        ("location", {"part_of_id": 1}, "not_part_of_itself"),
        ("article", {"published_latest": date(2025, 3, 17)}, "published_bounds"),
        ("article", {"text_length": 0}, "text_not_empty"),
        ("anchor", {"start": -1}, "span"),
        ("anchor", {"end": 0}, "span"),
        ("event", {"occurred_basis": "INFERRED"}, "occurred_noted"),
        ("event", {"occurred_latest": date(2025, 3, 17)}, "occurred_bounds"),
        ("event", {"part_of_id": 1}, "not_part_of_itself"),
        ("statement", {"said_latest": date(2025, 3, 17)}, "said_bounds"),
        ("attribution", {"position": 1}, "originators_first"),
        ("attribution", {"role": "RELAYER"}, "originators_first"),
        ("figure", {"best": None}, "some_number"),
        ("figure", {"low": 21.0}, "range"),
        ("figure", {"high": 19.0}, "range"),
        ("figure", {"best": None, "low": 2.0, "high": 1.0}, "range"),
        ("figure", {"best": inf}, "best_number"),
        ("figure", {"best": 1e14}, "best_number"),
        ("figure", {"best": 0.1 + 0.2}, "best_number"),
        ("figure", {"low": 1234567.123456789}, "low_number"),
        ("figure", {"event_id": None}, "about_one_thing"),
        ("figure", {"location_id": 1}, "about_one_thing"),
        ("relation", {"other_id": 1}, "not_itself"),
    ],
)
def test_a_row_that_cannot_be(
    connection: Connection, table: str, columns: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=rf"ck_{table}_({constraint})\b"):
        change(connection, table, columns)


def test_no_number_is_not_a_number(connection: Connection) -> None:
    """SQLite takes NaN for null, which leaves this figure without any; PostgreSQL refuses it as too large."""
    with pytest.raises(IntegrityError, match=r"ck_figure_(some|best)_number"):
        change(connection, "figure", {"best": nan})


NUMBERS = [0.0, -1.0, 0.1, 20.0, 1e13, 99999999999999.0, 12345.6789, 0.000123, 3.14159265358979]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_fifteen_digits(connection: Connection, number: float) -> None:
    change(connection, "figure", {"best": number})
    figure = metadata.tables["figure"]
    assert connection.execute(select(figure.c.best)).scalar_one() == number


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("source", {"id": 3}),
        ("source_identifier", {"source_id": 2}),
        ("location_identifier", {"location_id": 2}),
        ("anchor", {"id": 2}),
        ("attribution", {"position": 1, "role": "RELAYER"}),
        ("participation", {"id": 2}),
        ("placement", {"id": 2}),
        ("relation", {"id": 2}),
    ],
)
def test_a_row_that_is_there_already(connection: Connection, table: str, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        insert_row(connection, table, columns)


def test_one_relation_for_each_aspect(connection: Connection) -> None:
    for id_, aspect in ((2, "PLACE"), (3, "OUTCOME")):
        insert_row(connection, "relation", {"id": id_, "kind": "CONTRADICTS", "aspect": aspect})
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        insert_row(connection, "relation", {"id": 4, "kind": "CONTRADICTS", "aspect": "PLACE"})


# What else has to change for no check to refuse the row first.
TOGETHER: dict[tuple[str, str], dict[str, Any]] = {
    ("location", "point_location_id"): {"latitude": None, "longitude": None},
    ("figure", "location_id"): {"event_id": None},
}
REFERENCES = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if table.name in ROWS and column.foreign_keys
]
# The revision is there before anything that a load writes.
AT_ONCE = {(table, column) for table, column in REFERENCES if column == "revision_id"}
REFERENCE_REFUSED = r"(?i)foreign key constraint"


@pytest.mark.parametrize(("table", "column"), REFERENCES, ids=map(".".join, REFERENCES))
def test_a_reference_to_nothing(unpooled: Connection, table: str, column: str) -> None:
    nothing = date(2025, 3, 1) if column.endswith("_earliest") else 99
    columns = {column: nothing} | TOGETHER.get((table, column), {})
    if (table, column) in AT_ONCE:
        with pytest.raises(IntegrityError, match=REFERENCE_REFUSED):
            change(unpooled, table, columns)
    else:
        change(unpooled, table, columns)
        with pytest.raises(IntegrityError, match=REFERENCE_REFUSED):
            unpooled.commit()


def test_what_is_referred_to_stays(unpooled: Connection) -> None:
    unpooled.execute(delete(Statement).where(Statement.id == 2))
    with pytest.raises(IntegrityError, match=REFERENCE_REFUSED):
        unpooled.commit()


def test_the_listing_date_of_a_link_follows_its_statement_and_its_event(connection: Connection) -> None:
    day = date(2025, 3, 17)
    change(connection, "statement", {"said_earliest": day})
    change(connection, "event", {"occurred_earliest": day})
    copies = {
        "attribution": "said_earliest",
        "statement_event": "said_earliest",
        "statement_location": "said_earliest",
        "participation": "occurred_earliest",
        "placement": "occurred_earliest",
    }
    for table, column in copies.items():
        assert connection.execute(select(metadata.tables[table].c[column])).scalars().all() == [day], table


def test_a_likeness_is_one_pair_from_either_end(connection: Connection) -> None:
    pairs = select(likeness_pair).order_by("source_id")
    assert connection.execute(pairs).all() == [(1, 2, None), (2, 1, None)]
    insert_row(connection, "likeness", {"source_id": 2, "other_id": 1, "note": "from its end"})
    assert connection.execute(pairs).all() == [(1, 2, None), (2, 1, "from its end")]


def test_a_superseded_row_held_for_a_while(connection: Connection) -> None:
    row = ROWS["source"] | {"revision_id": 1, "superseded_in": 1}
    with pytest.raises(IntegrityError, match=r"ck_source_history_held_for_a_while"):
        connection.execute(insert(history["source"]).values(row))
