"""docs/rest.md: its example is true, and it has every route and parameter."""

import json
import re

import pytest

from api.rest.openapi import document
from api.rest.reference import MARKER, PAGE, main, render
from tests.rest.conftest import Served

TEXT = PAGE.read_text(encoding="utf-8")


def test_its_first_example_gets_what_it_says(seed: Served) -> None:
    found = re.search(r"```http\nGET (\S+)\n```\n\n```json\n(.*?)```", TEXT, re.DOTALL)
    assert found
    path, answer = found.groups()
    assert seed.client.get(path).json() == json.loads(answer)


def test_every_question_in_it_is_answered(seed: Served) -> None:
    paths = re.findall(r"^    (/v1\S*)$", TEXT.partition(MARKER)[0], re.MULTILINE)
    assert len(paths) == 10
    for path in paths:
        response = seed.client.get(path)
        assert response.status_code == 200, path
        assert response.json()["nodes"], path


def test_its_problem_is_what_a_client_gets(world_on_sqlite: Served) -> None:
    example = json.loads(TEXT.partition("## Errors")[2].partition("```json\n")[2].partition("```")[0])
    assert world_on_sqlite.client.get("/v1/sources?named=yes").json() == example


def test_it_has_every_route_and_every_parameter() -> None:
    assert render(TEXT) == TEXT, "run `python -m api.rest.reference`"
    whole = document()
    reference = TEXT.partition(MARKER)[2]
    for path in whole["paths"]:
        assert f"| `{path}` |" in reference
    for parameter in whole["components"]["parameters"].values():
        assert f"| `{parameter['name']}` |" in reference


def test_the_command_says_whether_it_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err


def test_a_page_without_its_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="has lost its marker"):
        render("# REST\n")
