"""What can go wrong with a question, an answer or the database, as both faces report it.

`code` never changes once published: it is the ``code`` extension of a GraphQL error and ends the type of an
RFC 9457 problem, whose title is `title`. `status` is the HTTP status.

`message` is one or two sentences that say what to do. Below 500 it is for the caller. From 500 on it is for
the operator, as it may name files and hosts: log it, and show strangers the `title`. It never holds a
password, a value of the question or a line of SQL.

`retry_after` are seconds after which the same question may well be answered; None where asking again is no
remedy.
"""

from typing import ClassVar


class FactError(Exception):
    """Root of every error that is expected to happen; any other is a defect and stays masked."""

    code: ClassVar[str] = "INTERNAL"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"
    retry_after: ClassVar[int | None] = None

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(FactError):
    """The question is at fault; `argument` names the argument or parameter to blame, where there is one."""

    code = "BAD_INPUT"
    status = 400
    title = "The question cannot be answered as it stands"

    def __init__(self, message: str, *, argument: str | None = None) -> None:
        super().__init__(message)
        self.argument = argument
        # Where in the request: a selection's origin, filled in by whoever knows it.
        self.origin: object | None = None


class TooComplex(BadInput):
    """The question is well formed, but nests or branches deeper than the database can compile."""

    code = "TOO_COMPLEX"
    title = "The question is too complex"


class NotFound(FactError):
    """What was named does not exist."""

    code = "NOT_FOUND"
    status = 404
    title = "There is no such thing"


class StatementTimeout(FactError):
    """The database was stopped at the time limit for one statement."""

    code = "STATEMENT_TIMEOUT"
    status = 503
    title = "The answer took too long: ask for less at once"


class DatabaseUnavailable(FactError):
    """The database cannot be reached, opened or read, or another writer holds it."""

    code = "DATABASE_UNAVAILABLE"
    status = 503
    title = "The database is unavailable"
    # A server that is started anew needs about as long.
    retry_after = 5


class RevisionNotReached(FactError):
    """No server has the revision yet that the request demands at least."""

    code = "REVISION_NOT_REACHED"
    status = 503
    title = "No server has this revision yet"
    # A replica is behind by less, unless something is wrong with it.
    retry_after = 1


class UnknownRevision(BadInput):
    """The caller has seen a revision that the database does not have: it was restored, or made anew.

    seen: the number of the revision that it does not have. newest: that of the newest one that it has.
    """

    code = "UNKNOWN_REVISION"
    status = 410
    title = "This database does not have the revision after which you ask"

    def __init__(self, message: str, *, argument: str | None = None, seen: int = 0, newest: int = 0) -> None:
        super().__init__(message, argument=argument)
        self.seen = seen
        self.newest = newest


class InvalidDatabaseURL(FactError):
    """``DATELINE_DATABASE_URL`` names no database that Dateline can use."""

    code = "INVALID_DATABASE_URL"
    title = "The database is not configured"


class SchemaMismatch(FactError):
    """The database was made by another release.

    found, expected: Alembic revisions; `found` is None where no migration ever ran.
    newer: this release does not know the version that was found, so no migration of it can help.
    """

    code = "SCHEMA_MISMATCH"
    status = 503
    title = "The database was made by another release"
    # Somebody is migrating, or has to.
    retry_after = 60

    def __init__(self, *, found: str | None, expected: str, newer: bool = False) -> None:
        if newer:
            message = f"The database has schema version {found}, newer than this release: update Dateline."
        elif found is None:
            message = f"The database has no schema, this release needs {expected}: run `dateline migrate`."
        else:
            message = (
                f"The database has schema version {found}, older than this release, which needs {expected}: "
                "run `dateline migrate`."
            )
        super().__init__(message)
        self.found = found
        self.expected = expected
        self.newer = newer
