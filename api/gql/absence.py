"""What became of an entity that is not there: the newest of its changes tells."""

from typing import Any

import orjson

from api.gql.execution import Engine, Request
from api.web.failures import Renamed, Withdrawn
from db.graph.revision import TYPES

# Two lists and no `or`: each walks its own index.
_NEWEST_CHANGES = """\
query ($kind: Entity!, $slug: String!, $knownAt: RevisionOrTime) {
  under: changes(last: 1, filter: {kind: {eq: $kind}, slug: {eq: $slug}}, knownAt: $knownAt) {
    nodes { ...Change }
  }
  from: changes(last: 1, filter: {kind: {eq: $kind}, formerSlug: {eq: $slug}}, knownAt: $knownAt) {
    nodes { ...Change }
  }
}
fragment Change on Change { action slug entityId reason revision { number loadedAt } }"""


async def absence(
    engine: Engine, kind: str, slug: str, known_at: Any = None, at_least: int = 0
) -> Withdrawn | Renamed | None:
    """That the entity was withdrawn or renamed; None where it never was there, or is there again.

    kind: as a change names it. known_at: the moment for which the entity was asked. at_least: the revision at
    which it was not there.
    """
    variables = {"kind": kind, "slug": slug, "knownAt": known_at}
    answer = await engine.answer(Request(_NEWEST_CHANGES, None, variables, own=True, at_least=at_least))
    if not answer.data:
        return None
    found = orjson.loads(answer.body)["data"]
    changes = [*found["under"]["nodes"], *found["from"]["nodes"]]
    if not changes:
        return None
    # Of two in one revision the renaming came last: what is renamed is held.
    newest = max(reversed(changes), key=lambda change: change["revision"]["number"])
    what = TYPES[kind][0].lower()
    number, loaded_at = newest["revision"]["number"], newest["revision"]["loadedAt"]
    if newest["action"] == "RENAMED" and newest["slug"] != slug:
        return Renamed(
            f"this {what} is called {newest['slug']} since revision {number} on {loaded_at[:10]}",
            slug,
            newest["slug"],
            {"revision": number, "renamedAt": loaded_at, "entityId": newest["entityId"]},
        )
    if newest["action"] != "WITHDRAWN":
        return None
    known = f"/v1/{newest['entityId']}?knownAt={number - 1}"
    because = f". The reason given: {newest['reason']}" if newest["reason"] else "."
    members = {"revision": number, "withdrawnAt": loaded_at, "reason": newest["reason"], "known": known}
    return Withdrawn(
        f"this {what} was withdrawn by revision {number} on {loaded_at[:10]}{because}",
        {name: value for name, value in members.items() if value is not None},
    )
