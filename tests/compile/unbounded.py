"""An engine that refuses next to nothing: what an operation may ask for is not what these tests are about."""

from api.gql.limits.figures import Limits

UNBOUNDED = Limits(
    document_bytes=10**9,
    tokens=100_000,
    depth=1000,
    root_fields=10_000,
    aliases=10_000,
    directives=10_000,
    fields=100_000,
    cost=2**31 - 1,
)

# As ``dataset { limits }`` has them.
PUBLISHED = {
    "bodyBytes": 200_000,
    "documentBytes": 10**9,
    "tokens": 100_000,
    "depth": 1000,
    "rootFields": 10_000,
    "aliases": 10_000,
    "directives": 10_000,
    "fields": 100_000,
    "page": 100,
    "cost": 2**31 - 1,
    "statementMilliseconds": 1000,
}
