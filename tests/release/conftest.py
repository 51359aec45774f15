"""A database with a past, and what of it can be compared."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from db.dossier.loading import load
from db.engine import writer_engine
from db.migration import reading, upgrade
from db.models import metadata
from db.release.exporting import export
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER, HERE, written
from tests.dossier.test_loading import SECOND, THIRD
from tests.world import load_world

Dump = dict[str, list[tuple[Any, ...]]]


def live(url: str) -> None:
    """The hostile world, and on top of it dossiers that come, change, rename and withdraw what they have."""
    load_world(url)
    with tempfile.TemporaryDirectory() as folder:
        load(url, [DOSSIER, HERE / "ferry.yaml"])
        load(url, [written(Path(folder), *SECOND)])
        load(url, [written(Path(folder), *THIRD)])
        third = tuple((old, new.replace("quill-danger", "quill-peril")) for old, new in THIRD)
        peril = "renamed: {statements/quill-danger: statements/quill-peril}\nleft_out:\n"
        load(url, [written(Path(folder), *third, ("left_out:\n", peril))])
    engine = writer_engine(url)
    revision = metadata.tables["revision"]
    with engine.begin() as connection:
        # So that both backends have lived at the same time.
        for number in (3, 4, 5, 6):
            moment = datetime(2025, 4, 10, number, 0, 0, 123000)  # noqa: DTZ001 - UTC without offset
            connection.execute(update(revision).where(revision.c.id == number).values(loaded_at=moment))
    engine.dispose()


def dump(url: str) -> Dump:
    """Every row of every table."""
    with reading(url) as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if not table.is_view
        }


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.fixture(scope="session")
def lived_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """The URL of a database with a past, to be read only."""
    with databases.copy(backend, "lived", live) as url:
        yield url


@pytest.fixture(scope="session")
def lived_file_url(databases: Databases) -> Iterator[str]:
    """The same on SQLite, for what is not up to the backend."""
    with databases.copy("sqlite", "lived", live) as url:
        yield url


@pytest.fixture(scope="session")
def release(lived_file_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of that database, to be read only: the bytes are the same from either backend."""
    folder = tmp_path_factory.mktemp("release") / "of-all"
    export(lived_file_url, folder)
    return folder


@pytest.fixture
def target_url(databases: Databases) -> Iterator[str]:
    """A SQLite database at head with nothing in it, for what is not up to the backend."""
    with databases.copy("sqlite", "head", upgrade) as url:
        yield url
