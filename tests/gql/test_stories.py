"""The example tabs of GraphiQL, answered from the first article: the story that they tell."""

from typing import Any

import anyio
import orjson
import pytest

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from api.ide.example import Example, examples
from db.engine import open_reader
from tests.great_circle import metres_between

EXAMPLES = {example.title: example for example in examples()}


@pytest.fixture(scope="module")
def answers(seeds_url: str) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        async with open_reader(seeds_url) as reader:
            engine = Engine(CORE_SCHEMA, reader)
            return {title: await data(engine, example) for title, example in EXAMPLES.items()}

    async def data(engine: Engine, example: Example) -> Any:
        request = Request(example.query, None, example.variables)
        # Of a subscription, what it tells of the first load.
        told = engine.subscription(request)
        answer = await engine.answer(request if told is None else told.of(1))
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
    pairs = {
        event["title"]: [dispute["contradictions"]["totalCount"] for dispute in event["disputes"]]
        for event in answers["WhatIsDisputed"]["events"]["nodes"]
        if event["disputes"]
    }
    assert list(pairs.values()) == [[1], [1], [9]]
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
    assert statements["totalCount"] == 8
    assert {
        each["slug"]: [
            link["source"]["name"] for link in each["attributions"] if link["role"] == "ORIGINATOR"
        ]
        for each in statements["nodes"]
    } == {
        "bloggers-report-clashes-in-demidovka": ["Independent military bloggers"],
        "reports-of-supply-difficulties": ["Unnamed reports of casualties and supply difficulties"],
        "reports-of-mounting-casualties": ["Unnamed reports of casualties and supply difficulties"],
        "analysts-question-effectiveness": ["Western analysts", "Ukrainian analysts"],
        "analysts-speculate-on-trade-of-territory": ["Analysts who speculate on a trade of territory"],
        "russian-bloggers-suggest-pull-back": ["Russian military bloggers"],
        "russian-sources-report-ground-gained": [
            "Russian sources cited by the Institute for the Study of War"
        ],
        "third-party-sources-report-presence": ["Third-party sources"],
    }
    # The president speaks with his commanders, who are not named: that is not only unnamed sources.
    assert "zelenskyy-and-commanders-on-the-strategy" not in [each["slug"] for each in statements["nodes"]]
    assert statements["nodes"][0]["anchors"] == [{"start": 1876, "end": 1955}]
    assert [
        (each["slug"], each["status"]["value"]) for each in answers["OnlyUnnamedSources"]["events"]["nodes"]
    ] == [
        ("clashes-in-demidovka", "REPORTED"),
        ("ukrainian-pull-back-from-demidovka-area", "POSSIBLE"),
        ("weapons-supply-difficulties", "POSSIBLE"),
        ("mounting-casualties", "POSSIBLE"),
    ]


def test_day_one_and_day_three(answers: dict[str, Any]) -> None:
    events = answers["DayOneAndDayThree"]["events"]
    assert events["totalCount"] == 4
    assert {
        each["slug"]: [(each[day]["value"], each[day]["disputed"]) for day in ("dayOne", "dayThree")]
        for each in events["nodes"]
    } == {
        "ukrainian-push-towards-demidovka-and-prilesye": [("UNREPORTED", False), ("POSSIBLE", True)],
        "clashes-in-demidovka": [("UNREPORTED", False), ("REPORTED", False)],
        "ukrainian-presence-in-belgorod-region": [("POSSIBLE", False), ("REPORTED", False)],
        "ukrainian-incursions-into-belgorod-region": [("POSSIBLE", False), ("POSSIBLE", True)],
    }
    presence = events["nodes"][2]
    assert presence["dayOne"]["decidedBy"] == [
        {
            "slug": "zelenskyy-there-is-an-operation",
            "said": {"edtf": "2025-03-18"},
            "quotations": [{"text": "There is an operation there", "anchor": {"start": 1635, "end": 1662}}],
            "anchors": [{"start": 1610, "end": 1618}, {"start": 1620, "end": 1664}],
        }
    ]
    assert [each["anchors"] for each in presence["dayThree"]["decidedBy"]] == [[{"start": 1876, "end": 1955}]]


def test_denied_and_confirmed(answers: dict[str, Any]) -> None:
    (event,) = answers["DeniedAndConfirmed"]["events"]["nodes"]
    assert event["title"] == "Ukrainian incursions into Belgorod region of which Russia speaks"
    assert event["contradictions"] == {
        "totalCount": 1,
        "nodes": [
            {
                "aspect": "OUTCOME",
                "since": "2025-04-07",
                "basis": "OPPOSED",
                "left": {
                    "proposition": "Ukrainian forces are operating in Russia's Belgorod region.",
                    "reportingVerb": "confirmed",
                    "said": {"edtf": "2025-04-07"},
                    "quotations": [],
                    "anchors": [{"start": 0, "end": 143}],
                    "attributions": [
                        {
                            "role": "ORIGINATOR",
                            "commitment": "CERTAIN",
                            "source": {"name": "Volodymyr Zelenskyy"},
                        },
                        {"role": "AUTHOR", "commitment": "CERTAIN", "source": {"name": "Nigerian Tribune"}},
                    ],
                },
                "right": {
                    "proposition": "The ministry kept Ukrainian troops from reaching villages, Demidovka and "
                    "Prilesye among them.",
                    "reportingVerb": "claimed",
                    "said": {"edtf": "2025-03-18~"},
                    "quotations": [],
                    "anchors": [{"start": 1742, "end": 1875}],
                    "attributions": [
                        {
                            "role": "ORIGINATOR",
                            "commitment": "CERTAIN",
                            "source": {"name": "Russian defence ministry"},
                        },
                        {
                            "role": "AUTHOR",
                            "commitment": "UNCOMMITTED",
                            "source": {"name": "Nigerian Tribune"},
                        },
                    ],
                },
            }
        ],
    }


