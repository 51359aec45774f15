"""Generated requests, good and bad: what the OpenAPI document says of them holds.

Bounded to a few examples for each operation, over a real connection.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from api.rest.parameters import Parameters
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from api.rest.values import Expression, Numbers, Question

FEW = settings(
    max_examples=3, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True
)
# How what breaks a schema is refused.
CHECKED = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [400, 404, 406, 414, 422]}}}
)
SEARCHED = "village"
# Schemathesis tells media types apart without their profiles, and takes this one for other linked data.
PROFILED = "annotation"
# A schema can say neither which cursors a list gave, nor that `first` and `last` exclude each other, nor that
# an order has each key once, nor which days and points there are, nor what is a word, nor that a list that is
# sent whole is not counted.
BEYOND_A_SCHEMA = {"after", "before", "last", "order", "totalCount"} | {
    parameter.name
    for path, document in ROUTES
    for parameter in Parameters(path, stored(document)).all
    if isinstance(parameter.value, Expression | Numbers | Question) or parameter.name.endswith(".borrowed")
}


@pytest.fixture(scope="session")
def described(address: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/openapi.json", config=CHECKED)


@pytest.mark.parametrize("path", [ROOT, *(ROOT + path for path, _ in ROUTES)])
def test_what_is_documented_is_answered(described: BaseSchema, path: str) -> None:
    @given(case=described[path]["GET"].as_strategy(GenerationMode.POSITIVE))
    @FEW
    def answered(case: Case[Any]) -> None:
        for name in BEYOND_A_SCHEMA:
            case.query.pop(name, None)
        if case.query.get("format") == PROFILED:
            del case.query["format"]
        # How far the world has come.
        if "since" in case.query:
            case.query["since"] = min(case.query["since"], 2)
        if path == f"{ROOT}/search":
            case.query["text"] = SEARCHED
        case.call_and_validate()

    answered()


@pytest.mark.parametrize(
    "path", [ROOT + path for path, document in ROUTES if Parameters(path, stored(document)).all]
)
def test_what_is_not_documented_is_refused(described: BaseSchema, path: str) -> None:
    @given(case=described[path]["GET"].as_strategy(GenerationMode.NEGATIVE))
    @FEW
    def refused(case: Case[Any]) -> None:
        case.call_and_validate()

    refused()
