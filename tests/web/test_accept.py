"""Weights, and what follows from them."""

import pytest

from api.web.accept import HTML, JSON, Representation, chosen
from api.web.coding import CODINGS, IDENTITY, accepted

FORMS = (JSON, HTML)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/html", HTML),
        ("text/*", HTML),
        ("TEXT/HTML ; Q=0.5", HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("application/json, text/html", JSON),
        ("application/json;q=0.5, text/html;q=0.6", HTML),
        # The narrowest range counts, wherever it stands.
        ("*/*;q=1, application/json;q=0.1, text/*;q=0.2", HTML),
        ("application/json;q=0, */*", HTML),
        ("text/html;level=1;q=0.3, application/json;q=0.2", HTML),
        ("application/json;q=0", None),
        ("image/png", None),
        # None of these is a weight, so none of these is taken.
        ("application/json;q=2", None),
        ("application/json;q=nan", None),
        ("application/json;q=-1", None),
        ("application/json;q=0.1234", None),
        ("application/json;charset=latin-1", None),
        (",;,q=1", None),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_best(
    accept: str | None, form: Representation | None
) -> None:
    assert chosen(accept, FORMS) is form


LINKED = Representation("linked", "application/ld+json")
PROFILED = Representation("profiled", 'application/ld+json; profile="http://example.org/p"')


@pytest.mark.parametrize(
    ("accept", "offered", "form"),
    [
        ("application/ld+json", (LINKED, PROFILED), LINKED),
        ('application/ld+json;profile="http://example.org/p"', (LINKED, PROFILED), PROFILED),
        ("application/ld+json;profile=http://example.org/p", (LINKED, PROFILED), PROFILED),
        (
            'application/ld+json;profile="http://example.org/o http://example.org/p"',
            (LINKED, PROFILED),
            PROFILED,
        ),
        # A profile is a wish: another that there is not, or the form without one, is no reason to refuse.
        ('application/ld+json;profile="http://example.org/other"', (LINKED, PROFILED), LINKED),
        ('application/ld+json;profile="http://example.org/p"', (LINKED,), LINKED),
        ("application/*", (PROFILED,), PROFILED),
        ('application/ld+json;profile="http://example.org/p";q=0, */*', (PROFILED, LINKED), LINKED),
        (
            'application/ld+json;profile="http://example.org/p";q=0.5, application/json',
            (JSON, PROFILED),
            JSON,
        ),
        ("text/html", (LINKED, PROFILED), None),
    ],
)
def test_a_profile_tells_two_forms_of_one_type_apart(
    accept: str, offered: tuple[Representation, ...], form: Representation | None
) -> None:
    assert chosen(accept, offered) is form


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        (None, [IDENTITY]),
        ("", [IDENTITY]),
        ("identity", [IDENTITY]),
        ("gzip", ["gzip", IDENTITY]),
        ("x-gzip", ["gzip", IDENTITY]),
        ("gzip, deflate, br, zstd", ["zstd", "br", "gzip", IDENTITY]),
        ("gzip;q=1.0, br;q=0.5", ["gzip", "br", IDENTITY]),
        ("*", ["zstd", "br", "gzip", IDENTITY]),
        ("*;q=0.1, gzip", ["gzip", "zstd", "br", IDENTITY]),
        ("identity, gzip;q=0.5", [IDENTITY, "gzip"]),
        ("gzip, identity;q=0", ["gzip"]),
        ("gzip, *;q=0", ["gzip"]),
        ("br;q=0, *;q=0, identity;q=0.1", [IDENTITY]),
        ("deflate", [IDENTITY]),
        ("*;q=0", []),
        ("identity;q=0", []),
        ("deflate, identity;q=0", []),
    ],
)
def test_codings_come_in_the_order_of_their_weights(header: str | None, codings: list[str]) -> None:
    assert list(accepted(header)) == codings


def test_the_same_body_has_the_same_bytes_in_each_coding() -> None:
    body = b"facts " * 1000
    for coding, compress in CODINGS.items():
        assert compress(body) == compress(body), coding
        assert len(compress(body)) < 200
