"""Keys by which clients that an operator knows are told from the rest.

The file holds a line for each: its name, the requests that it may make in a window (0: as many as anybody),
the day on which it was made, and the SHA-256 of the key. A slow hash is for what people can remember: a key
has 256 random bits, so that nobody finds it by trying, and it is hashed anew with each request.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Final

from db.errors import FactError

PREFIX: Final = "dl_"
"""By which scanners of repositories tell a key that somebody published."""

LOOK: Final = 1.0
"""Seconds after which the file is looked at again."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class InvalidKeys(FactError):
    """The file of keys cannot be read, or a line of it is none."""

    code = "INVALID_KEYS"
    title = "The server is not configured"


@dataclass(frozen=True, slots=True)
class Key:
    """A known key. ``requests``: in each window; 0 where it has no limit of its own."""

    name: str
    requests: int
    made: str
    digest: str


def new(name: str, requests: int) -> tuple[str, Key]:
    """A key, to be shown once, and what is kept of it."""
    if not _NAME.fullmatch(name):
        raise InvalidKeys(f"{name!r} is no name of a key: use small letters, digits, dots and hyphens.")
    key = PREFIX + secrets.token_urlsafe(32)
    return key, Key(name, requests, datetime.now(UTC).date().isoformat(), digest(key))


def digest(key: str) -> str:
    """The SHA-256 of a key, in hexadecimal digits."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def read(file: Path) -> dict[str, Key]:
    """The keys of a file by their hashes; `InvalidKeys` names the line at fault."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidKeys(f"The keys in {file} cannot be read: {reason}.") from None
    return {each.digest: each for each in _parsed(file, text)}


def _parsed(file: Path, text: str) -> Iterator[Key]:
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            continue
        if (
            len(fields) != 4
            or not _NAME.fullmatch(fields[0])
            or not (fields[1].isascii() and fields[1].isdigit())
            or not _DIGEST.fullmatch(fields[3])
        ):
            raise InvalidKeys(
                f"{file}, line {number}: a line has a name, requests, a day and a SHA-256, as "
                "`dateline keys add` writes it."
            )
        if fields[0] in seen:
            raise InvalidKeys(f"{file}, line {number}: the name {fields[0]} is there twice.")
        seen.add(fields[0])
        yield Key(fields[0], int(fields[1]), fields[2], fields[3])


def write(file: Path, keys: dict[str, Key]) -> None:
    """Replaces the file as a whole, for its owner alone to read; a server never meets half of it."""
    lines = [f"{each.name} {each.requests} {each.made} {each.digest}\n" for each in keys.values()]
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    unfinished.touch(mode=0o600, exist_ok=False)
    try:
        unfinished.write_text("# name requests made sha256\n" + "".join(lines), encoding="utf-8")
        if file.exists():
            unfinished.chmod(file.stat().st_mode & 0o777)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


class Keys:
    """The keys of a server, read anew when the file changes; one that is broken meanwhile changes nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = read(file)
        self._state = self._stamp()
        self._looked = monotonic()

    def find(self, key: str) -> Key | None:
        """What is known of a key."""
        if monotonic() - self._looked > LOOK:
            self._looked = monotonic()
            if (state := self._stamp()) != self._state:
                self._state = state
                self._read_anew()
        # The hash is what is compared, so that the time says nothing of the key.
        return self._known.get(digest(key))

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _read_anew(self) -> None:
        import logging

        try:
            self._known = read(self._file)
        except InvalidKeys as error:
            logging.getLogger(__name__).error("%s The keys read before go on.", error.message)  # noqa: TRY400
