"""The examples of the documentation are what the server sends, with whole members left out."""

import json
import re
from pathlib import Path

import pytest

from tests.rest.conftest import Served

PAGE = (Path(__file__).parents[3] / "docs" / "linked-data.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"`GET (/v1/\S+)`\n\n```json\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_has_an_example_of_each_kind() -> None:
    assert {path.split("/")[2] for path, _ in EXAMPLES} == {
        "statements",
        "events",
        "locations",
        "sources",
        "articles",
        "terms",
    }
    assert len(EXAMPLES) == PAGE.count("```json")


@pytest.mark.parametrize(("path", "shown"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_an_example_is_what_the_server_sends(seed: Served, path: str, shown: str) -> None:
    sent = seed.client.get(f"https://dateline.example{path}").json()
    example = json.loads(shown)
    assert example == {name: sent[name] for name in example}
