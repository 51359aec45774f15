"""Referential integrity of the rows of a draft, looked at all at once.

A database looks at each row by itself as it is written, which is a tenth of what a load costs on SQLite.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from db.dossier.difference import WRITE_ORDER
from db.dossier.drafting import Draft
from db.dossier.held import ENTITY_TABLES
from db.dossier.world import Key
from db.engine.bulk import Columns
from db.models import metadata

_LATER: Final = ("revision_id", "occurred_earliest")
"""What the rows of a draft do not have yet: it is written beside the key that it belongs to."""


class _Referred(NamedTuple):
    table: str
    columns: tuple[str, ...]


class _Referring(NamedTuple):
    columns: tuple[str, ...]
    to: _Referred


def is_whole(draft: Draft, defined: Collection[Key]) -> bool:
    """Whether its rows refer to rows of its own, or to entities that it names and that are not ``defined``.

    As SQL has it, a reference with a null in it refers to nothing.
    """
    known: defaultdict[_Referred, set[Any]] = defaultdict(set)
    for kind, table in ENTITY_TABLES.items():
        named = enumerate(draft.slugs[kind])
        known[_Referred(table, ("id",))] = {number for number, slug in named if (kind, slug) not in defined}
    known[_Referred("dossier", ("id",))].update(range(len(draft.dossiers)))
    present = [name for name in WRITE_ORDER if name in draft.tables]
    for name in present:
        for to in _referred()[name]:
            known[to].update(_values(draft.tables[name], to.columns))
    return all(
        _is_null(value)
        for name in present
        for each in _referring(name)
        for value in set(_values(draft.tables[name], each.columns)) - known[each.to]
    )


def _values(columns: Columns, names: Sequence[str]) -> Iterable[Any]:
    if len(names) == 1:
        return columns[names[0]]
    return zip(*(columns[name] for name in names), strict=True)


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, tuple) and None in value)


@cache
def _referring(name: str) -> list[_Referring]:
    """The foreign keys of a table, as far as a draft has their columns."""
    found = []
    for constraint in metadata.tables[name].foreign_key_constraints:
        pairs = [(key.parent.name, key.column.name) for key in constraint.elements]
        if there := [pair for pair in pairs if pair[0] not in _LATER]:
            columns, others = zip(*there, strict=True)
            found.append(_Referring(columns, _Referred(constraint.referred_table.name, others)))
    return found


@cache
def _referred() -> dict[str, list[_Referred]]:
    """The columns that others refer to, by table."""
    found: defaultdict[str, list[_Referred]] = defaultdict(list)
    for to in dict.fromkeys(each.to for name in WRITE_ORDER for each in _referring(name)):
        found[to.table].append(to)
    return found
