"""What search should hold and find, in plain Python over the rows of the tables.

Texts are taken apart by `db.search.words`, which has tests of its own; everything else is done once more.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, NamedTuple

from db.search.words import FILLER, passages, phrase

Row = Mapping[str, Any]
Rows = Callable[[str], Sequence[Row]]

CLASSES = (("source", "location"), ("event",), ("article",), ("statement",))
TEXTS = {
    "source": ("name", "role"),
    "location": ("name",),
    "event": ("title", "summary"),
    "article": ("headline",),
    "statement": ("proposition",),
}
DAYS = {"event": "occurred_earliest", "article": "published_earliest", "statement": "said_earliest"}


def searchable(rows: Rows) -> list[dict[str, Any]]:
    """The searchable rows in the order of results."""
    found = []
    for group in CLASSES:
        found += sorted(
            (_described(rows, entity, row) for entity in group for row in rows(entity)),
            key=lambda each: each["id"],
        )
    assert [each["id"] for each in found] == sorted(each["id"] for each in found)
    return found


def _described(rows: Rows, entity: str, row: Row) -> dict[str, Any]:
    texts = [row[column] for column in TEXTS[entity] if row[column] is not None]
    if entity == "statement":
        own = [each for each in rows("quotation") if each["statement_id"] == row["id"]]
        texts += [each["text"] for each in sorted(own, key=lambda each: int(each["position"]))]
    elif entity in ("source", "location"):
        own = [each for each in rows(f"{entity}_name") if each[f"{entity}_id"] == row["id"]]
        texts += [each["name"] for each in sorted(own, key=lambda each: (each["name"], each["language"]))]
    keys = {f"{each}_id": row["id"] if each == entity else None for each in sorted(TEXTS)}
    return {"id": _place(entity, row), **keys, **passages(texts)._asdict()}


def _place(entity: str, row: Row) -> int:
    """A number whose digits are those of the ranking."""
    rank = next(place for place, group in enumerate(CLASSES) if entity in group)
    if entity in DAYS:
        by, key = (date.max - row[DAYS[entity]]).days, 2**38 - 1 - row["id"]
    else:
        by, key = len(row["name"]), row["id"]
    return int(((rank * 2**22 + by) * 2 + (entity == "location")) * 2**38 + key)


def names(rows: Rows) -> set[tuple[int, str]]:
    """The names that lead to other names: the key of the searchable row, and the words."""
    found = set()
    for entity in ("source", "location"):
        for row in rows(entity):
            also = [
                each["name"]
                for each in rows(f"{entity}_name")
                if each[f"{entity}_id"] == row["id"] and each["kind"] != "METONYM"
            ]
            found |= {(_place(entity, row), phrase(name)) for name in [row["name"], *also] if phrase(name)}
    return found


class Term(NamedTuple):
    """A term of a question as it was made up, with the text that asks for it."""

    asked: str
    words: tuple[str, ...]
    prefix: bool = False
    unwanted: bool = False
    # Stands without quotation marks, so that its neighbours may belong to its name.
    loose: bool = False


def read(question: str) -> list[Term]:
    """The terms of a question that is made of words, phrases, beginnings, and hyphens in front."""
    found = []
    for asked in re.findall(r'-?"[^"]*"|\S+', question):
        unwanted, bare = asked.startswith("-"), asked.removeprefix("-")
        words = tuple(phrase(bare).split())
        if words:
            prefix = bare.endswith("*")
            found.append(Term(asked, words, prefix, unwanted, not (unwanted or prefix or '"' in asked)))
    return found


def alternatives(
    terms: Sequence[Term], known: set[tuple[int, str]]
) -> list[list[tuple[tuple[str, ...], bool]]]:
    """For each wanted term the phrases of which one has to be there, each with whether it is a beginning."""
    result = []
    for place, term in enumerate(terms):
        if term.unwanted:
            continue
        called = set() if term.prefix else {" ".join(term.words)}
        for first in range(len(terms)):
            for last in range(first, min(len(terms), first + 6)):
                span = terms[first : last + 1]
                if first <= place <= last and all(each.loose for each in span):
                    called.add(" ".join(word for each in span for word in each.words))
        entities = {key for key, name in known if name in called}
        also = [(tuple(name.split(" ")), False) for key, name in known if key in entities]
        result.append([(term.words, term.prefix), *also])
    return result


def hits(words: Sequence[str], sought: tuple[str, ...], prefix: bool) -> set[int]:
    """The places of the words that are part of a phrase."""
    found: set[int] = set()
    for start in range(len(words) - len(sought) + 1):
        here = words[start : start + len(sought)]
        same = list(here[:-1]) == list(sought[:-1]) and (
            here[-1].startswith(sought[-1]) if prefix else here[-1] == sought[-1]
        )
        if same and FILLER not in here:
            found |= set(range(start, start + len(sought)))
    return found


def matches(row: Row, question: str, known: set[tuple[int, str]]) -> bool:
    """Whether a searchable row has what a question wants, and nothing of what it does not."""
    words, terms = row["words"].split(" "), read(question)
    wanted = all(any(hits(words, *sought) for sought in either) for either in alternatives(terms, known))
    return wanted and not any(hits(words, term.words, term.prefix) for term in terms if term.unwanted)


def snippet(row: Row, question: str, known: set[tuple[int, str]]) -> str:
    """The words around the first hit."""
    words, written = row["words"].split(" "), json.loads(row["passages"])
    marked = set().union(
        *(hits(words, *sought) for either in alternatives(read(question), known) for sought in either)
    )
    begin = max(0, min(marked) - 8)
    end = min(len(words), begin + 30)
    text = "… " if begin else ""
    for place in range(begin, end):
        if place > begin or not begin:
            text += _escaped(written[2 * place])
        word = _escaped(written[2 * place + 1])
        text += f"<mark>{word}</mark>" if place in marked else word
    return text + (" …" if end < len(words) else _escaped(written[-1]))


def _escaped(text: str) -> str:
    return escape(text).replace("&#x27;", "&#39;")