def test_one_source_over_time(answers: dict[str, Any]) -> None:
    edges = answers["OneSourceOverTime"]["event"]["statements"]["edges"]
    assert [
        (
            edge["node"]["said"]["edtf"],
            edge["node"]["speechAct"],
            [quotation["text"] for quotation in edge["node"]["quotations"]],
            [each["explicit"] for each in edge["bearings"] if each["aspect"] == "OCCURRENCE"],
        )
        for edge in edges
    ] == [
        ("2025-03-18", "STATES", ["There is an operation there"], [False]),
        ("2025-04-07", "CONFIRMS", [], [True]),
        (
            "2025-04-07",
            "STATES",
            [
                (
                    "We continue to carry out active operations in the border areas on enemy territory, and "
                    "that is absolutely just – war must return to where it came from"
                )
            ],
            [False],
        ),
    ]
    for edge in edges:
        assert edge["node"]["attributions"][0] == {
            "role": "ORIGINATOR",
            "commitment": "CERTAIN",
            "source": {"slug": "volodymyr-zelenskyy"},
        }


def test_counted_once(answers: dict[str, Any]) -> None:
    event = answers["CountedOnce"]["event"]
    assert event["status"] == {"value": "REPORTED", "statementCount": 3, "independentOriginators": 2}
    rests_on = {
        each["slug"]: [
            relation["other"]["slug"] for relation in each["relations"] if relation["kind"] == "BASED_ON"
        ]
        for each in event["statements"]["nodes"]
    }
    assert rests_on == {
        "article-reports-of-the-advance-were-unconfirmed": [],
        "isw-notes-ukrainian-advance": ["russian-sources-report-ground-gained"],
        "russian-sources-report-ground-gained": [],
    }


def test_what_lacks_a_date_or_a_place(answers: dict[str, Any]) -> None:
    undated, nowhere, events = (
        answers["WhatLacksADateOrAPlace"][name] for name in ("undated", "nowhere", "eventsNowhere")
    )
    assert [each["slug"] for each in undated["nodes"]] == [
        "reports-of-supply-difficulties",
        "reports-of-mounting-casualties",
        "analysts-question-effectiveness",
        "analysts-speculate-on-trade-of-territory",
        "zelenskyy-and-commanders-on-the-strategy",
        "russian-bloggers-suggest-pull-back",
        "zelenskyy-praises-units",
        "syrskyi-informs-of-presence",
        "zelenskyy-on-the-main-objective",
    ]
    assert {each["said"]["edtf"] for each in undated["nodes"]} == {"[..2025-04-08]"}
    assert undated["nodes"][7]["quotations"] == [
        {
            "text": "including our presence in the Kursk and Belgorod regions",
            "anchor": {"start": 1244, "end": 1300},
        }
    ]
    assert (undated["totalCount"], nowhere["totalCount"], events["totalCount"]) == (9, 15, 7)
    assert [each["slug"] for each in nowhere["nodes"] if each["quotations"]] == [
        "trump-condemns-russian-bombing",
        "trump-is-not-happy",
        "zelenskyy-there-is-an-operation",
        "zelenskyy-praises-units",
    ]
    assert [each["slug"] for each in events["nodes"]] == [
        "trade-of-captured-territory",
        "russian-bombing",
        "weapons-supply-difficulties",
        "mounting-casualties",
        "debate-on-cross-border-operations",
        "syrskyi-briefing",
        "russo-ukrainian-war",
    ]


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


def test_around_belgorod(answers: dict[str, Any]) -> None:
    found = answers["AroundBelgorod"]["events"]
    # From the city to the point that stands for the region in the dossier.
    away = round(metres_between((50.5977, 36.588), (50.8757, 37.277))) / 1000
    distance = {
        "kilometres": away,
        "precision": "REGION",
        "borrowed": False,
        "location": {"name": "Belgorod region"},
    }
    assert found["totalCount"] == 2
    assert {edge["node"]["title"] for edge in found["edges"]} == {
        "Ukrainian forces in Belgorod region",
        "Ukrainian advance in Belgorod region, near Demidovka and Prilesye",
    }
    assert [edge["distance"] for edge in found["edges"]] == [distance, distance]


def test_each_load_as_it_comes(answers: dict[str, Any]) -> None:
    told = answers["EachLoadAsItComes"]["revisions"]
    assert told["number"] == 1
    (loaded,) = told["dossiers"]["nodes"]
    assert (loaded["dossier"], loaded["changed"], loaded["withdrawn"]) == (
        "2025-04-08-belgorod-admission",
        0,
        0,
    )
    counts = answers["WhatTheDatabaseKnew"]["after"]["counts"]
    assert loaded["added"] == sum(counts.values())
    assert told["changes"]["totalCount"] == counts["events"] + counts["statements"]
    (presence,) = [
        each
        for each in told["changes"]["nodes"]
        if each["entityId"] == "events/ukrainian-presence-in-belgorod-region"
    ]
    assert presence == {
        "action": "ADDED",
        "entityId": "events/ukrainian-presence-in-belgorod-region",
        "entity": {
            "title": "Ukrainian forces in Belgorod region",
            "status": {"value": "ACKNOWLEDGED", "disputed": False},
        },
    }
