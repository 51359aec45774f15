"""What no answer may show, whatever was asked."""

import re

from tests.abuse.process import ROOT
from tests.abuse.wire import Reply

# Words of the interpreter, of drivers and libraries, SQL, paths. Names end somewhere, for the pattern's sake.
_LEAKS = re.compile(
    rb"Traceback|File \\?\"|line \d+, in |\.py\b|site-packages|/(?:usr|home|tmp|var|opt)/"
    rb"|(?-i:\bSELECT\b|\bFROM\b|\bWHERE\b|\bINSERT\b)|json_object|json_group|jsonb_|sqlite|psycopg|postgres"
    rb"|near \\?\"|syntax error at|SQLSTATE|uvicorn|starlette|strawberry|httptools|orjson|Python"
    rb"|<class |object at 0x|\b[a-z]{1,40}(?:Error|Exception)\b|\bdb\.|\bapi\.|" + re.escape(bytes(ROOT)),
    re.IGNORECASE,
)


def assert_harmless(reply: Reply, *, sent: bytes = b"") -> None:
    """No failure of ours, and nothing of our insides: but for what the client said itself."""
    assert reply.status < 500, (reply.status, reply.body[:1000])
    for value in reply.headers.values():
        assert not _LEAKS.search(value.encode("latin-1")), reply.headers
    for found in _LEAKS.finditer(reply.body):
        assert found[0].lower() in sent.lower(), (found[0], reply.body[:1000])


def assert_problem(reply: Reply | None, status: int, kind: str) -> None:
    """A problem like any other, although there may have been no request yet."""
    assert reply is not None, "the server hung up without an answer"
    found = reply.json()
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    assert (found["type"], found["status"]) == (f"/problems/{kind}", status)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "server" not in reply.headers
    assert not _LEAKS.search(reply.body), reply.body
