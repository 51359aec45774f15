"""The header fields of a request that Dateline reads, found in one pass."""

from collections.abc import Iterable
from typing import NamedTuple


class Fields(NamedTuple):
    """None where a field is missing; several of one name are one, joined by commas (RFC 9110, 5.3)."""

    accept: str | None = None
    accept_encoding: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    host: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    content_length: str | None = None


_NAMES = {name.replace("_", "-").encode(): name for name in Fields._fields}


def fields(headers: Iterable[tuple[bytes, bytes]]) -> Fields:
    """Those among a request's headers, by ASGI's lower-case names."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name = _NAMES.get(raw)
        if name is not None:
            text = value.decode("latin-1")
            found[name] = f"{found[name]}, {text}" if name in found else text
    return Fields(**found)
