"""Documents that are named instead of sent: Apollo's protocol, and a server that answers stored ones only."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.app import create_app
from api.gql.persisted import AutomaticDocuments
from api.gql.request import NotARequest, Parts
from api.gql.stored import InvalidDocuments, stored_documents
from api.settings import Settings
from tests.databases import Databases
from tests.serving import serving
from tests.world import load_world

QUERY = "query Named($slug: String!) { source(slug: $slug) { slug } }"
NAMED = {"data": {"source": {"slug": "source-1"}}}
REVISION = "{ dataset { revision } }"
NOT_FOUND = {
    "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
}
NOT_STORED = {
    "errors": [
        {
            "message": "this server answers stored operations only, and this is none of them: name one with "
            "documentId, or with its hash",
            "extensions": {"code": "PERSISTED_QUERY_NOT_IN_LIST"},
        }
    ]
}
BOTH = ("application/json", "application/graphql-response+json")

Serve = Callable[..., httpx2.Client]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def persisted(text: str, **more: Any) -> dict[str, Any]:
    """The extensions of a request that names its document by hash."""
    return {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}, **more}


def bad(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


@pytest.fixture
def serve(databases: Databases) -> Iterator[Serve]:
    """Starts a server over the small world with the settings given."""
    with ExitStack() as stack:
        url = stack.enter_context(databases.copy("sqlite", "world", load_world))

        def start(**settings: Any) -> httpx2.Client:
            address = stack.enter_context(serving(create_app(Settings(database_url=url, **settings))))
            return stack.enter_context(httpx2.Client(base_url=address))

        yield start


def post(client: httpx2.Client, accept: str = BOTH[0], **body: Any) -> tuple[int, Any]:
    response = client.post("/graphql", json=body, headers={"accept": accept})
    return response.status_code, response.json()


def get(client: httpx2.Client, **parts: Any) -> tuple[int, Any]:
    given = {name: each if isinstance(each, str) else json.dumps(each) for name, each in parts.items()}
    response = client.get("/graphql", params=given, headers={"accept": BOTH[0]})
    return response.status_code, response.json()


@pytest.mark.parametrize("accept", BOTH)
@pytest.mark.parametrize("way", ["GET", "POST"])
def test_a_document_is_sent_once(serve: Serve, way: str, accept: str) -> None:
    client = serve()
    asked: dict[str, Any] = {"variables": {"slug": "source-1"}, "extensions": persisted(QUERY)}

    def ask(**more: Any) -> tuple[int, Any]:
        return get(client, **asked, **more) if way == "GET" else post(client, accept, **asked, **more)

    assert ask() == (200, NOT_FOUND)
    assert ask(query=QUERY) == (200, NAMED)
    assert ask() == (200, NAMED)
    assert ask(operationName="Named") == (200, NAMED)
    # It is found by GET and POST alike, and by an identifier.
    assert get(client, **asked) == post(client, **asked) == (200, NAMED)
    by_identifier: dict[str, Any] = {
        "documentId": f"sha256:{digest(QUERY)}",
        "variables": {"slug": "source-1"},
    }
    assert get(client, **by_identifier) == post(client, **by_identifier) == (200, NAMED)


def test_a_hash_in_capitals_is_the_same(serve: Serve) -> None:
    client = serve()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest(REVISION).upper()}}
    assert post(client, query=REVISION, extensions=extensions)[1] == {"data": {"dataset": {"revision": 2}}}
    assert post(client, extensions=persisted(REVISION))[1] == {"data": {"dataset": {"revision": 2}}}


@pytest.mark.parametrize("accept", BOTH)
def test_a_hash_of_another_document_is_refused(serve: Serve, accept: str) -> None:
    client = serve()
    mismatch = bad("provided sha does not match query")
    assert post(client, accept, query=REVISION, extensions=persisted(QUERY)) == (400, mismatch)
    assert post(client, accept, extensions=persisted(QUERY)) == (200, NOT_FOUND)
    assert post(client, accept, extensions=persisted(REVISION)) == (200, NOT_FOUND)


def test_what_was_refused_is_not_remembered(serve: Serve) -> None:
    client = serve()
    for document in ("{ nothing }", "{", "{ sources(first: 101) { totalCount } }"):
        assert "errors" in post(client, query=document, extensions=persisted(document))[1]
        assert post(client, extensions=persisted(document)) == (200, NOT_FOUND)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"version": 2, "sha256Hash": "0"},
            "unsupported version of persisted queries: this server knows version 1",
        ),
        ({"sha256Hash": "0"}, "unsupported version of persisted queries: this server knows version 1"),
        (
            {"version": 1},
            '"extensions.persistedQuery" is an object with version 1 and a string "sha256Hash"',
        ),
        ("0", '"extensions.persistedQuery" is an object with version 1 and a string "sha256Hash"'),
    ],
)
def test_another_protocol_is_refused(serve: Serve, given: Any, message: str) -> None:
    assert post(serve(), extensions={"persistedQuery": given}) == (400, bad(message))


def test_the_parts_of_a_request_are_checked(serve: Serve) -> None:
    client = serve()
    assert post(client, documentId=7) == (400, bad('"documentId" is a string or null'))
    assert post(client, query=REVISION, documentId="x") == (400, bad("give query or documentId, not both"))
    assert post(client, extensions={"persistedQuery": None}) == (400, bad('a request needs a string "query"'))
    assert post(client, query=REVISION, extensions={"cost": 1}) == (
        400,
        bad('"extensions.cost" is true, false or null'),
    )


def test_cost_on_request(serve: Serve) -> None:
    client = serve()
    expected = {
        "data": {"dataset": {"revision": 2}},
        "extensions": {"cost": {"rows": 1, "limit": 500_000, "fields": 2, "depth": 2}},
    }
    assert post(client, query=REVISION, extensions={"cost": True}) == (200, expected)
    assert get(client, query=REVISION, extensions={"cost": True}) == (200, expected)
    assert post(client, query=REVISION, extensions={"cost": False, "client": "x"}) == (
        200,
        {"data": {"dataset": {"revision": 2}}},
    )
    assert post(client, query=REVISION, extensions=persisted(REVISION, cost=True)) == (200, expected)


def test_the_documents_used_last_are_remembered() -> None:
    documents = AutomaticDocuments(size=2)

    def known(text: str) -> bool:
        try:
            return documents.text(Parts(None, None, None, sha256=digest(text))) == text
        except NotARequest:
            return False

    for text in ("a", "b"):
        documents.answered(Parts(text, None, None, sha256=digest(text)), text)
    assert known("a")
    documents.answered(Parts("c", None, None, sha256=digest("c")), "c")
    assert [known(text) for text in ("a", "b", "c")] == [True, False, True]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "named-source.graphql").write_text(QUERY)
    (tmp_path / "revision.graphql").write_text(REVISION)
    (tmp_path / "README").write_text("not a document")
    return tmp_path


def test_a_closed_server_answers_stored_documents_only(serve: Serve, folder: Path) -> None:
    client = serve(persisted_only=folder)
    slug = {"slug": "source-1"}
    for asked in (
        {"documentId": "named-source"},
        {"documentId": f"sha256:{digest(QUERY)}"},
        {"extensions": persisted(QUERY)},
        {"query": QUERY},
        {"query": QUERY, "extensions": persisted(QUERY)},
    ):
        assert post(client, **asked, variables=slug) == get(client, **asked, variables=slug) == (200, NAMED)
    for asked in (
        {"query": "{ __typename }"},
        {"query": QUERY + " "},
        {"query": "{ __schema { types { name } } }"},
        {"documentId": "other"},
        {"documentId": "README"},
        {"extensions": persisted("{ __typename }")},
        {"query": "{ __typename }", "extensions": persisted("{ __typename }")},
    ):
        for accept in BOTH:
            assert post(client, accept, **asked) == (403, NOT_STORED)
    # Nothing is learned.
    assert post(client, extensions=persisted("{ __typename }")) == (403, NOT_STORED)


def test_a_closed_server_goes_on_with_rest_and_shows_no_graphiql(serve: Serve, folder: Path) -> None:
    client = serve(persisted_only=folder)
    assert client.get("/v1/sources/source-1").json()["slug"] == "source-1"
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/graphql", headers=browser)
    assert page.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert (page.status_code, page.json()) == (400, bad('a request needs a string "query"'))
    assert "/graphql#" not in client.get("/", headers=browser).text
    assert "/graphql#" in serve().get("/", headers=browser).text


MANIFESTS = {
    "Apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": digest(QUERY), "name": "Named", "type": "query", "body": QUERY}],
    },
    "Relay": {digest(QUERY): QUERY, "Named": QUERY},
}


@pytest.mark.parametrize("kind", MANIFESTS)
def test_a_manifest_that_a_build_wrote(serve: Serve, tmp_path: Path, kind: str) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(MANIFESTS[kind]))
    client = serve(persisted_only=manifest)
    for asked in ({"documentId": "Named"}, {"extensions": persisted(QUERY)}, {"query": QUERY}):
        assert post(client, **asked, variables={"slug": "source-1"}) == (200, NAMED)
    assert post(client, query=REVISION) == (403, NOT_STORED)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory."),
        ("{", "expected"),
        ("{}", "there is no document."),
        (
            "[]",
            "a manifest is Apollo's persisted query manifest, or an object from identifiers to documents.",
        ),
        (
            '{"format": "apollo-persisted-query-manifest", "operations": [{"id": "x"}]}',
            "a manifest is Apollo's",
        ),
        ('{"x": "{ nothing }"}', "x: Cannot query field 'nothing' on type 'Query'."),
        ('{"x": "{"}', "x: Syntax Error: Expected Name, found <EOF>."),
    ],
)
def test_a_server_does_not_start_on_documents_that_it_cannot_answer(
    serve: Serve, tmp_path: Path, content: str | None, why: str
) -> None:
    manifest = tmp_path / "manifest.json"
    if content is not None:
        manifest.write_text(content)
    with pytest.raises(InvalidDocuments) as refused:
        serve(persisted_only=manifest)
    assert refused.value.message.startswith(f"DATELINE_PERSISTED_ONLY={manifest}: ")
    assert why in refused.value.message


def test_an_empty_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocuments) as refused:
        stored_documents(tmp_path, lambda _: None)
    assert refused.value.message == f"DATELINE_PERSISTED_ONLY={tmp_path}: there is no document."
