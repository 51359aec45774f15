"""Keeps a copy of all entities in a file: python mirror.py http://127.0.0.1:8000 copy.json, now and then."""

import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

QUERY = Path(__file__).with_name("changes.graphql").read_text(encoding="utf-8")


def changes(server: str, since: int, after: str | None) -> Any:
    """A page of what came after a revision."""
    asked = json.dumps({"query": QUERY, "variables": {"since": since, "after": after}}).encode()
    with urlopen(Request(f"{server}/graphql", asked, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)["data"]["changes"]


def keep_up(server: str, file: Path) -> None:
    """Brings the copy up to the newest revision. If it is broken off, the next run begins where it began."""
    copy = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"revision": 0, "entities": {}}
    since, page = copy["revision"], {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        found = changes(server, since, page["endCursor"])
        for change in found["nodes"]:
            copy["revision"] = change["revision"]["number"]
            if change["entity"] is None:
                copy["entities"].pop(change["entityId"], None)
            else:
                copy["entities"][change["entityId"]] = change["entity"]
        page = found["pageInfo"]
    file.write_text(json.dumps(copy, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    keep_up(sys.argv[1], Path(sys.argv[2]))
