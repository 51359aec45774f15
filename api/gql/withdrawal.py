"""What became of an entity that is not there: the newest of its changes tells."""

from typing import Any

import orjson

from api.gql.execution import Engine, Request
from api.web.failures import Withdrawn
from db.graph.revision import TYPES

_NEWEST_CHANGE = """\
query ($kind: Entity!, $slug: String!, $knownAt: RevisionOrTime) {
  changes(last: 1, filter: {kind: {eq: $kind}, slug: {eq: $slug}}, knownAt: $knownAt) {
    nodes { action entityId reason revision { number loadedAt } }
  }
}"""


async def withdrawal(engine: Engine, kind: str, slug: str, known_at: Any = None) -> Withdrawn | None:
    """That the entity was withdrawn; None where it never was there, or is there again.

    kind: as a change names it. known_at: the moment for which the entity was asked.
    """
    variables = {"kind": kind, "slug": slug, "knownAt": known_at}
    answer = await engine.answer(Request(_NEWEST_CHANGE, None, variables, own=True))
    changes = orjson.loads(answer.body)["data"]["changes"]["nodes"] if answer.data else []
    if not changes or changes[0]["action"] != "WITHDRAWN":
        return None
    change = changes[0]
    number, loaded_at = change["revision"]["number"], change["revision"]["loadedAt"]
    known = f"/v1/{change['entityId']}?knownAt={number - 1}"
    what = TYPES[kind][0].lower()
    because = f". The reason given: {change['reason']}" if change["reason"] else "."
    members = {"revision": number, "withdrawnAt": loaded_at, "reason": change["reason"], "known": known}
    return Withdrawn(
        f"this {what} was withdrawn by revision {number} on {loaded_at[:10]}{because}",
        {name: value for name, value in members.items() if value is not None},
    )
