"""``datapackage.json``: the description of a release, as a Frictionless Data Package (version 2).

https://datapackage.org/standard/data-package/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Column, ForeignKeyConstraint, String, Table, UniqueConstraint

from db.release.dictionary import describe_column, describe_table
from db.release.layout import FORMAT, LICENCE, path_of
from db.release.tables import Kind, kind_of, released_columns, released_tables
from db.vocabulary import schemes
from db.vocabulary.loading import fingerprint

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
OURS: Final = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0, for Dateline's own coding: see LICENSE.md",
}
THEIRS: Final = {"path": LICENCE, "title": "The licence of this release"}


@dataclass(frozen=True)
class Version:
    """What a release was made of. Its name is the last revision's day and number: 2025-04-08.1."""

    revision: int
    loaded_at: datetime
    schema: str

    @property
    def name(self) -> str:
        """The version of the release."""
        return f"{self.loaded_at:%Y-%m-%d}.{self.revision}"


@dataclass(frozen=True)
class File:
    """A file of a table, with its size in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Written:
    """A table as it was written.

    ``empties`` are the columns that hold empty texts, with the marks that stand for null in them: none where
    the column is never null.
    """

    table: Table
    rows: int
    empties: Mapping[str, Sequence[str]]
    files: Mapping[str, File]
    """By format."""


def package_json(version: Version, tables: Sequence[Written], licence: Mapping[str, str]) -> bytes:
    """The whole description. The same database gives the same bytes."""
    package = {
        "$schema": _PROFILE,
        "name": "dateline",
        "title": "Dateline: who said what, on whose word, how firmly, and who disputes it",
        "description": "Everything that a Dateline database holds, with all that it ever held. README.md "
        "explains the files, codebook.md the codes.",
        "version": version.name,
        "created": f"{version.loaded_at.isoformat(timespec='seconds')}Z",
        "licenses": [licence],
        "resources": [_resource(each) for each in tables],
        "dateline": {
            "format": FORMAT,
            "schema": version.schema,
            "vocabulary": fingerprint(),
            "revision": version.revision,
        },
    }
    return orjson.dumps(package, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _resource(written: Written) -> dict[str, Any]:
    table = written.table
    described = {form: _file(table.name, form, written.files[form]) for form in written.files}
    return {
        "name": table.name,
        "type": "table",
        "description": describe_table(table),
        **described.pop("csv"),
        "encoding": "utf-8",
        "rows": written.rows,
        "alternatives": [*described.values()],
        "schema": _schema(table, written.empties),
    }


def _file(table: str, form: str, file: File) -> dict[str, Any]:
    return {
        "path": path_of(table, form),
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _schema(table: Table, empties: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    columns = released_columns(table)
    names = [column.name for column in columns]
    schema = {
        "fields": [_field(table, column, empties) for column in columns],
        "missingValues": [""],
        "primaryKey": [column.name for column in table.primary_key.columns],
        "uniqueKeys": sorted(
            [column.name for column in constraint.columns]
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
            and all(column.name in names for column in constraint.columns)
        ),
        "foreignKeys": sorted(_references(table), key=lambda reference: reference["fields"]),
    }
    return {key: value for key, value in schema.items() if value}


def _field(table: Table, column: Column[Any], empties: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    kind = kind_of(column)
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    field = {
        "name": column.name,
        "type": (Kind.INTEGER if kind is Kind.KEY else kind).value,
        "description": describe_column(table, column),
    }
    if column.name in empties:
        field["missingValues"] = empties[column.name]
    if scheme := column.info.get("scheme"):
        terms = schemes()[scheme].terms
        constraints["enum"] = [term.code for term in terms]
        field["categories"] = [{"value": term.code, "label": term.label} for term in terms]
    elif isinstance(column.type, String) and column.type.length:
        constraints["maxLength"] = column.type.length
    return field | ({"constraints": constraints} if constraints else {})


def _references(table: Table) -> list[dict[str, Any]]:
    released = {each.name for each in released_tables()}
    references = []
    for constraint in table.constraints:
        if not isinstance(constraint, ForeignKeyConstraint) or constraint.referred_table.name not in released:
            continue
        target = constraint.referred_table.name
        references.append(
            {
                "fields": [column.name for column in constraint.columns],
                "reference": {
                    # A table that refers to itself names no resource.
                    **({} if target == table.name else {"resource": target}),
                    "fields": [element.column.name for element in constraint.elements],
                },
            }
        )
    return references
