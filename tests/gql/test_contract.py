"""Documents that schemathesis makes of the schema, good and bad, over a real connection on each backend."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from graphql import IntValueNode, StringValueNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.graphql import nodes
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import create_app
from api.gql.scalars import SCALARS
from api.gql.schema import CORE_SCHEMA
from api.settings import Settings
from tests.gql.conformity import GRAPHQL, JSON, assert_conforms
from tests.serving import serving

FEW = settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    deadline=None,
)
# It takes an error with a path for one of the server, if the document is valid; there, codes are looked at.
BY_CODES: list[CheckFunction] = [not_a_server_error, positive_data_acceptance]
ROOTS = sorted(CORE_SCHEMA.query_type.fields) if CORE_SCHEMA.query_type else []

# Every scalar of ours, with what it takes; GraphQL's own are known.
DAYS = st.dates().map(str)
TIMES = st.datetimes().map(lambda time: f"{time.isoformat()}Z")
TAKEN: dict[str, st.SearchStrategy[StringValueNode | IntValueNode]] = {
    "Date": DAYS.map(nodes.String),
    "DateTime": TIMES.map(nodes.String),
    "RevisionOrTime": st.one_of((DAYS | TIMES).map(nodes.String), st.integers(0, 2**31 - 1).map(nodes.Int)),
}


def test_every_scalar_is_known() -> None:
    assert {each.name for each in SCALARS.values()} == TAKEN.keys()


@pytest.fixture(scope="module")
def address(world_url: str) -> Iterator[str]:
    with serving(create_app(Settings(database_url=world_url))) as address:
        yield address


@pytest.fixture(scope="module")
def described(address: str) -> BaseSchema:
    for name, strategy in TAKEN.items():
        schemathesis.graphql.scalar(name, strategy)
    return schemathesis.graphql.from_url(f"{address}/graphql")


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("root", ROOTS)
def test_whatever_is_asked_is_answered_as_the_specification_says(
    described: BaseSchema, root: str, mode: GenerationMode
) -> None:
    @given(case=described["Query"][root].as_strategy(mode), accept=st.sampled_from([GRAPHQL, JSON]))
    @FEW
    def answered(case: Case[Any], accept: str) -> None:
        response = case.call(headers={"Accept": accept})
        body = assert_conforms(response, accept, json.dumps(case.body))
        assert case.meta is not None
        if case.meta.generation.mode.is_negative:
            case.validate_response(response)
            assert "errors" in body
            return
        case.validate_response(response, excluded_checks=BY_CODES)
        if "errors" in body:
            # A schema can say neither how long a page is, nor which cursors there are, nor what costs much,
            # nor how far the world has come.
            (code,) = {each["extensions"]["code"] for each in body["errors"]}
            assert code in {"BAD_INPUT", "TOO_COMPLEX", "UNKNOWN_REVISION"}

    answered()
