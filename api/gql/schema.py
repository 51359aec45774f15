"""The GraphQL schema."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from api.gql.scalars import SCALARS
from api.gql.types import ObjectTypes

_types = ObjectTypes()

SCHEMA = strawberry.Schema(
    query=_types.query(),
    subscription=_types.subscription(),
    types=[_types.classes[name] for name in ("Article", "Source", "Statement", "Event", "Location")],
    config=StrawberryConfig(auto_camel_case=False, scalar_map=SCALARS, sort_schema=True),
)

# graphql-core's own schema: what the pipeline validates against.
CORE_SCHEMA: GraphQLSchema = SCHEMA._schema  # noqa: SLF001 - Strawberry offers no public name for it


def sdl() -> str:
    """The schema in GraphQL's schema definition language, as committed in ``openapi/schema.graphql``."""
    return SCHEMA.as_str().rstrip() + "\n"
