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
from api.web.problems import by_code, type_of
from api.web.reference import PAGE, main, render
from db.errors import DatabaseUnavailable
from tests.rest.conftest import Served


@dataclass
class Failing:
    """An engine that answers every request with one error, as the real one does."""

    answer_: Answer
    asked: list[object] = field(default_factory=list)

    async def answer(self, request: object, known: object = None) -> Answer:
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
    assert response.json() == {
        "type": "/problems/unsupported-media-type",
        "title": "The request comes in a form that is not read here",
        "status": 415,
        "detail": "The request comes in a form that is not read here",
    }
    for client in raising(HTTPException(418)):
        response = client.get("/")
    assert response.json() == {"type": "about:blank", "title": "I'm a Teapot", "status": 418}


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
    # From 500 on, what stops the start of a server or a command is shown to no caller.
    shown = {code for code, kind in problem_types().items() if kind.status != 500} | {"INTERNAL"}
    assert set(by_code()) == shown
    listed = world_on_sqlite.client.get("/problems").json()["problems"]
    for code, told in zip(by_code(), listed, strict=True):
        path = "/problems/" + code.lower().replace("_", "-")
        response = world_on_sqlite.client.get(path)
        assert response.status_code == 200
        assert response.json() == told
        kind = by_code()[code].kind
        assert (told["type"], told["code"], told["title"], told["status"]) == (
            path,
            code,
            kind.title,
            kind.status,
        )
        page = world_on_sqlite.client.get(path, headers={"Accept": "text/html,*/*;q=0.5"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f"<h1>{kind.title}</h1>" in page.text
    assert world_on_sqlite.client.get("/problems/none").status_code == 404


def test_an_error_that_is_no_problem_of_a_caller_has_the_type_of_a_defect() -> None:
    assert type_of("INVALID_SETTING") == "/problems/internal"


def test_the_page_of_the_documentation_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run `python -m api.web.reference`"
    assert main(["--check"]) == 0
    assert main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err
