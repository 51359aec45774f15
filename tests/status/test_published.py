"""The page on which the rule is published says what the rule does."""

import re
from pathlib import Path

from sqlalchemy import create_engine, select

from db import status
from db.engine import parse_database_url, sqlalchemy_url
from db.models import Event
from db.status.rule import VALUES
from db.status.sides import MOST_STEPS, SIDE_OF_ROLE, SIDES
from db.vocabulary import codes

PAGE = (Path(__file__).parents[2] / "docs" / "status.md").read_text()


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_rules_are_published_in_their_order() -> None:
    assert tuple(re.findall(r"^\| `([A-Z]+)` \|", section("The rule"), re.MULTILINE)) == VALUES


def test_the_side_of_each_role_is_published() -> None:
    rows = re.findall(r"^\| its part in the event: (.+) \| `([A-Z]+)` \|", PAGE, re.MULTILINE)
    published = {
        role.strip().upper().replace(" ", "_"): side for roles, side in rows for role in roles.split(",")
    }
    assert published == {role: SIDES[side] for role, side in SIDE_OF_ROLE.items()}
    assert published.keys() == set(codes("participation_role"))
    assert MOST_STEPS == 8
    assert "up to eight steps away" in PAGE


def test_the_example_is_what_the_first_article_lets_us_know(seeds_url: str) -> None:
    engine = create_engine(sqlalchemy_url(parse_database_url(seeds_url)))
    presence = select(Event.id).where(Event.slug == "ukrainian-presence-in-belgorod-region").scalar_subquery()
    with engine.connect() as connection:
        history = connection.execute(status.history(presence)).all()
    engine.dispose()
    published = re.findall(r"^\| (\d+ \w+ \d+) \| `([A-Z]+)` \|", section("An example"), re.MULTILINE)
    assert [(f"{day:%-d %B %Y}", value) for day, value, _ in history] == published
