"""The revision beside an answer: one statement sees one state of the database, so the two belong together."""

from typing import Final

NEWEST_REVISION: Final = "SELECT id || ' ' || loaded_at FROM revision ORDER BY id DESC LIMIT 1"
"""A statement for the newest revision: ``7 2026-11-22 17:56:47.123456``, its number and when it was loaded
(UTC), as the number alone could be that of another database, made anew. No row where nothing was ever loaded.
"""


def number_of(revision: bytes | None) -> int:
    """The number of a revision as `NEWEST_REVISION` gives it; 0 before the first."""
    return 0 if revision is None else int(revision.partition(b" ")[0])


def with_revision(sql: str) -> str:
    """The statement of an operation, with `NEWEST_REVISION` as its second column."""
    return f"{sql}, ({NEWEST_REVISION})"
