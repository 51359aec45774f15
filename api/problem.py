"""Errors as RFC 9457 problem details.

The type is a path, ``/problems/not-found``, at which the server says what it means (`api.web.problems`).
`BadParameter` adds two members: ``parameter``, the one to blame, and ``allowed``, what could stand there
instead, nearest first. ``requestId`` is what the log knows the request by.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from api.web.failures import BY_STATUS, NotAcceptable, Overloaded, Renamed, Withdrawn
from api.web.problems import type_of
from api.web.request_id import current
from db.errors import BadInput, FactError, NotFound

MEDIA_TYPE = "application/problem+json"

# More of a text than any name or code has says nothing about which of them was meant.
_COMPARED = 64

_log = logging.getLogger(__name__)


class BadParameter(BadInput):
    """A parameter of the request is unknown, or holds what it cannot take.

    ``allowed`` are the names or values that could stand instead; those most like ``given`` come first.
    """

    def __init__(self, message: str, parameter: str, *, given: str = "", allowed: Sequence[str] = ()) -> None:
        super().__init__(message, argument=parameter)
        self.allowed = nearest(given, allowed)


def nearest(given: str, known: Sequence[str]) -> list[str]:
    """The known words, those most like the given one first."""
    asked = given[:_COMPARED].lower()
    return sorted(known, key=lambda each: -SequenceMatcher(None, asked, each.lower()).ratio())


def problem(
    error: FactError,
    *,
    head: bool = False,
    headers: Mapping[str, str] | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response:
    """The response for an error; from status 500 on the message is for the log alone.

    ``extensions`` are further members.
    """
    members: dict[str, Any] = {"type": type_of(error.code), "title": error.title, "status": error.status}
    if error.status < 500 or isinstance(error, Overloaded):
        members["detail"] = error.message
    else:
        _log.error("%s: %s", error.code, error.message)
    if error.retry_after is not None:
        headers = {"Retry-After": str(error.retry_after), **(headers or {})}
    if isinstance(error, BadInput) and error.argument:
        members["parameter"] = error.argument
    if isinstance(error, BadParameter | NotAcceptable) and error.allowed:
        members["allowed"] = error.allowed
    if isinstance(error, Withdrawn | Renamed):
        members |= error.members
    return _response(members | dict(extensions or {}), head=head, headers=headers)


def _response(members: dict[str, Any], *, head: bool, headers: Mapping[str, str] | None = None) -> Response:
    request_id = current.get()
    if request_id is not None:
        members["requestId"] = request_id
    # What is not there today may be loaded tomorrow, and a cache would keep some of these unasked.
    always = {"Cache-Control": "no-store"}
    response = Response(orjson.dumps(members), members["status"], always | dict(headers or {}), MEDIA_TYPE)
    if head:  # the headers are those of the whole body
        response.body = b""
    return response


async def _fact_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, FactError)
    return problem(error, head=request.method == "HEAD")


async def _http_exception(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: no such path, another method, a body that is too large."""
    assert isinstance(error, HTTPException)
    head = request.method == "HEAD"
    if error.status_code == HTTPStatus.NOT_FOUND:
        if address := _without_trailing_slash(request):
            return Response(status_code=308, headers={"Location": address})
        return problem(NotFound("nothing is at this path; /v1 lists what there is"), head=head)
    headers = dict(error.headers or {})
    if "Allow" in headers:  # a set's order is another one in each process
        headers["Allow"] = ", ".join(sorted({*headers["Allow"].split(", "), "OPTIONS"}))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    kind = BY_STATUS.get(error.status_code)
    if kind is not None:
        allowed = headers.get("Allow")
        return problem(kind(f"use {allowed}" if allowed else kind.title), head=head, headers=headers)
    # RFC 9457, 4.2.1: the status says it all, and gives the title.
    status = HTTPStatus(error.status_code)
    members = {"type": "about:blank", "title": status.phrase, "status": status.value}
    return _response(members, head=head, headers=headers)


def _without_trailing_slash(request: Request) -> str | None:
    """The address of the same without slashes at its end, if there is something."""
    path = request.scope["path"].rstrip("/")
    # Two slashes at its beginning would make the address one of another host.
    if path == request.scope["path"] or not path or path.startswith("//"):
        return None
    scope = {**request.scope, "path": path}
    if all(route.matches(scope)[0] is Match.NONE for route in request.app.routes):
        return None
    query = request.scope["query_string"].decode("latin-1")
    return quote(path) + (f"?{query}" if query else "")


async def _defect(request: Request, _: Exception) -> Response:
    """What nobody expected: Starlette raises it again when the response is out, so that it is logged."""
    members = {"type": type_of(FactError.code), "title": FactError.title, "status": FactError.status}
    return _response(members, head=request.method == "HEAD")


exception_handlers: Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
    FactError: _fact_error,
    HTTPException: _http_exception,
    Exception: _defect,
}
"""For ``Starlette(exception_handlers=…)``."""


def problem_types() -> dict[str, type[FactError]]:
    """Every kind of error by its code; of several classes with one code, the one that introduced it."""

    def kinds(kind: type[FactError]) -> Iterator[type[FactError]]:
        yield kind
        for below in kind.__subclasses__():
            yield from kinds(below)

    found: dict[str, type[FactError]] = {}
    for kind in kinds(FactError):
        found.setdefault(kind.code, kind)
    return found
