"""How long caches may keep what they were given."""

from typing import Final

NOT_KEPT: Final = (b"cache-control", b"no-store")
"""The header of an error, and of the answer to a POST."""


def cache_control(max_age: int) -> tuple[bytes, bytes]:
    """The header of an answer from the data: anybody's cache may keep it, for this many seconds unasked."""
    return b"cache-control", b"public, max-age=%d, must-revalidate" % max_age
