"""In which order SQLite keeps the rows of a table: by their own key, where that is of several columns.

By itself SQLite keeps them by a number that nobody asks for, and their key in a tree beside it: each row is
written twice, and looked up twice. PostgreSQL has nothing like it.
"""

from sqlalchemy import MetaData


def keep_by_key(metadata: MetaData) -> None:
    """Let SQLite keep every table with such a key by it, but for the twins of tables with an ``id``.

    Rows of these have long texts: a tree of keys would hold few of them to a page, and so have many levels.
    """
    for table in metadata.tables.values():
        if len(table.primary_key) > 1 and "id" not in table.primary_key:
            table.dialect_options["sqlite"]["with_rowid"] = False
