"""The limits and their defaults. ``docs/limits.md`` says how each is counted and why it is what it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The most that one request may have. Each is the setting ``DATELINE_MAX_`` and its name, but for the
    time, which is ``DATELINE_STATEMENT_SECONDS``; ``dataset { limits }`` publishes all of them.
    """

    body_bytes: int = 200_000
    document_bytes: int = 50_000
    tokens: int = 2000
    depth: int = 20
    root_fields: int = 50
    aliases: int = 100
    directives: int = 50
    fields: int = 2000
    cost: int = 500_000
    statement_milliseconds: int = 1000
