"""What every response says of itself: who may read it, and what a browser may do with it.

Any page on the web may read the answers: there is nothing to protect from other sites' pages, no cookie, no
writing, and the same answer for everybody. What a browser shows as a page of its own may do nothing and may
be framed by nobody; the pages that are pages say themselves what they need (`api.ide.page`).
"""

from http import HTTPStatus

_EXPOSED = (
    "Allow, Dateline-Revision, ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, Vary, "
    "WWW-Authenticate, X-Request-ID"
)

# What pages ask browsers for most often and ours never need: https://www.w3.org/TR/permissions-policy/
_UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")

CONTENT_POLICY = b"content-security-policy"
NOTHING = (CONTENT_POLICY, b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
"""The policy of all that is no page."""

LABELS: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _UNUSED).encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
"""On every response, errors included, which must be readable from another site's page as well."""

EVERYWHERE = (*LABELS, NOTHING)
"""On every response that says nothing of its own."""


def labelled(headers: list[tuple[bytes, bytes]], status: int) -> list[tuple[bytes, bytes]]:
    """A response's headers with those of every response; its own policy stays."""
    if status == HTTPStatus.NOT_MODIFIED:
        # Its headers replace those of what the browser has (RFC 9111, 4.3.4), which may be a page.
        return [*headers, *LABELS]
    for name, _ in headers:
        if name == CONTENT_POLICY:
            return [*headers, *LABELS]
    return [*headers, *EVERYWHERE]
