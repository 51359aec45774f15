"""Databases for tests: each new, each of its own, on SQLite and on PostgreSQL.

What is expensive to make (a migrated schema, a loaded dossier) is made once per run and backend, as a
*template* that each test copies. The processes of a parallel run (pytest-xdist) share server and templates.
"""

import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, LiteralString

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests import postgres
from tests.postgres import locked

Backend = Literal["sqlite", "postgresql"]
Build = Callable[[str], Any]
"""Fills the empty database whose URL it is given, and leaves no connection open; its result is not used."""


@dataclass(frozen=True)
class Databases:
    """The databases of one test run, which all live under the folder `run`."""

    run: Path

    @contextmanager
    def empty(self, backend: Backend) -> Iterator[str]:
        """Give the URL of a new database without a table, for as long as the context lasts."""
        if backend == "sqlite":
            with self._sqlite_file() as file:
                yield _sqlite_url(file)
        else:
            with self._postgresql_database() as url:
                yield url

    @contextmanager
    def copy(self, backend: Backend, template: str, build: Build) -> Iterator[str]:
        """Give the URL of a new copy of a template, for as long as the context lasts.

        `build` makes the template, once per run, backend and name; all who use a name must mean the same.
        """
        if backend == "sqlite":
            with self._sqlite_file() as file:
                # SQLite's own copy, as a file of a database in WAL mode alone may not be the whole of it.
                with (
                    closing(sqlite3.connect(self._sqlite_template(template, build))) as source,
                    closing(sqlite3.connect(file)) as target,
                ):
                    source.backup(target)
                yield _sqlite_url(file)
        else:
            with self._postgresql_database(self._postgresql_template(template, build)) as url:
                yield url

    @contextmanager
    def _sqlite_file(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(dir=self.run))
        try:
            yield folder / "dateline.db"
        finally:
            shutil.rmtree(folder)

    def _sqlite_template(self, name: str, build: Build) -> Path:
        file = self.run / f"{name}.db"
        with locked(self.run / f"{file.name}.lock"):
            if not file.exists():
                unfinished = file.with_suffix(".unfinished")
                unfinished.unlink(missing_ok=True)
                build(_sqlite_url(unfinished))
                with closing(sqlite3.connect(unfinished)) as source, closing(sqlite3.connect(file)) as target:
                    source.backup(target)
        return file

    @contextmanager
    def _postgresql_database(self, template: str = "template0") -> Iterator[str]:
        server, name = self._server(), self._name(uuid.uuid4().hex[:12])
        _create(server, name, template)
        try:
            yield _on(server, name)
        finally:
            _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')

    def _postgresql_template(self, name: str, build: Build) -> str:
        server, database, made = self._server(), self._name(name), self.run / f"{name}.postgresql"
        with locked(self.run / f"{made.name}.lock"):
            if not made.exists():
                _execute(server, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
                _create(server, database, "template0")
                build(_on(server, database))
                made.touch()
        return database

    def _name(self, name: str) -> str:
        """Give the name of a database of this run; a server that is not ours may see several runs at once."""
        return f"{self.run.name}_{name}".replace("-", "_")

    def _server(self) -> str:
        """Give the URL of the server that is used, and start it if nobody has."""
        if named := os.environ.get(postgres.SERVER_VARIABLE):
            return make_url(named).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        url = self.run / "postgres.url"
        with locked(self.run / "postgres.lock"):
            if not url.exists():
                url.touch()  # whatever comes of it, no other test tries again
                url.write_text(postgres.start(self.run))
        return url.read_text() or pytest.fail("PostgreSQL did not start; the first failed test says why")

    def drop_templates(self) -> None:
        """Remove what this run would leave on a server that is not its own."""
        if not os.environ.get(postgres.SERVER_VARIABLE):
            return
        for made in self.run.glob("*.postgresql"):
            _execute(self._server(), f'DROP DATABASE IF EXISTS "{self._name(made.stem)}" WITH (FORCE)')


def _sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


def _on(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def _create(server: str, database: str, template: str) -> None:
    """Create a database whose text sorts by code point, as on SQLite, whatever the server's own habit."""
    locale = "ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'" if template == "template0" else ""
    _execute(server, f'CREATE DATABASE "{database}" TEMPLATE "{template}" {locale}')


def _execute(server: str, statement: LiteralString) -> None:
    """Run one statement that allows no transaction."""
    url = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
