"""Requests that use what earlier ones gave: cursors, identifiers, hashes of documents, tags, on each backend.

Schemathesis makes such walks of mutations, of which there are none here.
"""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    multiple,
    rule,
    run_state_machine_as_test,
)

from api.app import create_app
from api.gql.persisted import NOT_FOUND, digest
from api.settings import Settings
from db.graph.query import ENTITIES, NODES
from tests.gql.conformity import GRAPHQL, JSON, assert_conforms
from tests.serving import serving

WALKS = settings(
    max_examples=25,
    stateful_step_count=20,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    deadline=None,
)
LISTS = [ENTITIES[name].plural for name in NODES]
# What is appended keeps a document what it is, and gives it another hash.
DOCUMENTS = st.builds(
    "{{ dataset {{ revision }} {}(first: {}) {{ nodes {{ id }} }} }}{}".format,
    st.sampled_from(LISTS),
    st.integers(0, 3),
    st.text("\n ,", max_size=3),
)
# None stands for the same once more.
OTHERS = st.none() | DOCUMENTS
ACCEPTS = st.sampled_from([GRAPHQL, JSON])
BY_GET = st.booleans()
Page = tuple[str, str, str]


@pytest.fixture(scope="module")
def client(world_url: str) -> Iterator[httpx2.Client]:
    app = create_app(Settings(database_url=world_url))
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        yield client


class Walk(RuleBasedStateMachine):
    """One client after another at a server that remembers documents."""

    client: ClassVar[httpx2.Client]
    pages = Bundle("pages")
    identifiers = Bundle("identifiers")
    known = Bundle("known")
    tagged = Bundle("tagged")

    def ask(self, accept: str, *, get: bool, **asked: Any) -> Any:
        """The body of an answer to a request in one of its two forms."""
        return assert_conforms(self.answer(accept, get=get, **asked), accept, json.dumps(asked))

    def answer(self, accept: str, *, get: bool, tag: str | None = None, **asked: Any) -> httpx2.Response:
        headers = {"Accept": accept} | ({"If-None-Match": tag} if tag else {})
        if not get:
            return self.client.post("/graphql", json=asked, headers=headers)
        texts = {name: each if isinstance(each, str) else json.dumps(each) for name, each in asked.items()}
        return self.client.get("/graphql", params=texts, headers=headers)

    @rule(target=pages, name=st.sampled_from(LISTS), first=st.integers(1, 3), accept=ACCEPTS, get=BY_GET)
    def list_from_the_start(self, name: str, first: int, accept: str, get: bool) -> Any:
        query = f"query($n: Int) {{ {name}(first: $n) {{ edges {{ cursor node {{ id }} }} }} }}"
        edges = self.ask(accept, get=get, query=query, variables={"n": first})["data"][name]["edges"]
        return multiple(*((name, each["cursor"], each["node"]["id"]) for each in edges))

    @rule(target=pages, page=pages, name=st.sampled_from(LISTS), accept=ACCEPTS, get=BY_GET)
    def go_on(self, page: Page, name: str, accept: str, get: bool) -> Any:
        """After a cursor of this list come others; a cursor of another list is refused."""
        own, cursor, identifier = page
        query = f"query($c: String) {{ {name}(first: 2, after: $c) {{ edges {{ cursor node {{ id }} }} }} }}"
        body = self.ask(accept, get=get, query=query, variables={"c": cursor})
        if "errors" in body:
            assert name != own
            assert body["errors"][0]["extensions"] == {"code": "BAD_INPUT", "argument": "after"}
            return multiple()
        assert name == own
        edges = body["data"][name]["edges"]
        assert identifier not in [each["node"]["id"] for each in edges]
        return multiple(*((name, each["cursor"], each["node"]["id"]) for each in edges))

    @rule(page=pages, at=st.integers(0, 200), digit=st.sampled_from("0123456789abcdefgG \0é"), accept=ACCEPTS)
    def go_on_from_a_cursor_tampered_with(self, page: Page, at: int, digit: str, accept: str) -> None:
        name, cursor, _ = page
        at %= len(cursor)
        query = f"query($c: String) {{ {name}(first: 2, after: $c) {{ nodes {{ id }} }} }}"
        body = self.ask(
            accept, get=False, query=query, variables={"c": cursor[:at] + digit + cursor[at + 1 :]}
        )
        if "errors" in body:
            assert body["errors"][0]["extensions"] == {"code": "BAD_INPUT", "argument": "after"}

    @rule(target=identifiers, page=consumes(pages))
    def take(self, page: Page) -> str:
        return page[2]

    @rule(some=st.lists(identifiers, max_size=4), accept=ACCEPTS, get=BY_GET)
    def look_up_what_was_listed(self, some: list[str], accept: str, get: bool) -> None:
        query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        body = self.ask(accept, get=get, query=query, variables={"ids": some})
        assert body["data"]["nodes"] == [{"id": each} for each in some]

    @rule(target=known, document=DOCUMENTS, accept=ACCEPTS, get=BY_GET)
    def register(self, document: str, accept: str, get: bool) -> tuple[str, Any]:
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest(document)}}
        body = self.ask(accept, get=get, query=document, extensions=extensions)
        return document, body["data"]

    @rule(one=known, accept=ACCEPTS, get=BY_GET, named=st.booleans())
    def ask_by_hash(self, one: tuple[str, Any], accept: str, get: bool, named: bool) -> None:
        document, data = one
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest(document)}}
        asked = {"documentId": f"sha256:{digest(document)}"} if named else {"extensions": extensions}
        assert self.ask(accept, get=get, **asked) == {"data": data}

    @rule(one=known, another=OTHERS, accept=ACCEPTS, get=BY_GET)
    def claim_its_hash(self, one: tuple[str, Any], another: str | None, accept: str, get: bool) -> None:
        document = another or one[0]
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest(one[0])}}
        body = self.ask(accept, get=get, query=document, extensions=extensions)
        assert ("data" in body) == (document == one[0])

    @rule(text=st.text("0123456789abcdef", min_size=64, max_size=64), accept=ACCEPTS, get=BY_GET)
    def ask_by_a_hash_that_nobody_registered(self, text: str, accept: str, get: bool) -> None:
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": text}}
        body = self.ask(accept, get=get, extensions=extensions)
        assert body["errors"][0]["extensions"]["code"] == NOT_FOUND

    @rule(target=tagged, document=DOCUMENTS, accept=ACCEPTS)
    def ask_for_a_tag(self, document: str, accept: str) -> tuple[str, str, str]:
        response = self.answer(accept, get=True, query=document)
        assert "data" in assert_conforms(response, accept, document)
        return document, accept, response.headers["etag"]

    @rule(one=tagged, another=OTHERS, accept=ACCEPTS)
    def show_a_tag(self, one: tuple[str, str, str], another: str | None, accept: str) -> None:
        document = another or one[0]
        response = self.answer(accept, get=True, tag=one[2], query=document)
        if response.status_code != 304:
            assert (document, accept) != one[:2]
            assert_conforms(response, accept, document)
        else:
            assert response.content == b""
            assert response.headers["etag"] == one[2]
            assert (document, accept) == one[:2]


def test_what_one_request_gives_the_next_one_takes(client: httpx2.Client) -> None:
    Walk.client = client
    run_state_machine_as_test(Walk, settings=WALKS)
