"""The full-text index, ``searchable_words``: FTS5 on SQLite, a table of tsvectors with GIN on PostgreSQL.

SQLAlchemy's models cannot say either, so it stands outside of them: migrations make it, and `missing` judges
it. ``rowid`` is the key of the searchable row. The statements here read `db.models.Searchable`, whose rows
have to be there first, and stay until they are taken out of the index.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, bindparam, inspect, text

from db.search.words import FILLER

NAME: Final = "searchable_words"

TABLE: Final = Table(NAME, MetaData(), Column("rowid", BigInteger, primary_key=True))
"""The index as lists see it, apart from the tables of the models."""

# The words are taken apart and folded already; to this tokenizer all that is not ASCII is part of a word.
# Without columnsize nothing is kept for a ranking by frequency.
_FTS5: Final = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5("
    "words, content='searchable', content_rowid='id', tokenize='ascii', columnsize=0, prefix='1 2 3')"
)
# Exactly the words given, at their places: PostgreSQL's own parsers would take them apart once more.
_WORDS_VECTOR: Final = (
    " SELECT coalesce(string_agg('''' || word || ''':' || place, ' '), '')::tsvector"
    " FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each (word, place)"
    f" WHERE word <> '{FILLER}' "
)

_ADD: Final = {
    "sqlite": f"INSERT INTO {NAME}(rowid, words) SELECT id, words FROM searchable WHERE {{}} ORDER BY id",
    "postgresql": f"INSERT INTO {NAME}(rowid, vector)"
    " SELECT id, words_vector(words) FROM searchable WHERE {}",
}
_REMOVE: Final = {
    # FTS5 takes out what it is told was in it.
    "sqlite": f"INSERT INTO {NAME}({NAME}, rowid, words)"
    " SELECT 'delete', id, words FROM searchable WHERE {} ORDER BY id",
    "postgresql": f"DELETE FROM {NAME} WHERE rowid IN (SELECT id FROM searchable WHERE {{}})",
}


def is_part(table: str) -> bool:
    """Whether a table of this name is the index, or one of those in which FTS5 keeps it."""
    return table == NAME or table.startswith(f"{NAME}_")


def add(connection: Connection, places: Sequence[int]) -> None:
    """Take in searchable rows by their keys, some thousands at most."""
    _on_keys(connection, _ADD, places)


def add_after(connection: Connection, last: Mapping[str, int]) -> None:
    """Take in the searchable rows of all entities with greater keys than these, by the entity's table.

    All at once and in order: whenever FTS5 is given a lower key than before, it writes a segment of its own.
    """
    condition = " OR ".join(f"{entity}_id > :{entity}" for entity in last)
    connection.execute(text(_ADD[connection.dialect.name].format(condition)), dict(last))


def remove(connection: Connection, places: Sequence[int]) -> None:
    """Take out searchable rows, which are still there, by their keys, some thousands at most."""
    _on_keys(connection, _REMOVE, places)


def clear(connection: Connection) -> None:
    """Empty the index."""
    statements = {
        "sqlite": f"INSERT INTO {NAME}({NAME}) VALUES ('delete-all')",
        "postgresql": f"DELETE FROM {NAME}",
    }
    connection.execute(text(statements[connection.dialect.name]))


def missing(connection: Connection) -> list[str]:
    """What of the index is not as it is defined, a line each; empty if all is."""
    if connection.dialect.name == "sqlite":
        schema = text("SELECT sql FROM sqlite_schema WHERE name = :name")
        made = connection.execute(schema, {"name": NAME}).scalar()
        return [] if made == _FTS5 else [f"full-text index {NAME}"]
    found = []
    inspector = inspect(connection)
    if not inspector.has_table(NAME) or (
        [(each["name"], str(each["type"])) for each in inspector.get_columns(NAME)],
        [(each["name"], each["column_names"]) for each in inspector.get_indexes(NAME)],
    ) != ([("rowid", "BIGINT"), ("vector", "TSVECTOR")], [(f"ix_{NAME}_vector", ["vector"])]):
        found.append(f"full-text index {NAME}")
    body = connection.execute(text("SELECT prosrc FROM pg_proc WHERE proname = 'words_vector'")).scalar()
    return found if body == _WORDS_VECTOR else [*found, "function words_vector"]


def _on_keys(connection: Connection, statements: dict[str, str], places: Sequence[int]) -> None:
    if places:
        statement = text(statements[connection.dialect.name].format("id IN :places"))
        connection.execute(
            statement.bindparams(bindparam("places", expanding=True)), {"places": list(places)}
        )
