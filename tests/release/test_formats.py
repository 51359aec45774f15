"""The three formats hold the same rows, and the package describes them: read by other people's libraries."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from frictionless import Package, validate
from frictionless.resources import TableResource
from sqlalchemy import select, text

from db.engine import writer_engine
from db.migration import reading
from db.models import metadata
from db.release.derived import DERIVED
from db.release.dictionary import describe_column, describe_table
from db.release.exporting import export
from db.release.tables import Kind, kind_of, released_columns, released_tables
from tests.databases import Backend, Databases
from tests.release.conftest import live

Rows = list[dict[str, Any]]
TABLES = [table.name for table in released_tables()]


def held(url: str, name: str) -> Rows:
    """The rows as the database has them, in the order of the release."""
    table = metadata.tables[name]
    query = select(*released_columns(table)).order_by(*table.primary_key.columns)
    with reading(url) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def from_parquet(release: Path, name: str) -> Rows:
    rows: Rows = pq.read_table(release / "parquet" / f"{name}.parquet").to_pylist()
    return [{key: _without_offset(value) for key, value in row.items()} for row in rows]


def from_ndjson(release: Path, name: str) -> Rows:
    read: dict[Kind, Callable[[str], Any]] = {
        Kind.DATE: date.fromisoformat,
        Kind.DATETIME: lambda moment: _without_offset(datetime.fromisoformat(moment)),
    }
    kinds = {column.name: kind_of(column) for column in released_columns(metadata.tables[name])}
    lines = (release / "ndjson" / f"{name}.ndjson").read_bytes().split(b"\n")
    assert lines.pop() == b""
    return [
        {
            key: value if value is None or kinds[key] not in read else read[kinds[key]](value)
            for key, value in json.loads(line).items()
        }
        for line in lines
    ]


package_of = cache(lambda release: Package(release / "datapackage.json"))


def from_csv(release: Path, name: str) -> Rows:
    """By the description in the package, through Frictionless."""
    resource = package_of(release).get_resource(name)
    assert isinstance(resource, TableResource)
    kinds = {column.name: kind_of(column) for column in released_columns(metadata.tables[name])}
    return [
        {
            key: float(value) if kinds[key] is Kind.NUMBER and value is not None else _without_offset(value)
            for key, value in row.to_dict().items()
        }
        for row in resource.read_rows()
    ]


def _without_offset(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


@pytest.mark.parametrize("read", [from_parquet, from_ndjson, from_csv])
def test_each_format_holds_the_rows_of_the_database(
    lived_url: str, release: Path, read: Callable[[Path, str], Rows]
) -> None:
    for name in TABLES:
        assert read(release, name) == held(lived_url, name), name


def test_the_package_is_valid_and_so_is_what_it_describes(release: Path) -> None:
    report = validate(release / "datapackage.json")
    assert [error.note for error in report.errors] == []
    assert [(task.name, error.note) for task in report.tasks for error in task.errors] == []
    assert [task.name for task in report.tasks] == TABLES
    assert report.valid


def test_the_description_would_find_what_is_wrong(release: Path, tmp_path: Path) -> None:
    wrong = {
        "gap": (",UNCONFIRMED,", ",UNSURE,", "constraint-error"),
        "relation": ("5,12,5,", "5,12,512,", "foreign-key"),
        "side": ("2,3,1,", "2,2,1,", "primary-key"),
        "bearing": (",true,", ",perhaps,", "type-error"),
        "figure": (",KILLED,0.1,", ",,0.1,", "constraint-error"),
    }
    copy = shutil.copytree(release, tmp_path / "copy")
    for table, (before, after, _) in wrong.items():
        file = copy / "csv" / f"{table}.csv"
        rows = file.read_text(encoding="utf-8")
        assert before in rows
        file.write_text(rows.replace(before, after), encoding="utf-8")
    report = validate(copy / "datapackage.json", skip_errors=["hash-count", "byte-count"])
    found = {task.name: {error.type for error in task.errors} for task in report.tasks if task.errors}
    assert found == {table: {kind} for table, (_, _, kind) in wrong.items()}


def test_csv_is_rfc_4180(release: Path) -> None:
    for name in TABLES:
        data = (release / "csv" / f"{name}.csv").read_bytes()
        assert data.endswith(b"\r\n")
        with (release / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, strict=True))
        columns = [column.name for column in released_columns(metadata.tables[name])]
        assert lines[0] == columns
        assert {len(line) for line in lines} == {len(columns)}


def test_null_is_told_from_empty_text(databases: Databases, backend: Backend, tmp_path: Path) -> None:
    with databases.copy(backend, "lived", live) as url:
        engine = writer_engine(url)
        with engine.begin() as connection:
            connection.execute(text(r"UPDATE source SET role = '\N' WHERE id = 1"))
            connection.execute(text("UPDATE source SET description = NULL WHERE description = ''"))
        engine.dispose()
        export(url, tmp_path / "release")
        roles = [row["role"] for row in held(url, "source")]
    assert {None, "", r"\N"} <= {*roles}
    assert [row["role"] for row in from_csv(tmp_path / "release", "source")] == roles
    package = json.loads((tmp_path / "release" / "datapackage.json").read_bytes())
    source = next(each for each in package["resources"] if each["name"] == "source")["schema"]
    assert source["missingValues"] == [""]
    marks = {field["name"]: field["missingValues"] for field in source["fields"] if "missingValues" in field}
    # A name may be empty, but is never null; no description is empty any more, so its nulls are empty cells.
    assert marks == {"name": [], "role": [r"\N\N"]}


def test_parquet_is_typed_and_comes_in_groups(
    lived_file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.release.exporting._AT_ONCE", 4)
    monkeypatch.setattr("db.release.formats._ROW_GROUP", 8)
    export(lived_file_url, tmp_path / "release")
    parquet = tmp_path / "release" / "parquet"
    file = pq.ParquetFile(parquet / "location.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [8, 2]
    types = {field.name: (str(field.type), field.nullable) for field in file.schema_arrow}
    assert types["id"] == ("int64", False)
    assert types["latitude"] == ("double", True)
    assert types["name"] == ("string", False)
    revision = pq.read_schema(parquet / "revision.parquet")
    assert str(revision.field("loaded_at").type) == "timestamp[us, tz=UTC]"
    assert str(pq.read_schema(parquet / "event.parquet").field("occurred_latest").type) == "date32[day]"
    assert from_parquet(tmp_path / "release", "location") == held(lived_file_url, "location")


def test_every_table_is_released_or_follows_from_those_that_are() -> None:
    tables = {table.name for table in metadata.tables.values() if not table.is_view}
    assert tables - {*TABLES} == {name for each in DERIVED for name in each.tables}


def test_every_table_and_column_is_described() -> None:
    for table in released_tables():
        assert describe_table(table).endswith("."), table.name
        for column in released_columns(table):
            assert describe_column(table, column).endswith("."), column
    stance = metadata.tables["bearing"].c.stance
    assert describe_column(stance.table, stance).startswith("Whether the proposition, however it is worded")


def test_sums_are_those_of_sha256sum(release: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not on this machine")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK\n") == 3 * len(TABLES) + 4
