"""Request identifiers: the caller's own if it is a sane one, else a new one."""

import logging
import re
from collections.abc import Iterable
from contextvars import ContextVar
from os import urandom

HEADER = b"x-request-id"

# Identifiers as tracing systems write them: UUIDs, ULIDs, hexadecimal, base64. No space and no control
# character, so that a line of the log stays one line.
_SANE = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._~+/=:@-]{0,127}")

current: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The identifier of the request that is being answered; None outside of one."""


def identifier(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The identifier of a request with these headers, by ASGI's lower-case names."""
    for name, value in headers:
        if name == HEADER and _SANE.fullmatch(value):
            return value
    return urandom(12).hex().encode()


class Identified(logging.Filter):
    """Gives each record of the log the ``request_id`` that it belongs to, or a hyphen."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything through."""
        record.request_id = current.get() or "-"
        return True
