"""What tells one answer from another (RFC 9110, 8.8): strong tags, and the date of the load.

A tag is ``"DIGEST.FORM"``, with ``.CODING`` behind it where the answer is compressed, as a strong tag stands
for the very bytes. The digest is made of the release, the statement, its values and the revision at which it
ran.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b
from time import time
from typing import NamedTuple

from api.web.coding import IDENTITY
from db.compile.revision import number_of

# RFC 9110, 8.8.3; a weak mark is dropped, as If-None-Match compares without it.
_TAG = re.compile(r'"([\x21\x23-\x7e\x80-\xff]*)"')


class Version(NamedTuple):
    """A state of what is at an address: ``digest`` names it, ``since`` is the HTTP date of its revision, and
    ``revision`` its number; both are None of what no revision changes.
    """

    digest: str
    since: str | None = None
    revision: int | None = None


class Read(NamedTuple):
    """What an answer was read by: ``mark`` of the release and the statement, the ``values`` bound in it, and
    the ``revision`` at which it ran as `db.compile.revision` gives it, None before the first load.
    """

    mark: bytes
    values: Sequence[object]
    revision: bytes | None

    @property
    def number(self) -> int:
        """The number of the revision; 0 before the first."""
        return number_of(self.revision)

    def version(self) -> Version:
        """The version of the answer."""
        # `repr` of JSON's kinds of values and of days is different for different ones, and has no NUL.
        state = repr(self.values).encode("utf-8", "surrogatepass") + b"\0" + (self.revision or b"")
        digest = blake2b(self.mark + state, digest_size=12).hexdigest()
        since = None if self.revision is None else last_modified(self.revision)
        return Version(digest, since, self.number)


def last_modified(revision: bytes) -> str | None:
    """The HTTP date of a revision's load; None while its second lasts.

    A date has whole seconds: another load in this one would have the same date, and be taken for it.
    """
    since, second = _date(revision)
    return since if second < int(time()) else None


@lru_cache(maxsize=64)
def _date(revision: bytes) -> tuple[str, int]:
    loaded_at = datetime.fromisoformat(revision.partition(b" ")[2][:19].decode()).replace(tzinfo=UTC)
    return format_datetime(loaded_at, usegmt=True), int(loaded_at.timestamp())


def content_version(body: bytes) -> Version:
    """The version of a document that is always the same bytes."""
    return Version(blake2b(body, digest_size=12).hexdigest())


def tag(version: Version, form: str, coding: str) -> str:
    """The strong tag of an answer in a form and a coding."""
    suffix = "" if coding == IDENTITY else f".{coding}"
    return f'"{version.digest}.{form}{suffix}"'


def held(if_none_match: str, version: Version, form: str, codings: Sequence[str]) -> str | None:
    """The tag of the answer that a client has already, in any coding that it takes; None if it has none."""
    if if_none_match.strip() == "*":
        return tag(version, form, codings[0])
    sent = set(_TAG.findall(if_none_match))
    for coding in codings:
        current = tag(version, form, coding)
        if current[1:-1] in sent:
            return current
    return None
