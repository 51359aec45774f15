"""What parameters mean, and how those that mean nothing are refused."""

from datetime import date
from typing import Any

import pytest

from api.problem import nearest
from tests.rest.conftest import Served
from tests.world import WORLD

STATEMENTS = sorted(WORLD["statement"], key=lambda row: (row["said_earliest"], row["id"]), reverse=True)
EVENTS = sorted(WORLD["event"], key=lambda row: (row["occurred_earliest"], row["id"]), reverse=True)
SOURCES = sorted(WORLD["source"], key=lambda row: (row["name"], row["id"]))


def slugs(rows: list[dict[str, Any]], ids: set[int]) -> list[str]:
    return [row["slug"] for row in rows if row["id"] in ids]


def listed(served: Served, path: str) -> list[str]:
    """The slugs of a list, all on one page."""
    response = served.client.get(path)
    assert response.status_code == 200, response.text
    return [each["slug"] for each in response.json()["nodes"]]


def ids_of(table: str, column: str, **conditions: object) -> set[int]:
    return {
        row[column] for row in WORLD[table] if all(row[name] == value for name, value in conditions.items())
    }


def test_several_values_are_alternatives_by_comma_or_by_repetition(world: Served) -> None:
    expected = slugs(SOURCES, ids_of("source", "id", kind="STATE") | {4})
    assert len(expected) > 1
    assert listed(world, "/v1/sources?kind=STATE,UNNAMED_GROUP") == expected
    assert listed(world, "/v1/sources?kind=STATE&kind=UNNAMED_GROUP") == expected


def test_conditions_of_several_parameters_must_all_hold(world: Served) -> None:
    assert listed(world, "/v1/sources?named=false") == slugs(SOURCES, {4, 9})
    assert listed(world, "/v1/sources?named=false&kind=UNNAMED_GROUP") == ["source-4"]


def test_slugs_pick_rows(world: Served) -> None:
    assert listed(world, "/v1/events?slug=event-2,event-9") == slugs(EVENTS, {2, 9})


def test_an_uncertain_date_matches_a_range_that_it_overlaps(world: Served) -> None:
    # The 1st may have been said on any day up to 20 March, the 3rd on 4 to 8 March.
    assert listed(world, "/v1/statements?said.from=2025-03-08&said.to=2025-03-09") == [
        "statement-3",
        "statement-1",
    ]
    assert listed(world, "/v1/statements?said.from=2025-03-21") == ["statement-14", "statement-13"]


def test_dates_compare_with_days_in_edtf(world: Served) -> None:
    path = "/v1/statements?said.during=2025-03-04/2025-03-08"
    assert listed(world, path) == ["statement-3", "statement-1"]
    assert listed(world, f"{path}&said.certainly=true") == ["statement-3"]
    assert listed(world, "/v1/statements?said.before=2025-03-04") == ["statement-2", "statement-1"]
    assert listed(world, "/v1/statements?said.after=2025-03-12&said.certainly=true") == [
        "statement-14",
        "statement-13",
    ]
    assert listed(world, "/v1/statements?said.precision=UNKNOWN") == ["statement-1"]
    inferred = {row["id"] for row in WORLD["statement"] if row["said_basis"] == "INFERRED"}
    assert listed(world, "/v1/statements?said.basis=INFERRED") == slugs(STATEMENTS, inferred)


def test_a_list_is_asked_for_as_it_stood_on_a_day(world: Served) -> None:
    said = {row["id"] for row in WORLD["statement"] if row["said_latest"] <= date(2025, 3, 8)}
    assert len(said) == 2
    assert listed(world, "/v1/statements?asOf=2025-03-08") == slugs(STATEMENTS, said)
    about = ids_of("statement_event", "statement_id", event_id=2) & said
    assert listed(world, "/v1/events/event-2/statements?asOf=2025-03-08") == slugs(STATEMENTS, about)
    spoken_of = {row["event_id"] for row in WORLD["statement_event"] if row["statement_id"] in said}
    assert listed(world, "/v1/events?asOf=2025-03-08") == slugs(EVENTS, spoken_of)


