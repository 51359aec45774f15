"""What the README shows is what happens: its query, its answer, its REST twin, the files it names."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.app import create_app
from api.settings import Settings
from tests.serving import serving

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def client(built_page: None, seeds_url: str) -> Iterator[httpx2.Client]:
    with (
        serving(create_app(Settings(database_url=seeds_url))) as address,
        httpx2.Client(base_url=address) as client,
    ):
        yield client


def test_the_query_gets_the_answer_that_is_printed(client: httpx2.Client) -> None:
    sent = re.search(r"-d '(\{.*\})'", README)
    printed = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert sent is not None
    assert printed is not None
    answer = client.post("/graphql", content=sent[1], headers={"content-type": "application/json"})
    assert answer.json() == json.loads(printed[1])


def test_the_rest_twin_says_the_same(client: httpx2.Client) -> None:
    asked = re.search(r"'http://127\.0\.0\.1:8000(/v1/\S+)'", README)
    printed = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert asked is not None
    assert printed is not None
    status = json.loads(printed[1])["data"]["event"]["status"]
    answer = client.get(asked[1]).json()
    assert (answer["value"], answer["since"]) == (status["value"], status["since"])
    assert [each["proposition"] for each in answer["decidedBy"]] == [
        each["proposition"] for each in status["decidedBy"]
    ]


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(named) >= 8
    assert [name for name in named if not (ROOT / name).exists()] == []
