"""The codebook as data: every code with its meaning and its public equivalents, by GraphQL and by REST."""

from typing import Any

import orjson
import pytest

from db.vocabulary import codes, schemes
from tests.asking import Asker


def entries(scheme: str) -> list[dict[str, Any]]:
    """The terms of a vocabulary as the file has them."""
    return [
        {
            "scheme": scheme,
            "code": term.code,
            "label": term.label,
            "definition": term.definition,
            "matches": [
                {"vocabulary": one.vocabulary, "notation": one.notation, "kind": one.kind, "uri": one.uri}
                for one in sorted(term.matches, key=lambda one: (one.vocabulary, one.notation))
            ],
        }
        for term in schemes()[scheme].terms
    ]


def data(ask: Asker, query: str, variables: dict[str, Any]) -> Any:
    answer = orjson.loads(ask(query, variables).body)
    assert "errors" not in answer, answer
    return answer["data"]


WHOLE = "scheme code label definition matches { vocabulary notation kind uri }"


@pytest.mark.parametrize("scheme", schemes())
def test_a_vocabulary_is_listed_in_its_order(ask: Asker, scheme: str) -> None:
    of_scheme = "terms(first: 100, filter: {scheme: {in: $in}})"
    query = f"query($in: [Scheme!]) {{ {of_scheme} {{ nodes {{ {WHOLE} }} }} }}"
    assert data(ask, query, {"in": [scheme]}) == {"terms": {"nodes": entries(scheme)}}


@pytest.mark.parametrize("size", [7, 100])
def test_pages_walk_all_codes_once_each_way(ask: Asker, size: int) -> None:
    wanted = [(name, code) for name in sorted(schemes()) for code in codes(name)]

    def walk(first: str, after: str, cursor: str, more: str) -> list[tuple[str, str]]:
        query = (
            f"query($c: String) {{ terms({first}: {size}, {after}: $c) "
            f"{{ nodes {{ scheme code }} totalCount pageInfo {{ {cursor} {more} }} }} }}"
        )
        found: list[tuple[str, str]] = []
        at = None
        while True:
            page = data(ask, query, {"c": at})["terms"]
            assert page["totalCount"] == len(wanted)
            rows = [(row["scheme"], row["code"]) for row in page["nodes"]]
            found = [*found, *rows] if first == "first" else [*rows, *found]
            if not page["pageInfo"][more]:
                return found
            at = page["pageInfo"][cursor]

    assert walk("first", "after", "endCursor", "hasNextPage") == wanted
    assert walk("last", "before", "startCursor", "hasPreviousPage") == wanted


def test_one_code_is_found_by_its_vocabulary_and_itself(ask: Asker) -> None:
    query = f"query($s: Scheme!, $c: String!) {{ term(scheme: $s, code: $c) {{ {WHOLE} }} }}"
    found = data(ask, query, {"s": "event_type", "c": "MISSILE_STRIKE"})["term"]
    assert found == next(one for one in entries("event_type") if one["code"] == "MISSILE_STRIKE")
    assert {one["vocabulary"] for one in found["matches"]} == {"ACLED sub-event type", "PLOVER event type"}
    # A code of another vocabulary, none at all, and one that no database could hold.
    for code in ("DENIES", "missile_strike", "", "\0", "'"):
        assert data(ask, query, {"s": "event_type", "c": code}) == {"term": None}


def test_the_vocabularies_are_codes_themselves(ask: Asker) -> None:
    query = "{ terms(first: 100, filter: {scheme: {eq: scheme}}) { nodes { code definition } } }"
    found = data(ask, query, {})
    assert [(one["code"], one["definition"]) for one in found["terms"]["nodes"]] == [
        (one.name, one.definition) for one in schemes().values()
    ]
