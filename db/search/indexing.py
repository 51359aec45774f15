"""Keeping search current: what a load adds, changes or withdraws is indexed anew in its transaction.

Memory stays flat, however much is loaded: entities are read in batches when the load has written them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, delete, false, func, select

from db.engine.among import among
from db.engine.bulk import insert_columns, insert_rows
from db.models import metadata
from db.search import index
from db.search.ranking import place
from db.search.words import Passages, passages, phrase

_AT_ONCE: Final = 1000
_METONYM: Final = "METONYM"
"""It is searched for, but leads to no other name: who types "Kyiv" does not mean all that says "Ukraine"."""
_MAX_NAME: Final = 2000
"""Bytes of a name's words: PostgreSQL's indexes take 2,700."""


class _Parts(NamedTuple):
    """Texts in another table: whose they are there, which column, and in which order."""

    table: str
    owner: str
    column: str
    order: tuple[str, ...]


class _Texts(NamedTuple):
    """What of an entity is searched: columns of its own, then parts; and the column that ranks it."""

    ranked_by: str
    columns: tuple[str, ...]
    parts: _Parts | None = None


class _Part(NamedTuple):
    """One such text, and whether it is a name as good as any other."""

    text: str
    is_name: bool


_TEXTS: Final[Mapping[str, _Texts]] = {
    "source": _Texts(
        "name", ("name", "role"), _Parts("source_name", "source_id", "name", ("name", "language"))
    ),
    "location": _Texts(
        "name", ("name",), _Parts("location_name", "location_id", "name", ("name", "language"))
    ),
    "event": _Texts("occurred_earliest", ("title", "summary")),
    "article": _Texts("published_earliest", ("headline",)),
    "statement": _Texts(
        "said_earliest", ("proposition",), _Parts("quotation", "statement_id", "text", ("position",))
    ),
}
_NAMED: Final = ("source", "location")
_OWNERS: Final = {
    **{entity: (entity, "id") for entity in _TEXTS},
    **{each.parts.table: (entity, each.parts.owner) for entity, each in _TEXTS.items() if each.parts},
}
"""By table, the entity whose words its rows hold, and the column that says which."""

_SEARCHABLE: Final = metadata.tables["searchable"]
_NAME: Final = metadata.tables["search_name"]


class Described(NamedTuple):
    """Entities of one table as they are searched, column by column; and names, each with its entity's place
    among them.
    """

    ids: Sequence[int]
    ranked_by: Sequence[str | date]
    words: Sequence[str]
    passages: Sequence[str]
    names: Sequence[tuple[int, str]]


def describe(entity: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Described:
    """What is searched of the rows of an entity's table that are written, given with those of its parts."""
    texts = _TEXTS[entity]
    parts: defaultdict[int, list[_Part]] = defaultdict(list)
    if (of := texts.parts) is not None:
        for row in sorted(rows.get(of.table, ()), key=itemgetter(*of.order)):
            is_name = "kind" in row and row["kind"] != _METONYM
            parts[row[of.owner]].append(_Part(row[of.column], is_name))
    own = rows[entity]
    found = [_passages([row[column] for column in texts.columns], parts.get(row["id"], ())) for row in own]
    names = [
        (position, name)
        for position, row in enumerate(own if entity in _NAMED else ())
        for name in _all_names(row[texts.ranked_by], parts.get(row["id"], ()))
    ]
    return Described(
        [row["id"] for row in own],
        [row[texts.ranked_by] for row in own],
        [each.words for each in found],
        [each.passages for each in found],
        names,
    )


