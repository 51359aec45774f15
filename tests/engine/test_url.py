"""What DATELINE_DATABASE_URL may say."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from db.engine import PostgreSQLURL, SQLiteURL, parse_database_url, sqlalchemy_url
from db.errors import InvalidDatabaseURL


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("sqlite:///dateline.db", SQLiteURL(Path("dateline.db"))),
        ("sqlite:///folder/dateline.db", SQLiteURL(Path("folder/dateline.db"))),
        ("sqlite:////srv/a%20b.db", SQLiteURL(Path("/srv/a b.db"))),
        ("sqlite:////srv/dateline.db?immutable=1", SQLiteURL(Path("/srv/dateline.db"), immutable=True)),
        ("sqlite:////srv/dateline.db?immutable=0", SQLiteURL(Path("/srv/dateline.db"))),
    ],
)
def test_a_sqlite_url_names_a_file(text: str, url: SQLiteURL) -> None:
    assert parse_database_url(text) == url
    assert sqlalchemy_url(url).database == str(url.path)


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("postgresql://", {}),
        ("postgres://host/facts", {"host": "host", "dbname": "facts"}),
        (
            "postgresql+psycopg://me:p%40ss@host:5433/facts?sslmode=require",
            {
                "user": "me",
                "password": "p@ss",
                "host": "host",
                "port": "5433",
                "dbname": "facts",
                "sslmode": "require",
            },
        ),
        ("postgresql:///facts?host=/run/postgresql", {"host": "/run/postgresql", "dbname": "facts"}),
        (
            "postgresql://one:1,two:2/facts?target_session_attrs=prefer-standby",
            {"host": "one,two", "port": "1,2", "dbname": "facts", "target_session_attrs": "prefer-standby"},
        ),
        ("host=/run/postgresql dbname=facts", {"host": "/run/postgresql", "dbname": "facts"}),
    ],
)
def test_a_postgresql_url_is_libpqs(text: str, keywords: dict[str, str]) -> None:
    url = parse_database_url(text)
    assert isinstance(url, PostgreSQLURL)
    assert conninfo_to_dict(url.conninfo) == keywords
    alchemy = sqlalchemy_url(url)
    assert alchemy.get_backend_name() == "postgresql"
    assert alchemy.get_dialect()().create_connect_args(alchemy)[1] == keywords


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "The database URL has no scheme: give sqlite:///path/to/file.db or postgresql://user@host/database.",
        ),
        (
            "mysql://me:secret@host/facts",
            (
                "“mysql” is no database that Dateline knows: "
                "give sqlite:///path/to/file.db or postgresql://user@host/database."
            ),
        ),
        (
            "sqlite://dateline.db",
            (
                "A SQLite URL has three slashes before a relative path and four before an absolute one: "
                "sqlite:///dateline.db or sqlite:////srv/dateline.db."
            ),
        ),
        (
            "sqlite:///:memory:",
            (
                "A SQLite database in memory cannot be shared by its loader and its readers: "
                "name a file, as in sqlite:///dateline.db."
            ),
        ),
        ("sqlite:///a.db?mode=rwc", "A SQLite URL takes no “mode”, only immutable=1 or immutable=0."),
        (
            "postgresql://me:se%cret@host/facts",
            (
                "libpq cannot read the PostgreSQL URL: percent-encode special characters in the user name "
                "and password, as in postgresql://user:p%40ss@host/database."
            ),
        ),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(InvalidDatabaseURL) as refused:
        parse_database_url(text)
    assert refused.value.message == message


def test_a_password_shows_nowhere() -> None:
    url = parse_database_url("postgresql://me:secret@host/facts")
    assert "secret" not in f"{url} {url!r} {sqlalchemy_url(url)} {sqlalchemy_url(url)!r}"
    assert str(url) == "database facts at host"
