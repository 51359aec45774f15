"""All that a database holds, as one figure."""

from hashlib import sha256
from typing import Any

from sqlalchemy import select, text

from db.engine import writer_engine
from db.models import metadata

Content = dict[str, str]

_COMPILED: dict[Any, Any] = {}


def content(url: str) -> Content:
    """A digest of the rows of each table, and what SQLite itself thinks of the file.

    The moment of a load is left out. Whoever was killed may have a transaction that PostgreSQL still ends:
    as a writer this one waits for it.
    """
    engine = writer_engine(url)
    try:
        with engine.begin() as begun:
            connection = begun.execution_options(compiled_cache=_COMPILED)
            found: Content = {}
            if connection.dialect.name == "sqlite":
                sound = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
                assert (sound, dangling) == (["ok"], [])
            for table in metadata.sorted_tables:
                if table.is_view:
                    continue
                columns = [each for each in table.c if each.name != "loaded_at"]
                rows = connection.execute(select(*columns)).all()
                found[table.name] = sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
            return found
    finally:
        engine.dispose()
