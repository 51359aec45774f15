"""What every server is asked: a question in GraphQL, and the values with which it is asked, from the data.

A question is written as Dateline has it; each peer has its own words for it. Values differ from request to
request, so that no server answers from what it has just read.
"""

import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

VARIATIONS = 400
PAGE = 50
DEEP = 1000
STATEMENTS_FROM = 6917529027641081856
"""The least key of a statement in the search index, as the peers' own SQL has it, too."""

Values = dict[str, Any]
"""Variables by name; ``after`` is a ``Row``, as each server has cursors of its own."""

Facts = sqlite3.Connection


@dataclass(frozen=True)
class Row:
    """A row of the list of statements after which a page begins, and how many rows stand before that page."""

    day: str
    id: int
    place: int


@dataclass(frozen=True)
class Workload:
    """One question."""

    name: str
    query: str
    values: Callable[[Facts], list[Values]]
    # Its address in REST, with the values in braces; then it is asked there.
    path: str = ""
    # The one before it with which it is compared: each server is asked both in turn.
    beside: str = ""


def by_turns(workloads: Sequence[Workload]) -> list[list[Workload]]:
    """The same, those together that are compared with one another."""
    found: list[list[Workload]] = []
    for each in workloads:
        if found and found[-1][0].name == each.beside:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def values_of(workload: Workload, file: Path) -> list[Values]:
    """The values of the requests, the same for the same data."""
    facts = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        found = workload.values(facts)
    finally:
        facts.close()
    if not found:
        raise SystemExit(f"There are too few statements to ask for {workload.name}: ask for more.")
    return found


def _nothing(_: Facts) -> list[Values]:
    return [{}]


def _slugs(facts: Facts) -> list[Values]:
    slugs = [slug for (slug,) in facts.execute("SELECT slug FROM source ORDER BY slug")]
    return [{"slug": slug} for slug in random.Random(1).sample(slugs, min(VARIATIONS, len(slugs)))]


def _types_and_days(facts: Facts) -> list[Values]:
    """The frequent types of events, each with days of which at least a page of events is younger."""
    sql = "SELECT type FROM event GROUP BY type HAVING count(*)>=25 ORDER BY count(*) DESC,type LIMIT 8"
    found = []
    for (kind,) in facts.execute(sql).fetchall():
        days = facts.execute(
            "SELECT DISTINCT occurred_earliest FROM event WHERE type=? AND occurred_earliest>'0001-01-01'"
            " AND (SELECT count(*) FROM event o WHERE o.type=event.type"
            "      AND o.occurred_earliest>=event.occurred_earliest)>=20 ORDER BY 1 DESC LIMIT 50",
            (kind,),
        )
        found += [{"type": kind, "from": day} for (day,) in days]
    random.Random(1).shuffle(found)
    return found[:VARIATIONS]


def _words(facts: Facts) -> list[Values]:
    """Words of propositions, frequent and rare."""
    words = {
        word.lower()
        for (proposition,) in facts.execute("SELECT proposition FROM statement ORDER BY id LIMIT 5000")
        for word in proposition.split()
        if word.isalpha() and len(word) > 4
    }
    return [{"text": word} for word in sorted(words)][:VARIATIONS]


def matches(file: Path) -> float:
    """How many statements a word of the search finds, in the mean."""
    facts = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    sql = "SELECT count(*) FROM searchable_words WHERE searchable_words MATCH ? AND rowid>=?"
    words = _words(facts)
    found = [facts.execute(sql, (each["text"], STATEMENTS_FROM)).fetchone()[0] for each in words]
    facts.close()
    return fmean(found)


def _forms(facts: Facts) -> list[Values]:
    return [{"form": form} for (form,) in facts.execute("SELECT DISTINCT form FROM statement ORDER BY form")]


def _deep(facts: Facts) -> list[Values]:
    """The last row before page 1000, or before the last whole page of fewer."""
    (count,) = facts.execute("SELECT count(*) FROM statement").fetchone()
    before = min(DEEP - 1, count // PAGE - 1) * PAGE
    row = facts.execute(
        "SELECT said_earliest,id FROM statement ORDER BY said_earliest DESC,id DESC LIMIT 1 OFFSET ?",
        (before - 1,),
    ).fetchone()
    return [{"after": Row(row[0], row[1], before)}]


_STATEMENTS = f"""
query($after: String) {{
  statements(first: {PAGE}, after: $after) {{ nodes {{ slug proposition said {{ edtf }} form }} }}
}}"""

WORKLOADS = (
    Workload(
        "single lookup",
        "query($slug: String!) { source(slug: $slug) { slug name kind role } }",
        _slugs,
    ),
    Workload(
        "list of 50 with sources",
        f"""
        query {{
          statements(first: {PAGE}) {{ nodes {{
            slug proposition said {{ edtf }} attributions {{ role commitment source {{ slug name }} }}
          }} }}
        }}""",
        _nothing,
    ),
    Workload(
        "nested",
        """
        query($type: EventType!, $from: Date!) {
          events(first: 20, filter: {type: {eq: $type}, occurred: {from: $from}}) { nodes {
            slug title type occurred { edtf earliest latest }
            placements(first: 10) { nodes { role location { slug name } } }
            statements(first: 5) { nodes {
              slug proposition said { edtf } attributions { role commitment source { slug name } }
            } }
          } }
        }""",
        _types_and_days,
    ),
    Workload(
        "search",
        """
        query($text: String!) {
          search(text: $text, types: [STATEMENT], first: 20) { nodes {
            entity { ... on Statement { slug proposition said { edtf } } }
          } }
        }""",
        _words,
    ),
    Workload("page 1", _STATEMENTS, _nothing),
    Workload("page 1000", _STATEMENTS, _deep, beside="page 1"),
    Workload(
        "facets",
        """
        query($form: StatementForm!) {
          statements(filter: {form: {eq: $form}}) { totalCount facets { speechAct { code count } } }
        }""",
        _forms,
    ),
    Workload(
        "REST lookup",
        "query($slug: String!) { source(slug: $slug) { slug name kind role } }",
        _slugs,
        "/v1/sources/{slug}",
    ),
)
