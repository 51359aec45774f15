"""Generated requests, good and bad: what the OpenAPI document says of them holds.

Bounded to a few examples for each operation, over a real connection.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import BaseSchema, Case, GenerationMode

from api.rest.parameters import Parameters
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from api.rest.values import Expression, Numbers, Question

FEW = settings(
    max_examples=3, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True
)
# Longer addresses never reach the application: the HTTP parser refuses them itself, in plain text.
LONGEST = 30_000
BEYOND_A_SCHEMA = {
    parameter.name
    for path, document in ROUTES
    for parameter in Parameters(path, stored(document)).all
    if isinstance(parameter.value, Expression | Numbers | Question) or parameter.name.endswith(".borrowed")
}


@pytest.fixture(scope="session")
def described(address: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize("path", [ROOT, *(ROOT + path for path, _ in ROUTES)])
def test_what_is_documented_is_answered(described: BaseSchema, path: str) -> None:
    @given(case=described[path]["GET"].as_strategy(GenerationMode.POSITIVE))
    @FEW
    def answered(case: Case[Any]) -> None:
        # A schema can say neither which cursors a list gave, nor that `first` and `last` exclude each other,
        # nor that an order has each key once, nor which days and points there are, nor what is a word, nor
        # that a list that is sent whole is not counted.
        for name in ("after", "before", "last", "order", "totalCount", *BEYOND_A_SCHEMA):
            case.query.pop(name, None)
        if path == f"{ROOT}/search":
            case.query["text"] = "village"
        case.call_and_validate()

    answered()


@pytest.mark.parametrize(
    "path", [ROOT + path for path, document in ROUTES if Parameters(path, stored(document)).all]
)
def test_what_is_not_documented_is_refused(described: BaseSchema, path: str) -> None:
    @given(case=described[path]["GET"].as_strategy(GenerationMode.NEGATIVE))
    @FEW
    def refused(case: Case[Any]) -> None:
        assume(len(str(case.as_transport_kwargs()["params"]).encode()) * 3 < LONGEST)
        case.call_and_validate()

    refused()