class Indexing:
    """The search index through one load: made before anything is written, and written to at the end."""

    def __init__(self, connection: Connection, last: Mapping[str, int] | None = None) -> None:
        """``last``: the greatest key of each entity's table that is indexed, if not the greatest there is."""
        self._connection = connection
        self._last = last or {entity: _last(connection, entity) for entity in _TEXTS}
        self._touched: defaultdict[str, set[int]] = defaultdict(set)
        self._described = dict(self._last)

    def touch(self, table: str, rows: Collection[Mapping[str, Any]]) -> None:
        """Note rows that came, went or changed; of entities that the load adds there is no need."""
        if table in _OWNERS:
            entity, column = _OWNERS[table]
            self._touched[entity].update(row[column] for row in rows if row[column] <= self._last[entity])

    def add(self, entity: str, described: Described, keys: Sequence[int]) -> None:
        """Take in entities that the load adds, by the keys of their ``ids``; else `write` looks for them."""
        key_of = [keys[each] for each in described.ids]
        places = [place(entity, key, by) for key, by in zip(key_of, described.ranked_by, strict=True)]
        texts = {"words": described.words, "passages": described.passages}
        insert_columns(self._connection, {"id": places, f"{entity}_id": key_of, **texts}, _SEARCHABLE)
        if described.names:
            at, words = zip(*described.names, strict=True)
            named = {"searchable_id": [places[each] for each in at], "words": words}
            insert_columns(self._connection, named, _NAME)
        self._described[entity] = max(self._described[entity], *key_of)

    def write(self) -> None:
        """Bring the index up to what the tables hold now."""
        for entity, keys in self._touched.items():
            for some in _batches(sorted(keys)):
                self._renew(entity, some)
        for entity, last in self._described.items():
            for some in self._keys_after(entity, last):
                self._describe(entity, some)
        index.add_after(self._connection, self._last)

    def _renew(self, entity: str, keys: Sequence[int]) -> None:
        owner = _SEARCHABLE.c[f"{entity}_id"]
        held = list(self._connection.execute(select(_SEARCHABLE.c.id).where(among(owner, keys))).scalars())
        index.remove(self._connection, held)
        self._connection.execute(delete(_NAME).where(among(_NAME.c.searchable_id, held)))
        self._connection.execute(delete(_SEARCHABLE).where(among(_SEARCHABLE.c.id, held)))
        index.add(self._connection, self._describe(entity, keys))

    def _keys_after(self, entity: str, last: int) -> Iterator[Sequence[int]]:
        table = metadata.tables[entity]
        query = select(table.c.id).order_by(table.c.id).limit(_AT_ONCE)
        while keys := list(self._connection.execute(query.where(table.c.id > last)).scalars()):
            yield keys
            last = keys[-1]

    def _describe(self, entity: str, keys: Sequence[int]) -> list[int]:
        """Write the words and names of the entities that are there; their places."""
        texts, table = _TEXTS[entity], metadata.tables[entity]
        own = select(table.c.id, table.c[texts.ranked_by].label("ranked_by"), *_columns(table, texts))
        parts = self._parts(texts.parts, keys)
        described: list[dict[str, Any]] = []
        names: list[dict[str, Any]] = []
        for row in self._connection.execute(own.where(among(table.c.id, keys))):
            at = place(entity, row.id, row.ranked_by)
            found = _passages(row[2:], parts[row.id])
            described.append({"id": at, f"{entity}_id": row.id, **found._asdict()})
            if entity in _NAMED:
                called = _all_names(row.ranked_by, parts[row.id])
                names += [{"searchable_id": at, "words": name} for name in called]
        insert_rows(self._connection, described, _SEARCHABLE)
        insert_rows(self._connection, names, _NAME)
        return [row["id"] for row in described]

    def _parts(self, parts: _Parts | None, keys: Sequence[int]) -> Mapping[int, list[_Part]]:
        found: defaultdict[int, list[_Part]] = defaultdict(list)
        if parts is not None:
            table = metadata.tables[parts.table]
            owner = table.c[parts.owner]
            is_name = table.c.kind != _METONYM if "kind" in table.c else false()
            query = select(owner, table.c[parts.column], is_name).where(among(owner, keys))
            ordered = query.order_by(owner, *(table.c[each] for each in parts.order))
            for key, written, named in self._connection.execute(ordered):
                found[key].append(_Part(written, bool(named)))
        return found


def index_anew(connection: Connection) -> None:
    """Make the whole index again from the tables."""
    index.clear(connection)
    connection.execute(delete(_NAME))
    connection.execute(delete(_SEARCHABLE))
    Indexing(connection, dict.fromkeys(_TEXTS, 0)).write()


def _last(connection: Connection, entity: str) -> int:
    found: int | None = connection.execute(select(func.max(metadata.tables[entity].c.id))).scalar()
    return found or 0


def _columns(table: Table, texts: _Texts) -> list[ColumnElement[Any]]:
    return [table.c[column].label(f"text_{place}") for place, column in enumerate(texts.columns)]


def _passages(written: Iterable[str | None], parts: Iterable[_Part]) -> Passages:
    return passages([text for text in written if text is not None] + [part.text for part in parts])


def _all_names(name: str, parts: Iterable[_Part]) -> Iterator[str]:
    return _names([name, *(part.text for part in parts if part.is_name)])


def _names(names: Iterable[str]) -> Iterator[str]:
    """The words of each name, once."""
    for words in dict.fromkeys(map(phrase, names)):
        if words and len(words.encode()) <= _MAX_NAME:
            yield words


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
