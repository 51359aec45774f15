"""System versioning (as SQL:2011 calls it): a history twin of every table that a load writes.

The twin has every version of every row, also the one that holds now, with the two revisions between which it
held: from ``revision_id`` (inclusive) to ``superseded_in`` (exclusive; null while it holds). So what the
database held at a revision is read from one table, which has the indexes of its own. The twins refer to
revisions only, because what else an old row pointed to may be gone; the current tables stay small and keep
every constraint.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from db.models.declarative import Key, folding

MAX_NAME = 63


def add_history(metadata: MetaData, versioned: AbstractSet[str]) -> dict[str, Table]:
    """Adds ``<table>_history`` for each of the named tables; returns the twins by the table's name."""
    return {table.name: _twin(table, metadata) for table in metadata.sorted_tables if table.name in versioned}


def _twin(table: Table, metadata: MetaData) -> Table:
    name = f"{table.name}_history"
    keys = [column.name for column in table.primary_key.columns]
    return Table(
        name,
        metadata,
        *(
            Column(
                column.name,
                column.type,
                *([ForeignKey("revision.id")] if column.name == "revision_id" else []),
                nullable=column.nullable,
                autoincrement=False,
                info=column.info,
                # A folded text is made from the row itself, here too.
                default=folding(column.info["folds"]) if "folds" in column.info else None,
            )
            for column in table.columns
        ),
        Column("superseded_in", Key, ForeignKey("revision.id")),
        PrimaryKeyConstraint(*keys, "revision_id"),
        CheckConstraint("superseded_in > revision_id", name="held_for_a_while"),
        *(_index(name, columns) for columns in sorted(_found_by(table))),
    )


def _found_by(table: Table) -> Iterator[tuple[str, ...]]:
    """The columns by which rows of a table are found, other than those that begin as its key does: a twin's
    key begins so too. What is unique today is unique at each revision, and several times in the twin.
    """
    first = next(iter(table.primary_key)).name
    indexes = [index for index in table.indexes if not _is_partial(index)]
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    for found in (*(each.columns for each in indexes), *(each.columns for each in unique)):
        columns = tuple(column.name for column in found)
        if columns[0] != first and not _of_today(columns):
            yield columns


def _of_today(columns: tuple[str, ...]) -> bool:
    """Whether only the present is sought by these: what was a dossier's, and how late something was."""
    return columns == ("dossier_id",) or columns[0].endswith("_latest")


def _is_partial(index: Index) -> bool:
    return any("where" in options for options in index.dialect_options.values())


def _index(twin: str, columns: tuple[str, ...]) -> Index:
    name = f"ix_{twin}_{'_'.join(columns)}"
    # PostgreSQL would cut a longer one off.
    return Index(name if len(name) <= MAX_NAME else f"ix_{twin}_{columns[0]}", *columns)
