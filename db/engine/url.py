"""Reading ``DATELINE_DATABASE_URL``, and saying the same place to SQLAlchemy and to libpq."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, unquote

import sqlalchemy
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from db.errors import InvalidDatabaseURL

Dialect: TypeAlias = Literal["sqlite", "postgresql"]

_FORMS = "sqlite:///path/to/file.db or postgresql://user@host/database"
_POSTGRESQL_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class SQLiteURL:
    """A database file; ``path`` may be relative to the working folder.

    ``immutable`` promises that nobody writes to the file, which lets a reader open it in a folder where
    it may create nothing (see `db.engine.sqlite`). The writer ignores it.
    """

    path: Path
    immutable: bool = False

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class PostgreSQLURL:
    """A PostgreSQL database; ``conninfo`` is libpq's ``keyword=value`` string, with any password."""

    conninfo: str = field(repr=False)

    def __str__(self) -> str:
        keywords = conninfo_to_dict(self.conninfo)
        place = keywords.get("host") or keywords.get("hostaddr") or "the default host"
        return f"database {keywords.get('dbname') or '(default)'} at {place}"


DatabaseURL: TypeAlias = SQLiteURL | PostgreSQLURL


def parse_database_url(text: str) -> DatabaseURL:
    """The database that ``text`` names.

    SQLite: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, optionally ``?immutable=1``.
    PostgreSQL: any URL or ``keyword=value`` string of libpq (several hosts and Unix sockets included);
    SQLAlchemy's ``postgresql+psycopg://`` means the same.

    Raises `InvalidDatabaseURL`, without repeating the text, which may hold a password.
    """
    scheme, colon, rest = text.strip().partition("://")
    if colon and scheme == "sqlite":
        return _parse_sqlite(rest)
    if colon and scheme in _POSTGRESQL_SCHEMES:
        return _parse_postgresql(f"postgresql://{rest}")
    if not colon and "=" in text:
        return _parse_postgresql(text)
    kind = f"“{scheme}” is no database that Dateline knows" if colon else "The database URL has no scheme"
    raise InvalidDatabaseURL(f"{kind}: give {_FORMS}.")


def sqlalchemy_url(url: DatabaseURL) -> sqlalchemy.URL:
    """The URL for SQLAlchemy and Alembic: ``sqlite`` on the standard library, or ``postgresql+psycopg``."""
    if isinstance(url, SQLiteURL):
        return sqlalchemy.URL.create("sqlite", database=str(url.path))
    keywords = {key: str(value) for key, value in conninfo_to_dict(url.conninfo).items()}
    # Hosts and ports stay in the query: several of them, and the folder of a socket, fit nowhere else.
    return sqlalchemy.URL.create(
        "postgresql+psycopg",
        username=keywords.pop("user", None),
        password=keywords.pop("password", None),
        database=keywords.pop("dbname", None),
        query=keywords,
    )


def _parse_sqlite(rest: str) -> SQLiteURL:
    path, _, query = rest.partition("?")
    host, slash, name = unquote(path).partition("/")
    if host:
        raise InvalidDatabaseURL(
            "A SQLite URL has three slashes before a relative path and four before an absolute one: "
            "sqlite:///dateline.db or sqlite:////srv/dateline.db."
        )
    if not slash or name in ("", ":memory:"):
        raise InvalidDatabaseURL(
            "A SQLite database in memory cannot be shared by its loader and its readers: "
            "name a file, as in sqlite:///dateline.db."
        )
    options = parse_qsl(query, keep_blank_values=True)
    if unknown := [key for key, value in options if key != "immutable" or value not in ("0", "1")]:
        raise InvalidDatabaseURL(f"A SQLite URL takes no “{unknown[0]}”, only immutable=1 or immutable=0.")
    return SQLiteURL(Path(name), immutable=("immutable", "1") in options)


def _parse_postgresql(text: str) -> PostgreSQLURL:
    try:
        return PostgreSQLURL(make_conninfo(text))
    except ProgrammingError as error:
        # libpq may quote the faulty part, and that part may be a password with an unescaped character.
        raise InvalidDatabaseURL(
            "libpq cannot read the PostgreSQL URL: percent-encode special characters in the user name and "
            "password, as in postgresql://user:p%40ss@host/database."
        ) from error.with_traceback(None)
