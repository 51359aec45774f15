"""The log: a line for a record on standard error, as JSON for machines or as text for a terminal.

A request is one line. No line has a client's address, a query string or a variable.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final, Literal

import orjson
from starlette.types import Scope

from api.web.exchange import Exchange
from api.web.request_id import Identified

Form = Literal["auto", "json", "text"]

REQUESTS: Final = "dateline.request"
"""The logger of the requests."""

_log = logging.getLogger(REQUESTS)


def configuration(form: Form, *, requests: bool) -> dict[str, Any]:
    """For `logging.config.dictConfig`. ``auto`` is text where standard error is a terminal."""
    text = sys.stderr.isatty() if form == "auto" else form == "text"
    line = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"identified": {"()": Identified}},
        "formatters": {"line": {"format": line} if text else {"()": JSONLines}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "filters": ["identified"], "formatter": "line"}
        },
        "loggers": {REQUESTS: {"level": "INFO" if requests else "WARNING"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


class JSONLines(logging.Formatter):
    """Writes a record as one JSON object in one line; a traceback is a member of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        members: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = getattr(record, "request_id", "-")
        if request_id != "-":
            members["requestId"] = request_id
        members |= getattr(record, "members", {})
        if record.exc_info:
            members["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(members, default=str).decode("utf-8", "replace")


class RequestLog:
    """Writes one line for each exchange that is over."""

    def begun(self, _: Exchange, __: Scope) -> None:
        """Nothing is said before the answer is out."""

    def over(self, exchange: Exchange) -> None:
        """The line."""
        if _log.isEnabledFor(logging.INFO):
            _log.info(_sentence(exchange), extra={"members": _members(exchange)})


def _members(exchange: Exchange) -> dict[str, Any]:
    members: dict[str, Any] = {
        "method": exchange.method,
        "route": exchange.route,
        "status": exchange.status,
        "milliseconds": round(exchange.seconds * 1000, 2),
        "databaseMilliseconds": round(exchange.database_seconds * 1000, 2),
    }
    if exchange.document is not None:
        members |= {"operation": exchange.operation, "document": exchange.document}
    return members


def _sentence(exchange: Exchange) -> str:
    return f"{exchange.method} {exchange.route} {exchange.status} {exchange.seconds * 1000:.1f} ms"
