"""Problems of the server's own: what strangers are shown, and what the log is told."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.gql.execution import Answer
from api.problem import exception_handlers, problem_types
from api.rest.parameters import Parameters
from api.rest.resource import Resource
from api.rest.stored import stored
from db.errors import DatabaseUnavailable, FactError, SchemaMismatch
from tests.rest.conftest import Served


@dataclass
class Failing:
    """An engine that answers every request with one error, as the real one does."""

    answer_: Answer
    asked: list[object] = field(default_factory=list)

    async def answer(self, request: object) -> Answer:
        self.asked.append(request)
        return self.answer_


def raising(error: Exception) -> Iterator[TestClient]:
    async def endpoint(_: Request) -> Response:
        raise error

    app = Starlette(routes=[Route("/", endpoint)], exception_handlers=exception_handlers)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_from_500_on_the_message_is_for_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "api.problem"):
        for client in raising(DatabaseUnavailable("cannot open /srv/secret.db")):
            response = client.get("/")
    assert response.status_code == 503
    assert response.json() == {
        "type": "/problems/database-unavailable",
        "title": "The database is unavailable",
        "status": 503,
    }
    assert [record.getMessage() for record in caplog.records] == [
        "DATABASE_UNAVAILABLE: cannot open /srv/secret.db"
    ]


def test_a_defect_says_nothing_of_itself() -> None:
    for client in raising(RuntimeError("at line 12 of secret.py")):
        response = client.get("/")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "/problems/internal",
        "title": "Something went wrong on our side",
        "status": 500,
    }


def test_a_refusal_of_starlette_is_a_problem_of_its_status() -> None:
    for client in raising(HTTPException(415, "of no use")):
        response = client.get("/")
    assert response.status_code == 415
    assert response.json() == {"type": "about:blank", "title": "Unsupported Media Type", "status": 415}


@pytest.mark.parametrize(
    ("code", "status", "title"),
    [
        ("STATEMENT_TIMEOUT", 503, "The answer took too long: ask for less at once"),
        ("SCHEMA_MISMATCH", 503, "The database was made by another release"),
        ("INTERNAL", 500, "Something went wrong on our side"),
    ],
)
def test_an_error_of_the_engine_is_the_problem_of_its_code(code: str, status: int, title: str) -> None:
    body = b'{"errors":[{"message":"%s","extensions":{"code":"%s"}}]}' % (title.encode(), code.encode())
    engine = Failing(Answer(body, data=False, status=status))
    document = stored("dataset")
    resource = Resource(engine, document, Parameters("/dataset", document))  # type: ignore[arg-type]
    with TestClient(Starlette(routes=[Route("/", resource, methods=["GET"])])) as client:
        response = client.get("/")
    assert response.status_code == status
    assert response.json() == {
        "type": "/problems/" + code.lower().replace("_", "-"),
        "title": title,
        "status": status,
    }
    assert len(engine.asked) == 1


def test_every_type_of_problem_leads_to_what_it_means(world_on_sqlite: Served) -> None:
    for code, kind in problem_types().items():
        response = world_on_sqlite.client.get("/problems/" + code.lower().replace("_", "-"))
        assert response.status_code == 200
        told = response.json()
        assert (told["code"], told["title"], told["status"]) == (code, kind.title, kind.status)
        assert told["meaning"]
    assert {FactError, SchemaMismatch, DatabaseUnavailable} <= set(problem_types().values())
    assert world_on_sqlite.client.get("/problems/none").status_code == 404
