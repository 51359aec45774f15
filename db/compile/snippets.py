"""Snippets: the words around the first hit in a searchable row, as HTML.

Only for the rows of a page, from their words and their passages (`db.search.words`): the words of the row are
joined with the words of the terms, and a phrase is found where as many of its words as it has stand in place.
Written as one chain, in which no expression is read twice: SQLite would work it out for each reader anew.
"""

from dataclasses import dataclass
from typing import Any, Final

from db.compile.context import Context
from db.compile.matching import terms
from db.compile.scope import PartScope, Scope
from db.compile.selection import Origin
from db.compile.sql import Sql

SHOWN: Final = 30
"""Words of a snippet, at the most."""
BEFORE: Final = 8
"""Words before the first hit."""


@dataclass(frozen=True)
class _Spelling:
    """What the two databases spell differently; `{}` is an expression."""

    # The terms of a bound JSON value as j.value, and the names of one of them as k.value.
    terms: tuple[str, str]
    names: str
    # Words as rows: ``value``, and ``key`` that counts from ``first``.
    words: str
    alias: str
    first: int
    passages: str
    passage: str
    join: str


_SPELLINGS: Final = {
    "sqlite": _Spelling(
        terms=("json_each(", ") j"),
        names="json_each(j.value,'$.names') k",
        words="""json_each('["'||replace({},' ','","')||'"]')""",
        alias="",
        first=0,
        passages="{}",
        passage="json_extract(passages,'$['||({})||']')",
        join="group_concat({},'')",
    ),
    "postgresql": _Spelling(
        terms=("jsonb_array_elements(", "::jsonb) j(value)"),
        names="jsonb_array_elements_text(j.value->'names') k(value)",
        words="unnest(string_to_array({},' ')) WITH ORDINALITY",
        alias="(value,key)",
        first=1,
        passages="{}::jsonb",
        passage="(passages->>({})::int)",
        join="string_agg({},'')",
    ),
}


def snippet(context: Context, text: Any, origin: Origin, row: Scope | PartScope) -> Sql:
    """The snippet of a searchable row that matches what was asked."""
    spelt = _SPELLINGS[context.dialect.name]
    before, after = spelt.terms
    asked: Sql = [before, terms(context, text, origin), after]
    again: Sql = [before, terms(context, text, origin), after]
    words = spelt.words.format(row.column("words"))
    passages = spelt.passages.format(row.column("passages"))
    # What is sought: the terms, and all that goes by their names; then word by word.
    sought: Sql = [
        "sought(words,prefix) AS (SELECT j.value->>'words',CAST(j.value->>'prefix' AS INTEGER) FROM ",
        *asked,
        " UNION SELECT b.words,0 FROM ",
        *again,
        f" CROSS JOIN {spelt.names} JOIN search_name a ON a.words=k.value",
        " JOIN search_name b ON b.searchable_id=a.searchable_id)",
    ]
    part = (
        "part(words,prefix,length,place,word) AS (SELECT s.words,s.prefix,"
        f"length(s.words)-length(replace(s.words,' ',''))+1,k.key-{spelt.first},k.value"
        f" FROM sought s CROSS JOIN {spelt.words.format('s.words')} k{spelt.alias})"
    )
    # The words of the row, each a hit where all words of something sought stand in their places.
    place = f"w.key-{spelt.first}"
    hits = (
        f"SELECT {place} AS place,CASE WHEN count(p.word) OVER"
        f" (PARTITION BY p.words,p.prefix,{place}-p.place)=p.length THEN 1 ELSE 0 END AS hit"
        f" FROM {words} w{spelt.alias} LEFT JOIN part p ON w.value=p.word"
        " OR (p.prefix=1 AND p.place=p.length-1 AND substr(w.value,1,length(p.word))=p.word)"
    )
    marked = (
        "SELECT place,marked,max(place) OVER () AS last,"
        f"min(CASE WHEN marked=1 THEN place END) OVER () AS first,{passages} AS passages"
        f" FROM (SELECT place,max(hit) AS marked FROM ({hits}) h GROUP BY place) m"
    )
    begun = f"SELECT *,CASE WHEN first>{BEFORE} THEN first-{BEFORE} ELSE 0 END AS begin FROM ({marked}) n"
    before_word, word, rest = (
        _escaped(spelt.passage.format(each)) for each in ("2*place", "2*place+1", "2*last+2")
    )
    pieces = (
        f"SELECT begin,CASE WHEN place>begin OR begin=0 THEN {before_word} ELSE '' END"
        f"||CASE WHEN marked=1 THEN '<mark>'||{word}||'</mark>' ELSE {word} END AS piece,"
        f"CASE WHEN last<begin+{SHOWN} THEN {rest} ELSE ' …' END AS rest"
        f" FROM ({begun}) v WHERE place BETWEEN begin AND begin+{SHOWN - 1} ORDER BY place"
    )
    whole = f"CASE WHEN max(begin)>0 THEN '… ' ELSE '' END||{spelt.join.format('piece')}||max(rest)"
    return ["(WITH ", *sought, f",{part} SELECT {whole} FROM ({pieces}) u)"]


def _escaped(expression: str) -> str:
    for character, entity in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("''", "#39")):
        expression = f"replace({expression},'{character}','&{entity};')"
    return expression
