"""Whatever is asked for is found, in order and shown, as plain Python does it over the rows."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.search.words import FILLER
from tests.asking import Asker
from tests.search import oracle
from tests.search.test_search import answer
from tests.search.world import rows

SEARCHABLE = oracle.searchable(rows)
NAMES = oracle.names(rows)
VOCABULARY = sorted(
    {word for row in SEARCHABLE for word in row["words"].split(" ") if word and word != FILLER}
    | {name for _, name in NAMES}
)
WORD = st.sampled_from(VOCABULARY)
PHRASE = st.sampled_from([row["words"].split(" ") for row in SEARCHABLE if row["words"]]).flatmap(
    lambda words: st.tuples(st.integers(0, len(words) - 1), st.integers(1, 3)).map(
        lambda cut: " ".join(words[cut[0] : cut[0] + cut[1]])
    )
)
ASKED = st.one_of(
    WORD,
    WORD.map(str.upper),
    PHRASE.map(lambda words: f'"{words}"'),
    PHRASE.map(lambda words: words.replace(" ", "-").replace(FILLER, "x")),
    WORD.map(lambda word: f"{word[:1]}*"),
    WORD.map(lambda word: f"{word[:3].strip()}*"),
    WORD.map(lambda word: f'-"{word}"'),
    WORD.map(lambda word: f"-{word[:2].strip()}*"),
)


@settings(max_examples=150)
@given(st.lists(ASKED, max_size=4), WORD)
def test_it_finds_what_plain_python_finds(ask: Asker, pieces: list[str], word: str) -> None:
    text = " ".join([*pieces, word])
    expected = [row for row in SEARCHABLE if oracle.matches(row, text, NAMES)]
    page = answer(ask, text, first=100)
    assert page["totalCount"] == len(expected)
    assert [each["entity"]["id"] for each in page["nodes"]] == [identifier(row) for row in expected]
    assert [each["snippet"] for each in page["nodes"]] == [
        oracle.snippet(row, text, NAMES) for row in expected
    ]
    statements = "query ($text: String!) { statements(filter: {text: $text}, first: 100) { nodes { id } } }"
    listed = json.loads(ask(statements, {"text": text}).body)["data"]["statements"]["nodes"]
    assert [each["id"] for each in listed] == [identifier(row) for row in expected if row["statement_id"]]


def test_it_is_the_same_whether_the_first_rows_fill_the_page_or_not(ask_briefly: Asker) -> None:
    """In pages of three: of a frequent word the first rows are one page, of a rare one they are none."""
    numbers = set()
    for word in VOCABULARY:
        text = f'"{word}"'
        expected = [identifier(row) for row in SEARCHABLE if oracle.matches(row, text, NAMES)]
        page = answer(ask_briefly, text, first=3)
        assert [each["entity"]["id"] for each in page["nodes"]] == expected[:3]
        assert page["pageInfo"]["hasNextPage"] == (len(expected) > 3)
        page = answer(ask_briefly, text, first=3, after=page["pageInfo"]["endCursor"])
        assert [each["entity"]["id"] for each in page["nodes"]] == expected[3:6]
        page = answer(ask_briefly, text, last=3)
        assert [each["entity"]["id"] for each in page["nodes"]] == expected[-3:]
        assert page["pageInfo"]["hasPreviousPage"] == (len(expected) > 3)
        numbers.add(min(len(expected), 7))
    assert numbers == {1, 2, 3, 4, 5, 6, 7}


LISTED = """query ($filter: StatementFilter, $order: [StatementOrder!],
                   $first: Int, $after: String, $last: Int) {
  statements(filter: $filter, order: $order, first: $first, after: $after, last: $last) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { slug }
  }
}"""


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (None, lambda row: (-row["said_earliest"].toordinal(), -row["id"])),
        ([{"by": "SPEECH_ACT"}], lambda row: (row["speech_act"], row["said_earliest"], row["id"])),
        ([{"by": "SLUG", "direction": "ASC"}], lambda row: f"statement-{row['id']}"),
    ],
    ids=["own", "by a code", "by slug"],
)
@pytest.mark.parametrize("form", [None, "DIRECT"])
def test_a_list_is_the_same_whether_its_first_rows_fill_the_page_or_not(
    ask_for_lists: Asker,
    order: list[dict[str, str]] | None,
    key: Callable[[oracle.Row], Any],
    form: str | None,
) -> None:
    """In pages of two, of five rows that are looked at."""
    statements = {row["id"]: row for row in rows("statement")}

    def page(text: str, **variables: Any) -> Any:
        chosen = {"text": text} | ({"form": {"ne": form}} if form else {})
        body = json.loads(ask_for_lists(LISTED, {"filter": chosen, "order": order, **variables}).body)
        assert list(body) == ["data"], body
        return body["data"]["statements"]

    numbers = set()
    for word in VOCABULARY:
        text = f'"{word}"'
        found = [row["statement_id"] for row in SEARCHABLE if oracle.matches(row, text, NAMES)]
        held = [statements[each] for each in found if each is not None]
        expected = [f"statement-{row['id']}" for row in sorted(held, key=key) if row["form"] != form]
        first = page(text, first=2)
        assert first["totalCount"] == len(expected)
        assert [each["slug"] for each in first["nodes"]] == expected[:2]
        assert first["pageInfo"]["hasNextPage"] == (len(expected) > 2)
        second = page(text, first=2, after=first["pageInfo"]["endCursor"])
        assert [each["slug"] for each in second["nodes"]] == expected[2:4]
        assert second["pageInfo"]["hasNextPage"] == (len(expected) > 4)
        last = page(text, last=2)
        assert [each["slug"] for each in last["nodes"]] == expected[-2:]
        assert last["pageInfo"]["hasPreviousPage"] == (len(expected) > 2)
        numbers.add(len(expected))
    assert numbers >= {0, 1, 2, 3, 6}


def identifier(row: oracle.Row) -> str:
    kind = next(each for each in oracle.TEXTS if row[f"{each}_id"] is not None)
    return f"{kind}s/{kind}-{row[f'{kind}_id']}"
