"""The example tabs of GraphiQL, answered from the first article: the story that they tell."""

from typing import Any

import anyio
import orjson
import pytest

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from api.ide.example import Example, examples
from db.engine import open_reader

EXAMPLES = {example.title: example for example in examples()}


@pytest.fixture(scope="module")
def answers(seeds_url: str) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        async with open_reader(seeds_url) as reader:
            engine = Engine(CORE_SCHEMA, reader)
            return {title: await data(engine, example) for title, example in EXAMPLES.items()}

    async def data(engine: Engine, example: Example) -> Any:
        answer = await engine.answer(Request(example.query, None, example.variables))
        assert answer.status == 200, answer.body
        return orjson.loads(answer.body)["data"]

    return anyio.run(ask)


def test_each_example_is_told_here() -> None:
    told = {name.removeprefix("test_").replace("_", "") for name in globals() if name.startswith("test_")}
    assert {title.lower() for title in EXAMPLES} <= told


def test_who_confirmed_what(answers: dict[str, Any]) -> None:
    event = answers["WhoConfirmedWhat"]["event"]
    confirmed = [edge for edge in event["statements"]["edges"] if edge["node"]["speechAct"] == "CONFIRMS"]
    assert [edge["node"]["proposition"] for edge in confirmed] == [
        "Ukrainian forces are operating in Russia's Belgorod region."
    ]
    assert confirmed[0]["node"]["said"] == {"edtf": "2025-04-07", "basis": "PARTLY_STATED"}
    assert confirmed[0]["node"]["attributions"][0] == {
        "role": "ORIGINATOR",
        "commitment": "CERTAIN",
        "basis": "UNSTATED",
        "source": {"name": "Volodymyr Zelenskyy"},
    }
    assert {"aspect": "OCCURRENCE", "stance": "AFFIRMS", "explicit": True} in confirmed[0]["bearings"]


def test_what_was_known(answers: dict[str, Any]) -> None:
    event = answers["WhatWasKnown"]["event"]
    assert (event["on20March"]["value"], event["on20March"]["since"]) == ("REPORTED", "2025-03-19")
    assert (event["on8April"]["value"], event["on8April"]["since"]) == ("ACKNOWLEDGED", "2025-04-07")
    assert [each["proposition"] for each in event["on8April"]["decidedBy"]] == [
        "Ukrainian forces are present in Kursk region and in Belgorod region.",
        "Ukrainian forces are operating in Russia's Belgorod region.",
    ]
    assert [(each["on"], each["value"]) for each in event["statusHistory"]] == [
        ("2025-03-18", "POSSIBLE"),
        ("2025-03-19", "REPORTED"),
        ("2025-04-07", "ACKNOWLEDGED"),
    ]


def test_what_is_disputed(answers: dict[str, Any]) -> None:
    disputed = {
        event["title"]: [(dispute["aspect"], dispute["since"]) for dispute in event["disputes"]]
        for event in answers["WhatIsDisputed"]["events"]["nodes"]
        if event["disputes"]
    }
    assert disputed == {
        "Ukrainian operations across the Russian border": [("EFFECTIVENESS", "2025-04-08")],
        "Ukrainian incursions into Belgorod region of which Russia speaks": [("OUTCOME", "2025-03-19")],
        "Ukrainian push towards Demidovka and Prilesye": [("OUTCOME", "2025-03-19")],
    }


def test_the_chain_behind_a_claim(answers: dict[str, Any]) -> None:
    statement = answers["TheChainBehindAClaim"]["statement"]
    based_on = [each["other"] for each in statement["relations"] if each["kind"] == "BASED_ON"]
    assert [each["proposition"] for each in based_on] == [
        "Ukrainian forces gained ground near Demidovka and Prilesye."
    ]
    assert [
        (each["role"], each["source"]["name"], each["source"]["named"], each["commitment"])
        for each in based_on[0]["attributions"]
    ] == [
        ("ORIGINATOR", "Russian sources cited by the Institute for the Study of War", False, "CERTAIN"),
        ("RELAYER", "Institute for the Study of War", True, "UNCOMMITTED"),
        ("AUTHOR", "Nigerian Tribune", True, "UNCOMMITTED"),
    ]


