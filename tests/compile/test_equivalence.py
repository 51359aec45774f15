"""The engine answers as the stock executor does, key order included."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings

from tests.asking import Asker
from tests.compile import oracle
from tests.compile.documents import Operation, operations


def ordered(text: str | bytes) -> Any:
    """JSON with its objects as lists of pairs, so that the order of keys counts."""
    return json.loads(text, object_pairs_hook=list)


def check(ask: Asker, query: str, operation_name: str | None, variables: Mapping[str, Any]) -> None:
    """The engine's body is the stock executor's answer."""
    expected = oracle.answer(query, operation_name, variables)
    assert expected.errors is None
    answer = ask(query, variables, operation_name)
    if ask.reader.dialect == "sqlite" and b'"code":"TOO_COMPLEX"' in answer.body:
        # A few documents are more than its parser holds, and PostgreSQL answers those. Were they many,
        # Hypothesis would complain that too much is rejected.
        reject()
    assert ordered(answer.body) == [("data", ordered(json.dumps(expected.data)))]


# Hundreds of documents, each answered twice: on a busy machine it takes its time.
@pytest.mark.timeout(600)
@settings(
    max_examples=200,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(operations())
def test_any_operation(ask: Asker, operation: Operation) -> None:
    check(ask, operation.query, operation.operation_name, operation.variables)
