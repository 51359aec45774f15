"""Dossiers loaded in several revisions: what each load adds, changes, redates, hands on and withdraws."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from db.dossier.loading import load
from db.dossier.reading import Given, Values
from db.engine import writer_engine
from db.migration import upgrade
from db.models import history, metadata
from db.sample.dossiers import dossiers
from tests.dossier.bridge import DOSSIER, HERE, changed
from tests.dossier.test_loading import SECOND, THIRD
from tests.world import Row

FERRY = HERE / "ferry.yaml"
# The first of them; each further one came a day later.
NOON = datetime(2031, 6, 1, 12, 0, 0, 500_000)  # noqa: DTZ001 - UTC without offset

_COUNTY = "  - {slug: vell-county, name: County of Vell, kind: STATE_BODY}\n"


def loads(folder: Path) -> list[list[Given]]:
    """What each revision loads."""
    ferry = FERRY.read_text(encoding="utf-8")
    taker = ferry.replace("statements:\n", f"{_COUNTY}statements:\n")
    samples = [Values(each.slug, each.content) for each in islice(dossiers(1000, 3), 4)]
    revised = [
        Values(each.slug, each.content | {"statements": _revised(each.content["statements"])})
        for each in islice(dossiers(1000, 3), 2)
    ]

    def file(name: str, text: str) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return [
        [DOSSIER, *samples[:2]],
        [FERRY],
        # The closing is redated, and so are the ferry's links to it.
        [file("second.yaml", changed(*SECOND)), *samples[2:]],
        # A statement and an anchor are withdrawn; the county is handed to the ferry's dossier.
        [file("third.yaml", changed(*THIRD, (_COUNTY, ""))), file("taker.yaml", taker), *revised],
        # All is as it was, but for the samples.
        [DOSSIER, FERRY],
    ]


def _revised(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        each | {"proposition": f"{each['proposition']} Or so.", "speech_act": "CLAIMS"} if place % 3 else each
        for place, each in enumerate(statements)
    ]


def load_revisions(url: str, given: Sequence[Sequence[Given]]) -> None:
    """Bring an empty database to the newest schema, and load into it, a day after day."""
    upgrade(url)
    for number, files in enumerate(given, start=1):
        assert load(url, files).revision == number
    revision = metadata.tables["revision"]
    engine = writer_engine(url)
    with engine.begin() as connection:
        for number in range(len(given)):
            at = NOON + timedelta(days=number)
            connection.execute(update(revision).where(revision.c.id == number + 1).values(loaded_at=at))
    engine.dispose()


def held_and_ever(url: str) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """The rows of each table now, and at any time."""
    engine = writer_engine(url)
    with engine.connect() as connection:

        def rows(table: Any) -> list[Row]:
            return [dict(row) for row in connection.execute(select(table)).mappings()]

        held = {table.name: rows(table) for table in metadata.sorted_tables}
        ever = held | {name: rows(twin) for name, twin in history.items()}
    engine.dispose()
    return held, ever
