"""What a command says of a database that cannot be read or written: what is wrong, and the remedy."""

import sqlite3
from typing import Final

import psycopg

from db.engine.url import DatabaseURL, SQLiteURL
from db.errors import DatabaseUnavailable

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_REFUSED: Final = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})

# SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_DISK_FULL: Final = "53100"
_READ_ONLY: Final = "25006"
_NOT_ALLOWED: Final = "42501"


def unavailable(error: object, url: DatabaseURL) -> DatabaseUnavailable | None:
    """The sentence for a driver's error that is the fault of no statement of ours; None for any other."""
    said = _of_sqlite(error, url) if isinstance(url, SQLiteURL) else _of_postgresql(error, url)
    return None if said is None else DatabaseUnavailable(said)


def _of_sqlite(error: object, url: SQLiteURL) -> str | None:
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if url.path.is_dir():
        return f"The database {url} is a folder: name a file in DATELINE_DATABASE_URL."
    if code in _DAMAGED:
        return (
            f"The database {url} is damaged, or no SQLite database ({error}): bring back a backup with "
            "`dateline restore`, or name another file in DATELINE_DATABASE_URL."
        )
    if code == sqlite3.SQLITE_FULL:
        return (
            f"The disk of the database {url} is full, and nothing was changed: free some space, then run the "
            "command again."
        )
    if code in _REFUSED:
        return (
            f"The database {url} may only be read here: allow this user to write to the file and to its "
            "folder, or run the command as the user that owns them."
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return _not_opened(url)
    if code == sqlite3.SQLITE_IOERR:
        return (
            f"The disk of the database {url} fails ({error}), and nothing was changed: see whether it is "
            "full, over a quota or broken, then run the command again."
        )
    return None


def _not_opened(url: SQLiteURL) -> str:
    if not url.path.parent.is_dir():
        return (
            f"There is no folder {url.path.parent}: make it, or name another file in DATELINE_DATABASE_URL."
        )
    return (
        f"The database {url} cannot be opened: allow this user to read the file and to write to its folder, "
        "where SQLite keeps the -wal and -shm files."
    )


def _of_postgresql(error: object, url: DatabaseURL) -> str | None:
    if not isinstance(error, psycopg.Error):
        return None
    reason = str(error).partition("\n")[0]
    match error.sqlstate:
        case str(state) if state == _DISK_FULL:
            return f"The disk of the {url} is full ({reason}): free some space, then run the command again."
        case str(state) if state == _READ_ONLY:
            return (
                f"The {url} may only be read, as a replica may ({reason}): name the primary in "
                "DATELINE_DATABASE_URL."
            )
        case str(state) if state == _NOT_ALLOWED:
            return f"The role is not allowed to do this in the {url} ({reason}): name another, or grant it."
    if type(error) is psycopg.OperationalError or (error.sqlstate or "").startswith(("08", "57P")):
        return f"The {url} does not answer ({reason}): start it, or name another in DATELINE_DATABASE_URL."
    return None
