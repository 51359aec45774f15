"""What is found by what is typed, in which order, and how it is shown."""

import json
import string
from typing import Any

import pytest

from api.gql.execution import Request
from db.search.question import MAX_LENGTH
from tests.asking import Asker
from tests.databases import Backend

HOW = 'give at least one word to look for: words, "exact phrase", -without, begin*'
SEARCH = """query ($text: String!, $types: [SearchType!], $filter: SearchResultFilter,
                   $first: Int, $after: String, $last: Int, $before: String) {
  search(text: $text, types: $types, filter: $filter,
         first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { snippet entity { ... on Node { id } } }
  }
}"""


def answer(ask: Asker, text: str, **variables: Any) -> Any:
    body = json.loads(ask(SEARCH, {"text": text, **variables}).body)
    assert list(body) == ["data"], body
    return body["data"]["search"]


def found(ask: Asker, text: str, **variables: Any) -> list[str]:
    return [each["entity"]["id"] for each in answer(ask, text, first=100, **variables)["nodes"]]


def snippets(ask: Asker, text: str, **variables: Any) -> list[str]:
    return [each["snippet"] for each in answer(ask, text, **variables)["nodes"]]


def refusal(ask: Asker, text: str) -> Any:
    (error,) = json.loads(ask(SEARCH, {"text": text}).body)["errors"]
    return error


def numbered(kind: str, *numbers: int) -> list[str]:
    return [f"{kind}s/{kind}-{number}" for number in numbers]


TESTGRAD = numbered("location", 101)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("shelling", numbered("statement", 101)),
        ("SHELLING su-34S", numbered("statement", 101)),
        ("su 34s", numbered("statement", 101)),
        ("34-su", []),
        ("test kryvyi", [*numbered("location", 102), *numbered("statement", 103, 101)]),
        ('"kryvyi test"', [*numbered("location", 102), *numbered("statement", 101)]),
        ("kryvyi -word", [*numbered("location", 102), *numbered("statement", 101)]),
        ('kryvyi -"kryvyi test" -nothing', numbered("statement", 103)),
        ("shel*", numbered("statement", 101)),
        ("kryvyi t*", [*numbered("location", 102), *numbered("statement", 103, 101)]),
        ("su-3*", numbered("statement", 101)),
        # A name, its other names, and whatever says any of them.
        (
            "Testgrad",
            [
                *TESTGRAD,
                *numbered("source", 101),
                *numbered("location", 103),
                *numbered("statement", 102, 101),
            ],
        ),
        (
            "Тестград",
            [
                *TESTGRAD,
                *numbered("source", 101),
                *numbered("location", 103),
                *numbered("statement", 102, 101),
            ],
        ),
        ("testhorod shelling", numbered("statement", 101)),
        # Of several words, typed without quotation marks; with others around them.
        ("Кривий Тест", [*numbered("location", 102), *numbered("statement", 101)]),
        ("shelling Кривий Тест", numbered("statement", 101)),
        ("shelling Кривий -Тест", []),
        ("Інститут вивчення всього", [*numbered("source", 102), *numbered("statement", 104)]),
        ('"Інститут вивчення всього" -wrong', numbered("source", 102)),
        ('"Інститут вивчення"', numbered("source", 102)),
        # What is left out is left out to the letter, and a metonym leads to no other name.
        (
            "Тестград -Тестград",
            numbered("source", 101) + numbered("location", 103) + numbered("statement", 102, 101),
        ),
        ("GoT", numbered("source", 101)),
        # Other scripts.
        ("北京", numbered("source", 104)),
        ("京市", numbered("source", 104)),
        ("京北", []),
        ("张 长", numbered("source", 104)),
        ("שלום", numbered("statement", 105)),
        ("\u202bמرحبا\u202c".replace("מ", "م"), numbered("statement", 105)),
        ("e\u0301tude -étude", []),
    ],
)
def test_what_is_found(ask: Asker, text: str, ids: list[str]) -> None:
    assert found(ask, text) == ids
    assert answer(ask, text, first=0)["totalCount"] == len(ids)


def test_a_beginning_of_one_letter(ask: Asker) -> None:
    assert found(ask, "x*") == numbered("source", 103)
    assert set(numbered("statement", 101, 102, 103)) < set(found(ask, "a*"))


