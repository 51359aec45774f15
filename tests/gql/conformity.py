"""What holds of every answer to a request of GraphQL over HTTP, whatever was asked."""

from typing import Any

import httpx2
from schemathesis import Response

from api.gql.persisted import NOT_FOUND
from api.problem import problem_types
from tests.abuse.harmless import assert_harmless
from tests.abuse.wire import Reply

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
# Beside those of problems, which docs/problems.md lists.
CODES = {
    *(code for code, kind in problem_types().items() if kind.status < 500),
    "BAD_REQUEST",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    NOT_FOUND,
}


def assert_conforms(response: Response | httpx2.Response, accept: str, sent: str) -> Any:
    """The body: ``data`` and nothing else, or ``errors`` that say what is wrong and in which way; status and
    media type as the specification has them for what the client reads; nothing of the server's insides.
    """
    headers = {name.lower(): _text(value) for name, value in dict(response.headers).items()}
    assert_harmless(
        Reply(response.status_code, headers, response.content), sent=sent.encode(errors="replace")
    )
    assert headers["content-type"] == f"{accept}; charset=utf-8"
    body = response.json()
    if "errors" not in body:
        assert (response.status_code, [*body]) == (200, ["data"])
        assert isinstance(body["data"], dict)
        return body
    assert [*body] == ["errors"]
    codes = {_code(error) for error in body["errors"]}
    assert len(codes) == 1
    assert codes <= CODES
    # What is no request at all is 400 for everybody; the protocol of persisted queries wants 200 for its own.
    refused = {GRAPHQL: 400, JSON: 200}[accept]
    assert response.status_code == ({"BAD_REQUEST": 400, NOT_FOUND: 200}.get(codes.pop(), refused))
    return body


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _code(error: dict[str, Any]) -> str:
    """The code of an error that has the shape of the specification."""
    assert error.keys() <= {"message", "locations", "path", "extensions"}
    assert isinstance(error["message"], str)
    assert error["message"]
    for place in error.get("locations", ()):
        assert place.keys() == {"line", "column"}
        assert min(place.values()) >= 1
    return str(error["extensions"]["code"])
