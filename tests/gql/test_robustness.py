"""Whatever is asked, there is an answer, and it is well formed."""

import json
from datetime import date

import pytest
from graphql.language import StringValueNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from api.gql.schema import sdl
from tests.asking import Asker

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
DAYS = st.dates(min_value=date(1, 1, 1)).map(lambda day: StringValueNode(value=day.isoformat()))


@pytest.fixture(scope="session")
def schema_text() -> str:
    return sdl()


@settings(max_examples=40, derandomize=True, database=None, suppress_health_check=SLOW)
@given(st.data())
def test_any_valid_document(ask: Asker, schema_text: str, data: st.DataObject) -> None:
    document = data.draw(queries(schema_text, custom_scalars={"Date": DAYS}))
    answer = ask(document)
    body = json.loads(answer.body)
    if answer.data:
        assert list(body) == ["data"]
        assert answer.status == 200
    else:
        assert list(body) == ["errors"]
        assert body["errors"]
        assert {each["extensions"]["code"] for each in body["errors"]} <= {"BAD_INPUT", "TOO_COMPLEX"}


@settings(max_examples=200, derandomize=True, database=None)
@given(st.one_of(st.text(), st.text(alphabet='{}()[]!:=|@$&.,"#abc_1 \n')), st.none() | st.text())
def test_any_text(ask: Asker, text: str, name: str | None) -> None:
    answer = ask(text, None, name)
    assert set(json.loads(answer.body)) in ({"data"}, {"errors"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=150, derandomize=True, database=None)
@given(st.fixed_dictionaries({}, optional={"n": JSON, "filter": JSON, "ids": JSON, "day": JSON, "on": JSON}))
def test_any_variables(ask: Asker, variables: dict[str, object]) -> None:
    query = """query($n: Int, $filter: EventFilter, $ids: [ID!]! = [], $day: Date, $on: Boolean! = true) {
      events(first: $n, filter: $filter) { totalCount nodes { status(asOf: $day) { value } } }
      nodes(ids: $ids) @include(if: $on) { id }
    }"""
    answer = ask(query, variables)
    assert set(json.loads(answer.body)) == ({"data"} if answer.data else {"errors"})
    assert answer.status in (200, 400)
