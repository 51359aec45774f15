"""What a driver's error means to the caller: one of `db.errors`, or a defect of ours that stays as it is."""

import sqlite3
from typing import Final

import psycopg

from db.engine.url import SQLiteURL
from db.errors import BadInput, DatabaseUnavailable, StatementTimeout, TooComplex

NOTED_CHARACTERS: Final = 4_000

# SQLite has one code for every fault of the SQL, so its words must tell (those of 3.40 to 3.53).
_SQLITE_TOO_COMPLEX: Final = (
    "parser stack overflow",
    "Expression tree is too large",
    "too many columns in",
    "too many FROM clause terms",
    "too many SQL variables",
    "too many terms in compound SELECT",
    "at most 64 tables in a join",
)
# How SQLite says that it may not make the -wal and -shm files; a refused INSERT has the plain code.
_SQLITE_FOLDER_CLOSED: Final = frozenset(
    {
        sqlite3.SQLITE_READONLY_CANTINIT,
        sqlite3.SQLITE_READONLY_DIRECTORY,
        sqlite3.SQLITE_READONLY_RECOVERY,
    }
)
# A reader writes nothing but what it sorts and has no room for in memory.
_SQLITE_NOT_SORTED: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_GETTEMPPATH,
    }
)
_SQLITE_UNREADABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
    }
)

# SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_PROGRAM_LIMIT_EXCEEDED: Final = "54"
_CONNECTION_LOST: Final = ("08", "57P")
_ROLLED_BACK: Final = "40"
# Of the values, not of the SQL: number out of range, bad date, character not in the encoding, bad form.
_BAD_VALUES: Final = frozenset({"22003", "22007", "22008", "22021", "22P02", "22P05"})


def explain_sqlite(error: Exception, url: SQLiteURL, time_limit: float) -> Exception:
    """The error to raise instead of `error`, or `error` itself."""
    if isinstance(error, OverflowError | UnicodeEncodeError):
        return _bad_value()
    if not isinstance(error, sqlite3.Error):
        return error
    # What the module raises by itself has no code. An extended code holds the primary one in its low byte.
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    # DataError is a statement or a result of more bytes than SQLite takes.
    if isinstance(error, sqlite3.DataError) or str(error).startswith(_SQLITE_TOO_COMPLEX):
        return _too_complex()
    if code == sqlite3.SQLITE_INTERRUPT:
        return _too_slow(time_limit)
    if code == sqlite3.SQLITE_CANTOPEN or extended in _SQLITE_FOLDER_CLOSED:
        return DatabaseUnavailable(_not_opened(url))
    if extended in _SQLITE_NOT_SORTED:
        return DatabaseUnavailable(
            f"There is no room to sort what is asked of {url}: {error}. Make some in the folder for "
            "temporary files, or name another folder in SQLITE_TMPDIR."
        )
    if code in _SQLITE_UNREADABLE:
        return DatabaseUnavailable(f"The database {url} cannot be read: {error}.")
    return error


def explain_postgresql(error: Exception, time_limit: float) -> Exception:
    """The error to raise instead of `error`, or `error` itself."""
    if isinstance(error, UnicodeEncodeError):
        return _bad_value()
    if not isinstance(error, psycopg.Error):
        return error
    state = error.sqlstate or ""
    # psycopg itself refuses NUL in a text, and gives no state.
    if state in _BAD_VALUES or (isinstance(error, psycopg.DataError) and not state):
        return _bad_value()
    # PostgreSQL calls it a syntax error when the stack of its parser is full.
    parser_overflow = isinstance(error, psycopg.errors.SyntaxError) and "memory exhausted" in str(error)
    if parser_overflow or state.startswith(_PROGRAM_LIMIT_EXCEEDED):
        return _too_complex()
    if isinstance(error, psycopg.errors.QueryCanceled):
        return _too_slow(time_limit)
    if isinstance(error, psycopg.OperationalError):
        reason = str(error).partition("\n")[0]
        return DatabaseUnavailable(f"PostgreSQL does not answer: {reason}.")
    return error


def connection_lost(error: psycopg.Error) -> bool:
    """Whether the server went away, so that the same statement may well run on a new connection."""
    state = error.sqlstate
    return state.startswith(_CONNECTION_LOST) if state else isinstance(error, psycopg.OperationalError)


def server_gone(error: DatabaseUnavailable) -> bool:
    """Whether it is the server that does not answer: not so where too many wait for our connections, nor
    where a replica breaks a statement off that is in the way of what it has to replay.
    """
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        return not (cause.sqlstate or "").startswith(_ROLLED_BACK)
    return isinstance(cause, sqlite3.Error)


def too_busy(wait: float) -> DatabaseUnavailable:
    """The error of a statement whose turn did not come."""
    return DatabaseUnavailable(
        f"No connection was free within {wait:g} s: more are asked for than DATELINE_CONNECTIONS can answer."
    )


def note_sql(error: Exception, sql: str) -> None:
    """Let the traceback of a defect show the statement, or the beginning of a long one; values are bound."""
    error.add_note(f"SQL: {sql}" if len(sql) <= NOTED_CHARACTERS else f"SQL: {sql[:NOTED_CHARACTERS]}…")


def _too_slow(time_limit: float) -> StatementTimeout:
    return StatementTimeout(f"The answer took longer than {time_limit:g} s: ask for less at once.")


def _too_complex() -> TooComplex:
    return TooComplex("The question is too complex for the database: nest less, or ask in parts.")


def _bad_value() -> BadInput:
    return BadInput("A value is none that the database can hold: a number too large, or text that is broken.")


def _not_opened(url: SQLiteURL) -> str:
    if not url.path.exists():
        return f"There is no database at {url}: run `dateline migrate`, or set DATELINE_DATABASE_URL."
    return (
        f"The database {url} cannot be opened: its folder must be writable for the -wal and -shm files, "
        "or, if nobody writes to it, the URL must end in ?immutable=1."
    )