def test_a_wrong_expression_is_refused_by_its_name(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get("/v1/statements?said.before=2025-02-30")
    assert response.status_code == 400
    assert response.json()["detail"] == (
        "said.before takes a date in EDTF: “2025-02-30” is no day: February 2025 has 28 days; "
        "a day is written 2025-03-18, a month 2025-03, a span 2025-03-18/2025-03-20 or, where it is open, "
        "2025-03-18/.., a season 2025-21 (EDTF)"
    )


def test_a_reference_means_the_one_of_that_slug(world: Served) -> None:
    expected = slugs(STATEMENTS, ids_of("attribution", "statement_id", source_id=1))
    assert len(expected) > 2
    assert listed(world, "/v1/statements?source=source-1") == expected


def test_a_reference_into_a_hierarchy_means_all_inside_as_well(world: Served) -> None:
    inside = {
        row["statement_id"] for row in WORLD["statement_location"] if row["location_id"] in (2, 4, 5, 6)
    }
    assert listed(world, "/v1/statements?location=location-2") == slugs(STATEMENTS, inside)
    alone = ids_of("statement_location", "statement_id", location_id=2)
    assert alone != inside
    assert listed(world, "/v1/statements?location.slug=location-2") == slugs(STATEMENTS, alone)
    assert listed(world, "/v1/events?within=event-2") == slugs(EVENTS, {2, 3, 4, 5})


def test_conditions_of_one_relation_are_about_one_row(world: Served) -> None:
    row = {"role": "ORIGINATOR", "commitment": "PROBABLE", "source_id": 1}
    expected = slugs(STATEMENTS, ids_of("attribution", "statement_id", **row))
    apart = slugs(
        STATEMENTS,
        ids_of("attribution", "statement_id", role="ORIGINATOR", commitment="PROBABLE")
        & ids_of("attribution", "statement_id", source_id=1),
    )
    assert expected
    question = "attribution.role=ORIGINATOR&attribution.commitment=PROBABLE"
    assert listed(world, f"/v1/statements?{question}&attribution.source=source-1") == expected
    assert listed(world, f"/v1/statements?{question}&source=source-1") == apart


def test_relations_are_filtered_as_lists_are(world: Served) -> None:
    denied = {row["statement_id"] for row in WORLD["bearing"] if row["stance"] == "DENIES"}
    about = ids_of("statement_event", "statement_id", event_id=2)
    path = "/v1/events/event-2/statements"
    assert listed(world, f"{path}?bearing.stance=DENIES") == slugs(STATEMENTS, denied & about)
    assert listed(world, f"{path}?slug=statement-2") == ["statement-2"]


def test_a_name_is_found_by_a_piece_of_it(world: Served) -> None:
    assert listed(world, "/v1/sources?name.startsWith=ALPHA") == slugs(SOURCES, {2, 3, 4, 5})
    assert listed(world, "/v1/sources?name.contains=pfel") == ["source-6"]
    assert listed(world, "/v1/locations?otherName.name.startsWith=%D0%B1%D1%96%D0%BB") == ["location-2"]
    # A comma is a part of the text.
    assert listed(world, "/v1/sources?name.contains=a,b") == []


def test_codes_are_left_out_and_missing_ones_found(world: Served) -> None:
    without = {row["id"] for row in WORLD["source"] if row["country"] is None}
    assert listed(world, "/v1/sources?country.isNull=true") == slugs(SOURCES, without)
    some = {row["id"] for row in WORLD["source"] if row["kind"] not in ("PERSON", "STATE")}
    assert listed(world, "/v1/sources?kind.notIn=PERSON,STATE") == slugs(SOURCES, some)


def test_numbers_are_compared(world: Served) -> None:
    expected = {row["statement_id"] for row in WORLD["figure"] if row["best"] and 1 <= row["best"] < 180}
    assert listed(world, "/v1/statements?figure.best.gte=1&figure.best.lt=180") == slugs(STATEMENTS, expected)


def test_registers_are_parameters(world: Served) -> None:
    path = "/v1/sources?wikidata=Q2,Q404&wikidata=Q1%27%22%5C"
    assert listed(world, path) == slugs(SOURCES, {1, 2})
    assert listed(world, f"{path}&isni=0") == ["source-1"]
    response = world.client.get("/v1/locations?geonames=578071,1")
    assert [(each["slug"], each["identifiers"]) for each in response.json()["nodes"]] == [
        ("location-2", [{"scheme": "GEONAMES", "value": "578071"}])
    ]


def test_a_list_comes_in_the_order_asked_for(world: Served) -> None:
    assert listed(world, "/v1/events?order=occurred,-loaded&type=WAR,INCURSION") == [
        row["slug"]
        for row in sorted(EVENTS, key=lambda row: (row["occurred_earliest"], -row["id"]))
        if row["type"] in ("WAR", "INCURSION")
    ]
    by_code = sorted(STATEMENTS, key=lambda row: (row["speech_act"], row["slug"]))
    assert listed(world, "/v1/statements?order=speechAct&order=slug") == [row["slug"] for row in by_code]


def test_the_pages_of_an_order_follow_one_another(world: Served) -> None:
    response = world.client.get("/v1/sources?order=-country,name&first=4")
    met = [each["slug"] for each in response.json()["nodes"]]
    while (link := response.links.get("next")) is not None:
        assert "order=-country%2Cname" in link["url"] or "order=-country,name" in link["url"]
        response = world.client.get(link["url"])
        met += [each["slug"] for each in response.json()["nodes"]]
    assert met == listed(world, "/v1/sources?order=-country,name")
    assert sorted(met) == sorted(row["slug"] for row in SOURCES)


def test_the_total_is_counted_when_asked_for(world: Served) -> None:
    get = world.client.get
    assert get("/v1/events?first=2&totalCount=true").json()["totalCount"] == len(EVENTS)
    assert "totalCount" not in get("/v1/events?first=2&totalCount=false").json()
    assert list(get("/v1/events").json()) == ["nodes", "pageInfo"]


def test_a_question_asked_again_with_other_values_compiles_nothing(world: Served) -> None:
    world.client.get("/v1/statements?source=source-1&said.from=2025-03-01")
    before = world.engine.counters.compiled
    world.client.get("/v1/statements?source=source-2&said.from=2025-03-02")
    assert world.engine.counters.compiled == before


TITLE = "The question cannot be answered as it stands"
GIVEN_BY = "use a cursor, startCursor or endCursor that an earlier page of the same list gave"


@pytest.mark.parametrize(
    ("path", "parameter", "detail"),
    [
        ("/v1/events?first=101", "first", "first takes a whole number from 0 to 100"),
        ("/v1/events?first=-1", "first", "first takes a whole number from 0 to 100"),
        ("/v1/events?first=1.5", "first", "first takes a whole number from 0 to 100"),
        ("/v1/events?first=", "first", "first takes a whole number from 0 to 100"),
        ("/v1/events?last=%D9%A3", "last", "last takes a whole number from 0 to 100"),
        ("/v1/events?first=1&first=2", "first", "first may be given once"),
        ("/v1/events?after=", "after", "after takes a cursor that an earlier page of the same list gave"),
        (
            "/v1/events?occurred.from=2025-02-30",
            "occurred.from",
            "occurred.from takes a day of the calendar, written as 2025-04-07",
        ),
        (
            "/v1/events/event-1/status?asOf=20250407",
            "asOf",
            "asOf takes a day of the calendar, written as 2025-04-07",
        ),
        ("/v1/sources?name.contains=", "name.contains", "name.contains takes a text of 1 to 300 characters"),
        (
            "/v1/statements?figure.best.gte=1e400",
            "figure.best.gte",
            "figure.best.gte takes a number, written as 12 or -0.5",
        ),
        ("/v1/events?slug=a%00b", "slug", "slug takes letters and digits, joined by single hyphens"),
        ("/v1/events?within=", "within", "within takes letters and digits, joined by single hyphens"),
        (f"/v1/events?slug={'a,' * 100}a", "slug", "slug takes at most 100 values"),
        ("/v1?first=1", "first", "there are no parameters here"),
    ],
)
def test_a_malformed_value_is_refused(
    world_on_sqlite: Served, path: str, parameter: str, detail: str
) -> None:
    response = world_on_sqlite.client.get(path)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "/problems/bad-input",
        "title": TITLE,
        "status": 400,
        "detail": detail,
        "parameter": parameter,
    }


