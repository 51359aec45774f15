"""What a database holds, or held at a revision, in words that do not depend on its keys."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from db.dossier.difference import WRITE_ORDER
from db.engine import writer_engine
from db.models import history, metadata

Snapshot = dict[str, list[tuple[tuple[str, Any], ...]]]


def fetched(url: str, *columns: Any) -> list[tuple[Any, ...]]:
    """The rows of a query on the columns of one table, in the order of the columns."""
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]
    finally:
        engine.dispose()


def snapshot(url: str, revision: int | None = None) -> Snapshot:
    """Every versioned row, now or at the revision, with what it refers to named and not numbered."""
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            rows = {name: _held(connection, name, revision) for name in WRITE_ORDER}
            dossiers = connection.execute(select(metadata.tables["dossier"])).mappings().all()
    finally:
        engine.dispose()
    names = {("dossier", row["id"]): row["slug"] for row in dossiers}
    for name in ("source", "location", "event", "article", "statement"):
        names.update({(name, row["id"]): row["slug"] for row in rows[name]})
    names.update(
        {
            ("anchor", row["id"]): f"{names['article', row['article_id']]}:{row['start']}-{row['end']}"
            for row in rows["anchor"]
        }
    )
    return {
        name: sorted((_named(metadata.tables[name], row, names) for row in rows[name]), key=repr)
        for name in WRITE_ORDER
    }


def _held(connection: Connection, name: str, revision: int | None) -> Sequence[Any]:
    table, twin = metadata.tables[name], history[name]
    if revision is None:
        return connection.execute(select(table)).mappings().all()
    lasts = or_(twin.c.superseded_in.is_(None), twin.c.superseded_in > revision)
    columns = (twin.c[column.name] for column in table.c)
    held = connection.execute(select(*columns).where(twin.c.revision_id <= revision, lasts))
    return held.mappings().all()


def _named(table: Table, row: Any, names: dict[tuple[str, int], str]) -> tuple[tuple[str, Any], ...]:
    cells = []
    for column in table.c:
        if column.name in ("id", "revision_id"):
            continue
        targets = [key.column.table.name for key in column.foreign_keys if key.column.name == "id"]
        # A part of a link names its statement or event through the link's own key.
        if not targets and column.name in ("statement_id", "event_id"):
            targets = [column.name.removesuffix("_id")]
        value = row[column.name]
        cells.append((column.name, names[targets[0], value] if targets and value is not None else value))
    return tuple(cells)
