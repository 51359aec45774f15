"""Content codings: which one a client takes (RFC 9110, 12.5.3), and the bytes in it.

The levels are those at which another tenth of the size costs more time than the network saves on an answer of
some kilobytes: 20 kB of JSON take 35 µs by zstd, 110 by gzip, 150 by Brotli, and come out at an eighth of
their size by each.
"""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

import brotli
import zstandard

from api.web.accept import weighted

IDENTITY = "identity"

SMALL = 1024
"""Bytes below which an answer goes out as it is: it fits one packet either way."""

_LONG = 262_144
"""Bytes from which on compressing is left to a thread, so that nobody waits for it who did not ask."""


def _gzip(body: bytes) -> bytes:
    # zlib writes no time into the header: the same body has the same bytes, as its tag says.
    compressor = zlib.compressobj(4, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def _brotli(body: bytes) -> bytes:
    result: bytes = brotli.compress(body, quality=4)
    return result


def _zstd(body: bytes) -> bytes:
    # A compressor of its own, as one must not serve two threads. The window stays below the 8 MB of RFC 9659.
    return zstandard.ZstdCompressor(level=3).compress(body)


CODINGS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {"zstd": _zstd, "br": _brotli, "gzip": _gzip}
)
"""The codings, the one first that is chosen where a client likes several the same."""


class Compressor(Protocol):
    """Compresses what comes piece by piece."""

    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Plain:
    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


class _Brotli:
    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=4)

    def compress(self, data: bytes, /) -> bytes:
        found: bytes = self._compressor.process(data)
        return found

    def flush(self) -> bytes:
        found: bytes = self._compressor.finish()
        return found


def compressor(coding: str) -> Compressor:
    """A compressor for a coding, at the level of whole bodies."""
    match coding:
        case "zstd":
            return zstandard.ZstdCompressor(level=3).compressobj()
        case "br":
            return _Brotli()
        case "gzip":
            return zlib.compressobj(4, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        case _:
            return _Plain()


# What old clients call it.
_ALIASES = {"x-gzip": "gzip"}


@lru_cache(maxsize=512)
def accepted(header: str | None) -> tuple[str, ...]:
    """The codings that a client takes, those that it likes best first, `IDENTITY` among them unless refused.

    Empty where it refuses everything. A client that says nothing gets the plain answer: by the letter it
    takes any coding, but those that say nothing cannot decode.
    """
    if header is None:
        return (IDENTITY,)
    weights = {_ALIASES.get(word, word): given for word, _, given in weighted(header)}
    others = weights.get("*", 0.0)
    found = {coding: weights.get(coding, others) for coding in CODINGS}
    # The plain answer is taken unless it is refused, and is the last choice unless it is given a weight.
    found[IDENTITY] = weights.get(IDENTITY, 0.0 if weights.get("*") == 0 else 0.0001)
    order = [*CODINGS, IDENTITY]
    taken = [coding for coding in order if found[coding] > 0]
    return tuple(sorted(taken, key=lambda coding: (-found[coding], order.index(coding))))


async def encoded(
    body: bytes, codings: tuple[str, ...], kept: dict[str, bytes] | None = None
) -> tuple[str, bytes]:
    """The coding for a body of this size among those that a client takes, and the body in it.

    kept: this body by coding, as it was compressed for others.
    """
    coding = codings[0]
    if coding == IDENTITY or (len(body) < SMALL and IDENTITY in codings):
        return IDENTITY, body
    if kept is not None and coding in kept:
        return coding, kept[coding]
    compress = CODINGS[coding]
    content = compress(body) if len(body) < _LONG else await asyncio.to_thread(compress, body)
    if kept is not None:
        kept[coding] = content
    return coding, content
