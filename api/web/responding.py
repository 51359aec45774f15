"""Sending an answer: in the form and coding that the client takes, or not at all where it has it already."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from api.web.accept import Representation, chosen
from api.web.coding import IDENTITY, Compressor, accepted, compressor, encoded
from api.web.demand import ANSWERED, NAME
from api.web.failures import NotAcceptable
from api.web.headers import Fields, fields
from api.web.validators import Version, held, tag

Headers = Sequence[tuple[bytes, bytes]]

# A cache must not answer a demand with what it kept before: the demand is part of what it keeps by.
_VARY = (b"vary", f"Accept, Accept-Encoding, {NAME}".encode())


class Wanted(NamedTuple):
    """What a client takes, and what it has: the outcome of a negotiation."""

    representation: Representation
    codings: tuple[str, ...]
    if_none_match: str | None
    if_modified_since: str | None

    @property
    def known(self) -> Callable[[Version], bool] | None:
        """Tells of a version whether the client has the answer of it, before anybody knows if there is one.

        None where only the answer tells: ``*`` asks whether there is one, and the date of a load is that of
        missing things too.
        """
        if self.if_none_match is None or self.if_none_match.strip() == "*":
            return None
        return lambda version: self.held(version) is not None

    def held(self, version: Version) -> str | None:
        """The tag of the answer if the client has this version of it."""
        if self.if_none_match is not None:
            return held(self.if_none_match, version, self.representation.name, self.codings)
        # Only the date that we gave: any other was taken from a clock, or from a load that was still running.
        if self.if_modified_since is not None and self.if_modified_since == version.since:
            return tag(version, self.representation.name, self.codings[0])
        return None


def wanted(scope: Scope, offered: tuple[Representation, ...]) -> Wanted:
    """What the client of a request takes among what is offered; raises `NotAcceptable`."""
    return negotiated(fields(scope["headers"]), offered)


def negotiated(given: Fields, offered: tuple[Representation, ...]) -> Wanted:
    """`wanted`, of header fields that were read before."""
    representation = chosen(given.accept, offered)
    if representation is None:
        forms = [each.media_type for each in offered]
        raise NotAcceptable(f"an answer is {' or '.join(forms)}", forms)
    codings = accepted(given.accept_encoding)
    if not codings:
        raise NotAcceptable("an answer is plain, or in zstd, br or gzip", ["identity", "zstd", "br", "gzip"])
    return Wanted(representation, codings, given.if_none_match, given.if_modified_since)


async def respond(
    send: Send,
    asked: Wanted,
    body: bytes,
    version: Version | None,
    headers: Headers = (),
    *,
    status: int = 200,
    head: bool,
    kept: dict[str, bytes] | None = None,
) -> None:
    """Sends an answer with its validators, or 304 where the client has it.

    version: None for what is not to be kept: an error, the answer to a POST.
    headers: those of the answer alone, among them ``cache-control``.
    kept: the body by coding, for a body that is sent again and again.
    """
    if version is not None and asked.held(version) is not None:
        await respond_unchanged(send, asked, version, headers)
        return
    coding, content = await encoded(body, asked.codings, kept)
    lines = [
        (b"content-type", asked.representation.content_type.encode()),
        (b"content-length", b"%d" % len(content)),
        *(
            [_VARY]
            if version is None
            else _validators(tag(version, asked.representation.name, coding), version)
        ),
        *headers,
    ]
    if coding != IDENTITY:
        lines.append((b"content-encoding", coding.encode()))
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": b"" if head else content})


async def respond_streaming(
    receive: Receive,
    send: Send,
    asked: Wanted,
    pieces: AsyncIterator[bytes],
    version: Version,
    headers: Headers,
    *,
    head: bool,
) -> None:
    """Sends an answer of any length with its validators, each piece as soon as the client has taken those
    before it. When the client goes away, ``pieces`` is cancelled.

    What ``pieces`` raises breaks the connection off, so that no client takes what it has for the whole.
    """
    coding = asked.codings[0]
    lines = [
        (b"content-type", asked.representation.content_type.encode()),
        *_validators(tag(version, asked.representation.name, coding), version),
        *headers,
    ]
    if coding != IDENTITY:
        lines.append((b"content-encoding", coding.encode()))
    await send({"type": "http.response.start", "status": 200, "headers": lines})
    if head:
        await send({"type": "http.response.body", "body": b""})
        return
    sending = asyncio.ensure_future(_send_all(send, pieces, compressor(coding)))
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, leaving):
            task.cancel()
        await asyncio.wait((sending, leaving))
    if not sending.cancelled():
        sending.result()


async def _send_all(send: Send, pieces: AsyncIterator[bytes], coder: Compressor) -> None:
    async for piece in pieces:
        # An empty piece would be sent as well; a compressor keeps back what is too little.
        if body := coder.compress(piece):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": coder.flush()})


async def _left(receive: Receive) -> None:
    """Waits until the client goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def respond_unchanged(send: Send, asked: Wanted, version: Version, headers: Headers = ()) -> None:
    """Tells the client that what it has is still the answer."""
    known = asked.held(version)
    assert known is not None
    # RFC 9110, 15.4.5: what a cache needs to refresh what it keeps, and no more.
    kept = [each for each in headers if each[0] == b"cache-control"]
    await send(
        {"type": "http.response.start", "status": 304, "headers": [*_validators(known, version), *kept]}
    )
    await send({"type": "http.response.body", "body": b""})


def _validators(known: str, version: Version) -> list[tuple[bytes, bytes]]:
    lines = [(b"etag", known.encode()), _VARY]
    if version.since is not None:
        lines.append((b"last-modified", version.since.encode()))
    if version.revision is not None:
        lines.append((ANSWERED, b"%d" % version.revision))
    return lines
