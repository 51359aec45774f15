"""Errors of the server in front of the engine: what HTTP itself refuses, and what cannot be shown."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from db.errors import BadInput, FactError


class MethodNotAllowed(FactError):
    """The path is known, and this method is none of those that it answers: ``Allow`` names them."""

    code = "METHOD_NOT_ALLOWED"
    status = 405
    title = "This path does not answer this method"


class NotAcceptable(FactError):
    """``Accept`` or ``Accept-Encoding`` refuse every form in which there is an answer."""

    code = "NOT_ACCEPTABLE"
    status = 406
    title = "There is no answer in a form that you accept"

    def __init__(self, message: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.allowed = list(allowed)


class Withdrawn(FactError):
    """What was named was held once; ``members`` tell of its withdrawal, as members of the problem."""

    code = "WITHDRAWN"
    status = 410
    title = "It was withdrawn"

    def __init__(self, message: str, members: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.members = members


class Renamed(FactError):
    """What was named has another slug now; ``members`` tell of the renaming, as members of the problem."""

    code = "RENAMED"
    status = 308
    title = "It has another slug now"

    def __init__(self, message: str, former: str, slug: str, members: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.former = former
        self.slug = slug
        self.members = members


class ContentTooLarge(FactError):
    """The body of the request is larger than the server takes."""

    code = "CONTENT_TOO_LARGE"
    status = 413
    title = "The request is too large"


class AddressTooLong(FactError):
    """Path and query string are longer than the server reads."""

    code = "URI_TOO_LONG"
    status = 414
    title = "The address is too long"


class UnsupportedMediaType(FactError):
    """The body of the request comes in a form that the server does not read."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415
    title = "The request comes in a form that is not read here"


class MalformedRequest(FactError):
    """What came on the connection is no HTTP."""

    code = "MALFORMED_REQUEST"
    status = 400
    title = "This is no request of HTTP"


class RequestTimeout(FactError):
    """The request began, and did not arrive whole in time."""

    code = "REQUEST_TIMEOUT"
    status = 408
    title = "The request did not arrive in time"


class HeadersTooLarge(FactError):
    """The header fields of the request are too many or too large together."""

    code = "HEADERS_TOO_LARGE"
    status = 431
    title = "The header fields are too large"


class UnknownKey(FactError):
    """The request carries a key that is none of this server's."""

    code = "UNKNOWN_KEY"
    status = 401
    title = "This key is not known here"


class TooManyRequests(FactError):
    """The client has used up its budget of requests."""

    code = "TOO_MANY_REQUESTS"
    status = 429
    title = "This client asks too often"


class Overloaded(FactError):
    """The server has as much to do as it takes on; what it does not take on costs it next to nothing."""

    code = "OVERLOADED"
    status = 503
    title = "The server is busy"
    retry_after = 1


class PageNotBuilt(FactError):
    """The bundle of a page is missing; the message names the command that makes it."""

    code = "PAGE_NOT_BUILT"
    status = 503
    title = "This page is not installed"


class TooManyListeners(FactError):
    """As many streams are open as this server keeps open at once."""

    code = "TOO_MANY_LISTENERS"
    status = 503
    title = "Too many are listening at the moment"


class Unprocessable(BadInput):
    """Each parameter is one that could stand there, and still they ask for nothing that there is."""

    code = "UNPROCESSABLE"
    status = 422
    title = "The parameters cannot be answered"


BY_STATUS: Mapping[int, type[FactError]] = MappingProxyType(
    {
        kind.status: kind
        for kind in (
            MethodNotAllowed,
            NotAcceptable,
            ContentTooLarge,
            AddressTooLong,
            UnsupportedMediaType,
        )
    }
)
"""The kinds that a status alone names."""
