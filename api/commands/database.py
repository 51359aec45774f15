"""Which database a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from api.commands.files import fail
from api.settings import settings
from db.errors import FactError

Database = Annotated[
    str | None,
    typer.Option(help="The database's URL, instead of DATELINE_DATABASE_URL.", show_default=False),
]


def database_url(given: str | None) -> str:
    """The database that the option, or else the environment names."""
    with sentences():
        return given or settings().database_url


@contextmanager
def sentences() -> Iterator[None]:
    """End the command with the sentence of an error that its caller can do something about."""
    try:
        yield
    except FactError as error:
        fail(error.message)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
