"""What the documentation says of settings and limits is what they are."""

import re
from pathlib import Path

import pytest

from api.gql.limits.figures import Limits
from db.compile.pages import MAX_PAGE
from db.graph.dataset import DATASET_LIMITS
from tests.asking import Asker
from tests.gql.test_limits_cost import counted

PAGE = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")


def cells(heading: str) -> dict[str, list[str]]:
    """The rows of the table under a heading by their first cell, without the marks of code."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    rows = [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows}


def test_every_limit_is_documented_with_its_default() -> None:
    figures = {**vars(Limits()), "page": MAX_PAGE}
    found = {}
    for name, (setting, default, *_) in cells("What is limited").items():
        own = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)
        if own == "statement_milliseconds":
            assert setting == "DATELINE_STATEMENT_SECONDS"
            found[own] = round(float(default) * 1000)
        else:
            assert setting == ("–" if own == "page" else f"DATELINE_MAX_{own.upper()}")
            found[own] = int(default)
    assert found == figures
    assert set(cells("What is limited")) == set(DATASET_LIMITS.members)


@pytest.mark.parametrize("example", re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL))
def test_the_examples_are_answered(ask: Asker, example: str) -> None:
    assert "data" in counted(ask, example)


def test_the_example_costs_what_it_says(ask: Asker) -> None:
    example = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)[1]
    said = re.search(r'"cost": \{"rows": (\d+), "limit": (\d+), "fields": (\d+), "depth": (\d+)\}', PAGE)
    assert said is not None
    figures = dict(zip(("rows", "limit", "fields", "depth"), map(int, said.groups()), strict=True))
    assert counted(ask, example)["extensions"]["cost"] == figures
