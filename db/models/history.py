"""System versioning (as SQL:2011 calls it): a history twin of every table that a load writes.

A row that is changed or withdrawn moves to the twin with the two revisions between which it held: from
``revision_id`` (inclusive) to ``superseded_in`` (exclusive). The twins carry no foreign keys, because what
an old row pointed to may be gone; the current tables stay small and keep every constraint.
"""

from sqlalchemy import Column, ForeignKey, Index, MetaData, PrimaryKeyConstraint, Table

from db.models.declarative import Key


def add_history(metadata: MetaData) -> dict[str, Table]:
    """Adds ``<table>_history`` for each versioned table of ``metadata``; returns them by the table's name."""
    return {
        table.name: _twin(table, metadata)
        for table in list(metadata.sorted_tables)
        if "revision_id" in table.columns and table.info.get("versioned", False)
    }


def _twin(table: Table, metadata: MetaData) -> Table:
    name = f"{table.name}_history"
    keys = [column.name for column in table.primary_key.columns]
    return Table(
        name,
        metadata,
        *(
            Column(column.name, column.type, nullable=column.nullable, autoincrement=False)
            for column in table.columns
        ),
        Column("superseded_in", Key, ForeignKey("revision.id"), nullable=False, index=True),
        PrimaryKeyConstraint(*keys, "revision_id"),
        *([Index(f"ix_{name}_slug", "slug")] if "slug" in table.columns else []),
    )