@pytest.mark.parametrize(
    "mark",
    [
        *string.punctuation,
        "“",
        "”",
        "«",
        "…",
        "—",
        "’",
        "\t",
        "\n",
        "\x1f",
        "\x7f",
        "\0",
        "\ud800",
        "👩‍👩‍👧",
        "\u202e",
        "\u2028",
        "\ue000",
        "\U0010ffff",
    ],
)
def test_any_other_character_only_separates(ask: Asker, mark: str) -> None:
    around = f"shelling {mark} testgrad" if mark == "-" else f"{mark}shelling{mark} {mark} testgrad {mark}"
    for text in (
        around,
        f"shelling {mark}testgrad" if mark not in "-\u202e" else around,
        mark * 3 + " shelling",
    ):
        assert found(ask, text) == numbered("statement", 101), text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "-kyiv",
            f"text: words are only left out; {HOW}",
        ),
        (
            "!?",
            f"text: there is no letter and no digit; {HOW}",
        ),
        ("x" * 10_000, f"text: 10000 characters are more than {MAX_LENGTH}; ask for fewer words"),
        (
            "\0",
            f"text: there is no letter and no digit; {HOW}",
        ),
    ],
)
def test_what_cannot_be_looked_for_is_refused(ask: Asker, text: str, message: str) -> None:
    error = refusal(ask, text)
    assert error["message"] == message
    assert error["path"] == ["search"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["extensions"]["argument"] == "text"
    filtered = "query ($text: String) { events(filter: {text: $text}) { totalCount } }"
    (other,) = json.loads(ask(filtered, {"text": text}).body)["errors"]
    assert other["message"] == message


def test_the_longest_question_is_answered(ask: Asker) -> None:
    assert found(ask, "testgrad shelling " + "(" * (MAX_LENGTH - 18)) == numbered("statement", 101)
    assert found(ask, " ".join(f'"a{number}"' for number in range(50))) == []


@pytest.mark.parametrize(
    ("text", "types", "shown"),
    [
        (
            "alert",
            None,
            [
                (
                    "… word53 word54 word55 word56 word57 word58 word59 "
                    "&lt;script&gt;<mark>alert</mark>(&#39;x&#39;)&lt;/script&gt; &amp; more"
                )
            ],
        ),
        (
            "script more",
            None,
            [
                (
                    "… word52 word53 word54 word55 word56 word57 word58 word59 &lt;<mark>script</mark>&gt;"
                    "alert(&#39;x&#39;)&lt;/<mark>script</mark>&gt; &amp; <mark>more</mark>"
                )
            ],
        ),
        (
            "word2 ann",
            None,
            [
                "<mark>Ann</mark> Example · "
                + " ".join(f"word{n}" if n != 2 else "<mark>word2</mark>" for n in range(27))
                + " …"
            ],
        ),
        (
            '"word10 word11" word1*',
            None,
            [
                "Ann Example · "
                + " ".join(
                    f"<mark>word{n}</mark>" if n == 1 or 10 <= n < 20 else f"word{n}" for n in range(27)
                )
                + " …"
            ],
        ),
        (
            "Кривий Тест",
            ["LOCATION"],
            ["<mark>Kryvyi</mark> <mark>Test</mark> · <mark>Кривий</mark> <mark>Тест</mark>"],
        ),
        (
            "test kryvyi",
            ["STATEMENT"],
            [
                "<mark>Kryvyi</mark> is a word, and so is <mark>Test</mark>.",
                "Shelling of Testgrad, <mark>Kryvyi</mark> <mark>Test</mark> and Su-34s.",
            ],
        ),
        (
            "Кривий Тест",
            ["STATEMENT"],
            ["Shelling of Testgrad, <mark>Kryvyi</mark> <mark>Test</mark> and Su-34s."],
        ),
        (
            "TESTGRAD she* -calm",
            ["STATEMENT"],
            ["<mark>Shelling</mark> of <mark>Testgrad</mark>, Kryvyi Test and Su-34s."],
        ),
        ("su-3*", None, ["Shelling of Testgrad, Kryvyi Test and <mark>Su</mark>-<mark>34s</mark>."]),
        ("北京", None, ["张伟 · <mark>北</mark><mark>京</mark>市长"]),
        ("שלום", None, ["<mark>שלום</mark> לכולם, مرحبا بالعالم"]),
    ],
)
def test_a_snippet(ask: Asker, text: str, types: list[str] | None, shown: list[str]) -> None:
    assert snippets(ask, text, types=types) == shown


def test_results_are_of_the_types_that_are_asked_for(ask: Asker) -> None:
    for kind, numbers in {
        "LOCATION": (101, 103),
        "SOURCE": (101,),
        "STATEMENT": (102, 101),
        "EVENT": (),
    }.items():
        assert found(ask, "testgrad", types=[kind]) == numbered(kind.lower(), *numbers)
    both = [*numbered("source", 101), *numbered("statement", 102, 101)]
    assert found(ask, "testgrad", types=["STATEMENT", "SOURCE", "STATEMENT"]) == both
    assert found(ask, "testgrad", types=[]) == []
    assert found(ask, "testgrad", types=None) == found(ask, "testgrad")


def test_a_filter_is_about_results_of_its_type(ask: Asker) -> None:
    others = [*TESTGRAD, *numbered("source", 101), *numbered("location", 103)]
    late = {"statement": {"slug": {"eq": "statement-102"}}}
    assert found(ask, "testgrad", filter=late) == [*others, *numbered("statement", 102)]
    neither = {"statement": {"text": "shelling"}, "location": {"name": {"startsWith": "new"}}}
    assert found(ask, "testgrad", filter=neither) == [
        *numbered("source", 101),
        *numbered("location", 103),
        *numbered("statement", 101),
    ]
    assert found(ask, "testgrad", filter={"not": late}) == numbered("statement", 101)


def test_pages_walk_every_result_once_either_way(ask: Asker) -> None:
    whole = found(ask, "a* -nothing")
    assert len(whole) > 10
    forwards: list[str] = []
    page = answer(ask, "a* -nothing", first=3)
    while True:
        forwards += [each["entity"]["id"] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        page = answer(ask, "a* -nothing", first=3, after=page["pageInfo"]["endCursor"])
        assert page["pageInfo"]["hasPreviousPage"]
    assert forwards == whole
    backwards: list[str] = []
    page = answer(ask, "a* -nothing", last=4)
    while True:
        backwards[:0] = [each["entity"]["id"] for each in page["nodes"]]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        page = answer(ask, "a* -nothing", last=4, before=page["pageInfo"]["startCursor"])
    assert backwards == whole


@pytest.mark.parametrize(
    "variables", [{}, {"types": ["STATEMENT"]}, {"after": True}, {"before": True, "last": 5}]
)
def test_sqlite_walks_the_index_in_order_and_stops(
    ask: Asker, backend: Backend, variables: dict[str, Any]
) -> None:
    cursor = answer(ask, "testgrad", first=1)["pageInfo"]["endCursor"]
    given = {name: cursor if value is True else value for name, value in variables.items()}
    query = SEARCH.replace("totalCount", "").replace("hasNextPage hasPreviousPage", "").replace("snippet", "")
    plan, values = ask.engine.plan(Request(query, None, {"text": "testgrad", **given}))
    rows = ask.runner.run(
        ask.reader.fetch_rows(f"EXPLAIN {'QUERY PLAN ' * (backend == 'sqlite')}{plan.sql}", values)
    )
    steps = [str(row[-1]) for row in rows]
    if backend == "postgresql":
        # The first rows are walked; GIN, which knows no order, gives the rest, and never is everything read.
        assert any("Bitmap Index Scan on ix_searchable_words_vector" in step for step in steps) or any(
            "Seq Scan on searchable_words" in step for step in steps
        )
        return
    (walk,) = (place for place, step in enumerate(steps) if step.startswith("SCAN l") and ":M" in step)
    # From the index to the rows by their keys; only a page that was walked backwards is turned round.
    assert "USING INTEGER PRIMARY KEY" in "".join(steps[walk + 1 : walk + 20])
    assert sum("USE TEMP B-TREE FOR ORDER BY" in step for step in steps) == ("last" in variables)