def test_only_unnamed_sources(answers: dict[str, Any]) -> None:
    statements = answers["OnlyUnnamedSources"]["statements"]
    assert statements["totalCount"] == len(statements["nodes"]) == 9
    for each in statements["nodes"]:
        assert any(
            not link["source"]["named"] for link in each["attributions"] if link["role"] == "ORIGINATOR"
        )


def test_the_strike_on_kryvyi_rih(answers: dict[str, Any]) -> None:
    event = answers["TheStrikeOnKryvyiRih"]["event"]
    assert [(each["measure"], each["best"], each["unit"]) for each in event["figures"]["nodes"]] == [
        ("KILLED", 20, "PERSON"),
        ("CHILDREN_KILLED", 9, "PERSON"),
    ]
    place = event["placements"]["nodes"][0]["location"]
    assert (place["name"], place["partOf"]["name"], place["point"]["precision"]) == (
        "Kryvyi Rih",
        "Ukraine",
        "SETTLEMENT",
    )


def test_how_sure_is_this_data(answers: dict[str, Any]) -> None:
    data = answers["HowSureIsThisData"]
    assert data["dataset"]["revision"] == 1
    assert data["dataset"]["counts"] == {
        "articles": 1,
        "sources": 22,
        "statements": 38,
        "events": 24,
        "locations": 18,
    }
    article = data["articles"]["nodes"][0]
    assert article["published"]["edtf"] == "2025-04-08"
    assert article["published"]["basis"] == "INFERRED"
    assert [gap["kind"] for gap in article["gaps"]["nodes"]] == ["NOT_GIVEN", "UNCONFIRMED"]
    assert len(article["omissions"]["nodes"]) == 2


def test_who_speaks_of_where(answers: dict[str, Any]) -> None:
    statements = answers["WhoSpeaksOfWhere"]["statements"]
    facets = statements["facets"]
    assert statements["totalCount"] == 5
    assert [(each["code"], each["count"]) for each in facets["speechAct"]] == [
        ("ASSESSES", 2),
        ("REPORTS", 1),
        ("SPECULATES", 1),
        ("STATES", 1),
    ]
    assert facets["said"] == [{"period": "2025-04-08", "count": 3}, {"period": None, "count": 2}]
    assert facets["attribution"]["sources"][0] == {"source": {"name": "Nigerian Tribune"}, "count": 3}
    # Two statements on villages of Belgorod region count once for the region and once for Russia.
    places = {each["location"]["name"]: each["count"] for each in facets["location"]["within"]}
    assert (places["Russia"], places["Belgorod region"], places["Demidovka"]) == (5, 4, 2)


def test_look_for_a_name(answers: dict[str, Any]) -> None:
    found = answers["LookForAName"]["search"]
    assert found["totalCount"] == len(found["nodes"])
    first, *others = found["nodes"]
    assert first["entity"] == {"__typename": "Location", "id": "locations/demidovka"}
    assert first["snippet"] == "<mark>Demidovka</mark> · <mark>Демидовка</mark>"
    said = [each for each in others if each["entity"]["__typename"] == "Statement"]
    assert said
    # The Russian name is nowhere in these; the English one is.
    assert all("<mark>Demidovka</mark>" in each["snippet"] for each in said)
    assert not any("lashes" in each["snippet"] for each in said)


def test_what_the_database_knew(answers: dict[str, Any]) -> None:
    told = answers["WhatTheDatabaseKnew"]
    assert told["before"] == {
        "revision": 0,
        "loadedAt": None,
        "counts": dict.fromkeys(("statements", "events", "sources", "locations", "articles"), 0),
    }
    assert told["after"]["revision"] == 1
    assert told["after"]["counts"]["statements"] == 38
    assert told["then"]["status"] == {"value": "REPORTED", "since": "2025-03-19"}
    (made,) = told["then"]["history"]["nodes"]
    assert made["revision"] == {"number": 1, "loadedAt": told["after"]["loadedAt"]}
    assert (made["action"], made["fields"], made["dossier"]) == ("ADDED", [], "2025-04-08-belgorod-admission")
    assert told["changes"]["totalCount"] == sum(told["after"]["counts"].values())
    assert [each["entityId"] for each in told["changes"]["nodes"]][:2] == [
        "articles/2025-04-08-belgorod-admission",
        "sources/nigerian-tribune",
    ]
