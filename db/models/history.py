"""System versioning (as SQL:2011 calls it): a history twin of every table that a load writes.

A row that is changed or withdrawn moves to the twin with the two revisions between which it held: from
``revision_id`` (inclusive) to ``superseded_in`` (exclusive). The twins refer to revisions only, because what
else an old row pointed to may be gone; the current tables stay small and keep every constraint.
"""

from collections.abc import Set as AbstractSet

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, PrimaryKeyConstraint, Table

from db.models.declarative import Key, folding


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
        Column("superseded_in", Key, ForeignKey("revision.id"), nullable=False, index=True),
        PrimaryKeyConstraint(*keys, "revision_id"),
        CheckConstraint("superseded_in > revision_id", name="held_for_a_while"),
        *([Index(None, "slug")] if "slug" in table.columns else []),
    )
