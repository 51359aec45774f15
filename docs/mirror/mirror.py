"""Keeps a copy of all entities in a file: python mirror.py http://127.0.0.1:8000 copy.json, now and then."""

import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

QUERY = Path(__file__).with_name("changes.graphql").read_text(encoding="utf-8")


def ask(server: str, operation: str, **variables: Any) -> Any:
    """What the server answers to one of the operations."""
    asked = json.dumps({"query": QUERY, "operationName": operation, "variables": variables}).encode()
    with urlopen(Request(f"{server}/graphql", asked, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)["data"]


def whole(server: str, entity: dict[str, Any]) -> dict[str, Any]:
    """The entity with its lists to their ends, of which the feed brings the first page."""
    pages = {name: part for name, part in entity.items() if isinstance(part, dict) and "pageInfo" in part}
    after = {name: page["pageInfo"] for name, page in pages.items()}
    while after := {name: info["endCursor"] for name, info in after.items() if info["hasNextPage"]}:
        further = ask(server, "Further", id=entity["id"], **after)["node"]
        if further is None:  # withdrawn meanwhile: the feed will say so
            break
        for name in after:
            pages[name]["nodes"] += further[name]["nodes"]
        after = {name: further[name]["pageInfo"] for name in after}
    return entity | {name: page["nodes"] for name, page in pages.items()}


def rename(entities: dict[str, Any], former: str, now: str) -> None:
    """Takes an entity out by its former identifier, and puts the new one wherever others name it."""
    entities.pop(former, None)
    for key, entity in entities.items():
        text = json.dumps(entity, ensure_ascii=False)
        if f'"id": "{former}"' in text:
            entities[key] = json.loads(text.replace(f'"id": "{former}"', f'"id": "{now}"'))


def begun(server: str, file: Path) -> dict[str, Any]:
    """The copy as it was left, or an empty one where the database does not have the revision that it is of:
    it was restored from a backup then, and may have another one of the same number.
    """
    if file.exists():
        copy: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if ask(server, "Seen", number=copy["revision"]["number"])["revision"] == copy["revision"]:
            return copy
    return {"revision": {"number": 0, "loadedAt": None}, "entities": {}}


def keep_up(server: str, file: Path) -> None:
    """Brings the copy up to the newest revision. If it is broken off, the next run begins where it began."""
    copy = begun(server, file)
    since, page = copy["revision"]["number"], {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        found = ask(server, "Changes", since=since, after=page["endCursor"])["changes"]
        for change in found["nodes"]:
            copy["revision"] = change["revision"]
            if change["formerSlug"] is not None:
                kind = change["entityId"].partition("/")[0]
                rename(copy["entities"], f"{kind}/{change['formerSlug']}", change["entityId"])
            if change["entity"] is None:
                copy["entities"].pop(change["entityId"], None)
            else:
                copy["entities"][change["entityId"]] = whole(server, change["entity"])
        page = found["pageInfo"]
    file.write_text(json.dumps(copy, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    keep_up(sys.argv[1], Path(sys.argv[2]))
