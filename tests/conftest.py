"""What every test may ask for: a backend, and a database on it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests import postgres
from tests.databases import Backend, Databases

if TYPE_CHECKING:
    from tests.asking import Asker

RUN = pytest.StashKey[Path]()
KEEPER = pytest.StashKey[Popen[bytes]]()

# A shared machine pauses when it likes: a deadline per example would only flicker. What hangs, pytest-timeout
# ends. CI draws the same examples each time; people's machines look for new ones.
settings.register_profile("dateline", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("dateline")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder, which a parallel run's processes share; what is in it goes when the run ends."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[RUN] = Path(worker["run"])
        return
    # Not where TMPDIR says: the path of a Unix socket has 103 bytes at most.
    run = Path(tempfile.mkdtemp(prefix="dateline-", dir="/tmp"))
    config.stash[RUN] = run
    config.stash[KEEPER] = postgres.keep(run)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist the folder of the run."""
    node.workerinput["run"] = str(node.config.stash[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run's server and remove its folder, then wait until both are gone."""
    if keeper := config.stash.get(KEEPER, None):
        Databases(config.stash[RUN]).drop_templates()
        keeper.communicate()


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Where databases come from, for fixtures that outlive a test or want a template of their own."""
    return Databases(pytestconfig.stash[RUN])


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each of the two databases that Dateline runs on."""
    chosen: Backend = request.param
    return chosen


@pytest.fixture
def empty_database_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """The URL of a new database without a table."""
    with databases.empty(backend) as url:
        yield url


@pytest.fixture
def database_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """The URL of a new database at the head of the migrations, with the rows that they write and no more."""
    from db.migration import upgrade

    with databases.copy(backend, "head", upgrade) as url:
        yield url


@pytest.fixture(scope="session")
def world_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """The URL of a database with the small world of `tests.world`, to be read only."""
    from tests.world import load_world

    with databases.copy(backend, "world", load_world) as url:
        yield url


@pytest.fixture(scope="session")
def seeds_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """The URL of a database with the dossiers of ``seeds/``, to be read only."""
    from tests.seeded import load_seeds

    with databases.copy(backend, "seeds", load_seeds) as url:
        yield url


@pytest.fixture(scope="session")
def ask(world_url: str) -> Iterator["Asker"]:
    """Ask an engine on the small world; its caches are as earlier tests left them."""
    from tests.asking import asking

    with asking(world_url) as asker:
        yield asker


@pytest.fixture(scope="session")
def built_page() -> None:
    """The bundle of GraphiQL, up to date; a fresh one takes half a minute."""
    from api.ide.build import BuildFailed, build

    try:
        build()
    except BuildFailed as error:
        pytest.fail(str(error))