@pytest.mark.parametrize(
    ("path", "parameter", "detail"),
    [
        ("/v1/events?first=1&last=2", "first", "give first or last, not both"),
        ("/v1/events?after=00", "after", f"after: this is no cursor of this list; {GIVEN_BY}"),
        ("/v1/events?before=%00", "before", f"before: this is no cursor of this list; {GIVEN_BY}"),
        ("/v1/sources?order=name,-name", "order", "order: name is given twice"),
    ],
)
def test_well_formed_parameters_that_do_not_go_together_are_unprocessable(
    world_on_sqlite: Served, path: str, parameter: str, detail: str
) -> None:
    response = world_on_sqlite.client.get(path)
    assert response.status_code == 422
    assert response.json() == {
        "type": "/problems/unprocessable",
        "title": "The parameters cannot be answered",
        "status": 422,
        "detail": detail,
        "parameter": parameter,
    }


def test_an_unknown_code_is_refused_with_the_codes_that_there_are(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get("/v1/statements?attribution.role=AUTOR")
    assert response.status_code == 400
    assert response.json() == {
        "type": "/problems/bad-input",
        "title": TITLE,
        "status": 400,
        "detail": "attribution.role takes codes of the vocabulary attribution_role",
        "parameter": "attribution.role",
        "allowed": ["AUTHOR", "ORIGINATOR", "RELAYER"],
    }


def test_an_unknown_parameter_is_refused_with_the_nearest_ones_first(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get("/v1/sources?knid=PERSON")
    problem = response.json()
    allowed = problem.pop("allowed")
    assert problem == {
        "type": "/problems/bad-input",
        "title": TITLE,
        "status": 400,
        "detail": "there is no such parameter here",
        "parameter": "knid",
    }
    assert allowed[0] == "kind"
    assert sorted(allowed) == [
        *("affiliation", "affiliation.affiliation", "affiliation.article", "affiliation.country"),
        *("affiliation.kind", "affiliation.name.contains", "affiliation.name.startsWith"),
        *("affiliation.named", "affiliation.text", "after", "article", "article.headline.contains"),
        *("article.headline.startsWith", "article.language"),
        *("article.published.after", "article.published.basis", "article.published.before"),
        *("article.published.certainly", "article.published.during", "article.published.from"),
        *("article.published.precision", "article.published.to", "article.publisher", "article.text"),
        *("before", "country", "country.isNull", "country.notIn", "first", "format", "geonames", "isni"),
        *("kind", "kind.notIn", "knownAt", "last", "lei"),
        *("name.contains", "name.startsWith", "named", "naturalEarth", "opensanctions", "order"),
        *("otherName.kind", "otherName.language", "otherName.name.contains", "otherName.name.startsWith"),
        *("slug", "text", "totalCount", "wikidata"),
    ]


def test_an_unknown_key_of_an_order_is_refused_with_those_that_there_are(world_on_sqlite: Served) -> None:
    problem = world_on_sqlite.client.get("/v1/events?order=ocurred").json()
    assert problem["detail"] == "order takes keys to sort by, with a hyphen in front to turn one round"
    assert problem["allowed"][0] == "occurred"
    assert sorted(problem["allowed"]) == sorted(
        sign + key
        for key in ("occurred", "title", "slug", "loaded", "type", "modality")
        for sign in ("", "-")
    )


def test_truth_is_written_in_one_way(world_on_sqlite: Served) -> None:
    problem = world_on_sqlite.client.get("/v1/sources?named=1").json()
    assert problem["detail"] == "named takes true or false"
    assert sorted(problem["allowed"]) == ["false", "true"]


@pytest.mark.parametrize("query", ["kind=%FF", "&".join(["slug=a"] * 501)])
def test_a_query_string_that_cannot_be_read_is_refused(world_on_sqlite: Served, query: str) -> None:
    response = world_on_sqlite.client.get(f"/v1/sources?{query}")
    assert response.status_code == 400
    assert response.json() == {
        "type": "/problems/bad-input",
        "title": TITLE,
        "status": 400,
        "detail": "the query string is no percent-encoded UTF-8, or has more than 500 parameters",
    }


def test_the_nearest_comes_first_whatever_its_case() -> None:
    assert nearest("person", ["STATE", "PERSON", "ORGANISATION"]) == ["PERSON", "ORGANISATION", "STATE"]
