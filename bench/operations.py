"""The operations that are measured, with the variables of their requests."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Operation:
    """One GraphQL operation, and the REST path that asks the same where there is one."""

    name: str
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    path: str = ""


OPERATIONS = (
    Operation(
        "single lookup",
        "query($slug: String!) { source(slug: $slug) { id slug name kind role } }",
        {"slug": "volodymyr-zelenskyy"},
        "/v1/sources/volodymyr-zelenskyy",
    ),
    Operation(
        "list of 50 with sources",
        "{ statements(first: 50) { nodes { slug proposition said { edtf }"
        " attributions { role commitment source { name } } } } }",
    ),
    Operation(
        "nested",
        """query($from: Date) {
          events(first: 20, filter: {occurred: {from: $from}}) { nodes {
            slug title type occurred { edtf earliest latest }
            placements(first: 10) { nodes { role location { slug name } } }
            statements(first: 5) { nodes {
              slug proposition said { edtf }
              attributions { role commitment source { slug name } }
            } }
          } } }""",
        {"from": "2024-01-01"},
    ),
    Operation(
        "nested, everything asked for",
        """{ events(first: 20) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            edges { cursor node {
              id slug title summary type modality occurred { edtf earliest latest precision basis note }
              placements(first: 10) { totalCount edges { cursor node { role location { id name kind } } } }
              statements(first: 5) { totalCount pageInfo { hasNextPage endCursor }
                edges { cursor bearings { aspect stance explicit } node {
                  id proposition form speechAct said { edtf earliest latest }
                  attributions { role commitment basis source { id name kind named } }
                } } }
            } } } }""",
    ),
    Operation(
        "status of one event",
        "query($slug: String!, $day: Date) { event(slug: $slug) { status(asOf: $day) { value since disputed"
        " bySide { side commitment } decidedBy { slug } } } }",
        {"slug": "ukrainian-presence-in-belgorod-region", "day": "2025-03-22"},
        "/v1/events/ukrainian-presence-in-belgorod-region/status?asOf=2025-03-22",
    ),
)
