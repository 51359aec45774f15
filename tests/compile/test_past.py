"""What was known at a revision is what a database answers that was loaded up to it and no further."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from graphql import TypeInfo, TypeInfoVisitor, Visitor, parse, print_ast, visit
from graphql.language import ArgumentNode, FieldNode, IntValueNode, NameNode, StringValueNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.gql.schema import CORE_SCHEMA
from db.migration import upgrade
from tests.asking import Asker, asking
from tests.compile import oracle
from tests.compile.documents import Operation, operations
from tests.compile.unbounded import UNBOUNDED
from tests.databases import Backend, Databases
from tests.revisions import NOON, held_and_ever, load_revisions, loads
from tests.world import Row

LAST = 5


@dataclass(frozen=True)
class Told:
    """A database with all revisions, and one for each (0 is empty) that ends with it."""

    whole: Asker
    until: list[Asker]
    held: dict[str, list[Row]]
    ever: dict[str, list[Row]]

    def same(self, query: str, revision: int, variables: Any = None, operation: str | None = None) -> None:
        """What the whole knew at the revision is what the other knows; asked by number and by time."""
        expected = self.until[revision](query, variables, operation)
        assert expected.data, expected.body
        loaded = NOON + timedelta(days=revision - 1)
        for moment in (revision, f"{loaded:%Y-%m-%dT%H:%M:%SZ}", f"{loaded:%Y-%m-%d}"):
            asked = at(query, moment)
            assert self.whole(asked, variables, operation).body == expected.body, asked


class _At(Visitor):
    """Gives every root field a moment."""

    def __init__(self, info: TypeInfo, moment: int | str) -> None:
        super().__init__()
        value = IntValueNode(value=str(moment)) if isinstance(moment, int) else StringValueNode(value=moment)
        self._argument = ArgumentNode(name=NameNode(value="knownAt"), value=value)
        self._info = info

    def leave_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        parent, field = self._info.get_parent_type(), self._info.get_field_def()
        if parent is not CORE_SCHEMA.query_type or field is None or "knownAt" not in field.args:
            return None
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=(*(node.arguments or ()), self._argument),
            directives=node.directives,
            selection_set=node.selection_set,
        )


def at(query: str, moment: int | str) -> str:
    """The document with ``knownAt`` on all its root fields."""
    info = TypeInfo(CORE_SCHEMA)
    return print_ast(visit(parse(query), TypeInfoVisitor(info, _At(info, moment))))


@pytest.fixture(scope="module")
def told(databases: Databases, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    every = loads(tmp_path_factory.mktemp("told"))
    assert len(every) == LAST
    with ExitStack() as stack:
        urls = [stack.enter_context(databases.copy(backend, "head", upgrade)) for _ in range(LAST + 1)]
        for number, url in enumerate(urls):
            load_revisions(url, every[:number])
        askers = [stack.enter_context(asking(url, limits=UNBOUNDED)) for url in urls]
        yield Told(askers[-1], askers, *held_and_ever(urls[-1]))


@pytest.fixture
def drawn(told: Told) -> Iterator[Told]:
    """The databases, from whose rows operations are drawn meanwhile."""
    with oracle.over(told.held, told.ever):
        yield told


# Hundreds of documents, each answered twice: on a busy machine it takes its time.
@pytest.mark.timeout(600)
@settings(
    max_examples=50,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(operation=operations(of_the_past=False), revision=st.integers(0, LAST))
def test_any_operation(drawn: Told, operation: Operation, revision: int) -> None:
    drawn.same(operation.query, revision, operation.variables, operation.operation_name)


STATUS = """{ events(first: 100) { nodes { slug
  status { value rule since possiblyEarlier disputed statementCount independentOriginators
    bySide { side commitment stance explicit statementCount } decidedBy { slug proposition } }
  early: status(asOf: "2031-05-05") { value since disputed decidedBy { slug } }
  statusHistory { on value disputed }
  disputes { aspect since contradictions { nodes { basis since left { slug } right { slug } } } }
} } }"""
WHOLE = """{
  dataset { revision loadedAt counts { articles sources statements events locations } }
  revisions { totalCount
    nodes { number loadedAt dossiers { nodes { dossier sha256 added changed withdrawn } } } }
  changes(first: 100, since: 1) { totalCount nodes { action kind slug entityId reason fields { name }
    entity { __typename id ... on Statement { proposition history { nodes { action } } } } } }
  sources(first: 100) { nodes { slug possiblySameAs { note source { slug } } history { totalCount } } }
}"""


@pytest.mark.parametrize("revision", range(LAST + 1))
@pytest.mark.parametrize("query", [STATUS, WHOLE], ids=["status", "whole"])
def test_what_is_computed(told: Told, query: str, revision: int) -> None:
    # What came after a revision cannot be asked of a database that has not come to it.
    told.same(query.replace("since: 1", f"since: {min(revision, 1)}"), revision)


def data(ask: Asker, query: str, **variables: Any) -> Any:
    body = json.loads(ask(query, variables).body)
    assert list(body) == ["data"], body
    return body["data"]


HISTORY = """query($slug: String!, $at: RevisionOrTime) { statement(slug: $slug, knownAt: $at) { history {
  totalCount
  nodes {
    action revision { number loadedAt } fields { name } reason dossier slug kind entityId entity { id }
  }
} } }"""


def test_the_history_of_an_entity(told: Told) -> None:
    bridge = "2031-05-oxmoor-bridge"

    def change(number: int, action: str, reason: str | None = None) -> dict[str, Any]:
        return {
            "action": action,
            "revision": {"number": number, "loadedAt": f"2031-06-0{number}T12:00:00Z"},
            "fields": [],
            "reason": reason,
            "dossier": bridge,
            "slug": "quill-unsafe",
            "kind": "STATEMENT",
            "entityId": "statements/quill-unsafe",
            "entity": {"id": "statements/quill-unsafe"},
        }

    added = [change(5, "ADDED"), change(4, "WITHDRAWN", "It has a better name."), change(1, "ADDED")]
    found = data(told.whole, HISTORY, slug="quill-unsafe")
    assert found == {"statement": {"history": {"totalCount": 3, "nodes": added}}}
    # Then it was not held, and what is not held has no history; before, the later changes were not known.
    assert data(told.whole, HISTORY, slug="quill-unsafe", at=4) == {"statement": None}
    known = data(told.whole, HISTORY, slug="quill-unsafe", at=3)
    assert known == {"statement": {"history": {"totalCount": 1, "nodes": [change(1, "ADDED")]}}}


def test_what_a_revision_did(told: Told) -> None:
    query = """{ changes(since: 3, first: 100, filter: {action: {ne: CHANGED}}, knownAt: 4) {
      nodes { revision { number } action kind slug reason entity { id } }
    } }"""
    four = {"number": 4}
    assert data(told.whole, query)["changes"]["nodes"] == [
        {"revision": four, "action": "ADDED", "kind": "STATEMENT", "slug": "quill-danger", "reason": None}
        | {"entity": {"id": "statements/quill-danger"}},
        {"revision": four, "action": "WITHDRAWN", "kind": "STATEMENT", "slug": "quill-unsafe"}
        | {"reason": "It has a better name.", "entity": None},
    ]
    changed = """{ changes(since: 2, filter: {slug: {in: ["closing", "vell-county", "ada-quill"]}}) {
      nodes { revision { number } slug action fields { name } dossier }
    } }"""
    named = [
        (each["revision"]["number"], each["slug"], [field["name"] for field in each["fields"]])
        for each in data(told.whole, changed)["changes"]["nodes"]
    ]
    assert sorted(named) == [
        (3, "ada-quill", ["name", "other_names"]),
        (3, "closing", ["occurred", "sides"]),
        (4, "ada-quill", ["other_names"]),
        (4, "closing", ["part_of", "sides"]),
        (4, "vell-county", ["dossier"]),
        (5, "ada-quill", ["name"]),
        (5, "closing", ["occurred", "part_of"]),
        (5, "vell-county", ["dossier"]),
    ]


@pytest.mark.parametrize("size", [1, 7])
def test_the_feed_resumes_where_it_was_left(told: Told, size: int) -> None:
    """In pages or from revision to revision: each change once, in one order."""
    query = """query($since: Int, $first: Int, $after: String) {
      changes(since: $since, first: $first, after: $after) {
        edges { cursor node { kind slug action revision { number } } } pageInfo { hasNextPage endCursor }
      }
    }"""
    whole: list[Any] = []
    for since in range(-1, LAST):
        page: dict[str, Any] = {"after": None}
        while page["after"] is None or page["hasNextPage"]:
            found = data(told.whole, query, since=max(since, 0), first=size, after=page["after"])["changes"]
            page = {"after": found["pageInfo"]["endCursor"], **found["pageInfo"]}
            nodes = [each["node"] for each in found["edges"]]
            if since < 0:
                whole += nodes
            else:
                assert nodes == [each for each in whole if each["revision"]["number"] > since][: len(nodes)]
                break
    assert len(whole) == len(told.held["change"])
    numbers = [each["revision"]["number"] for each in whole]
    assert numbers == sorted(numbers)
    assert data(told.whole, query, since=LAST)["changes"]["edges"] == []


def test_cursors_walk_what_was_known(told: Told) -> None:
    query = """query($n: Int, $after: String, $at: RevisionOrTime) {
      statements(first: $n, after: $after, knownAt: $at) {
        nodes { slug proposition } pageInfo { hasNextPage endCursor }
      }
    }"""
    whole = data(told.whole, query, n=100, at=2)["statements"]["nodes"]
    walked: list[Any] = []
    after = None
    while True:
        page = data(told.whole, query, n=3, after=after, at=2)["statements"]
        walked += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert walked == whole
    assert whole != data(told.whole, query, n=100)["statements"]["nodes"]


@pytest.mark.parametrize(
    ("moment", "revision"),
    [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 2),
        (2_147_483_647, 2),
        (10**30, 2),
        ("0001-01-01", 0),
        ("0001-01-01T00:00:00+14:00", 0),
        ("2025-04-07", 0),
        ("2025-04-08T11:59:59Z", 0),
        ("2025-04-08T11:59:59.999999999Z", 0),
        ("2025-04-08T12:00Z", 1),
        ("2025-04-08T12:00:00.000Z", 1),
        ("2025-04-08T14:00:00+02:00", 1),
        ("2025-04-08T06:59:59-05:00", 0),
        ("2025-04-08", 1),
        ("2025-04-09T01:02:03.999998Z", 1),
        ("2025-04-09T01:02:03.999999Z", 2),
        # As `loadedAt` has it.
        ("2025-04-09T01:02:03Z", 2),
        ("2025-04-09T01:02:02Z", 1),
        ("9999-12-31T23:59:59-14:00", 2),
        ("9999-12-31", 2),
        (None, 2),
    ],
)
def test_a_moment_is_the_newest_revision_by_then(ask: Asker, moment: int | str | None, revision: int) -> None:
    query = "query($at: RevisionOrTime) { dataset(knownAt: $at) { revision } }"
    assert data(ask, query, at=moment) == {"dataset": {"revision": revision}}
    literal = f"{{ dataset(knownAt: {json.dumps(moment)}) {{ revision }} }}"
    assert data(ask, literal) == {"dataset": {"revision": revision}}


ALLOWED = (
    "give the number of a revision (3), a time with its offset (2025-04-07T12:00:00Z) or a day (2025-04-07)"
)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (-1, "there is no revision -1: they count from 1, and 0 is before the first"),
        (1.5, ALLOWED),
        (True, ALLOWED),
        ("3", ALLOWED),
        ("", ALLOWED),
        ("2025", ALLOWED),
        ("2025-04", ALLOWED),
        ("20250407", ALLOWED),
        ("2025-04-07T12:00:00", ALLOWED),
        ("2025-04-07 12:00:00Z", ALLOWED),
        ("yesterday", ALLOWED),
        ("\u0000", ALLOWED),
        (["2025-04-07"], ALLOWED),
        ({"revision": 1}, ALLOWED),
        ("2025-02-30", f"'2025-02-30' is no day or time of the calendar; {ALLOWED}"),
        ("2025-04-07T24:30:00Z", f"'2025-04-07T24:30:00Z' is no day or time of the calendar; {ALLOWED}"),
    ],
)
def test_what_is_no_moment_is_refused(ask: Asker, wrong: Any, message: str) -> None:
    query = "query($at: RevisionOrTime) { dataset(knownAt: $at) { revision } }"
    (error,) = json.loads(ask(query, {"at": wrong}).body)["errors"]
    assert error["message"].startswith("Variable '$at' has invalid value: ")
    assert f"'{message}'" in error["message"] or f'"{message}"' in error["message"]
    assert error["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize(
    "asked",
    [
        'statements(knownAt: 1, filter: {text: "denied"}) { totalCount }',
        'events(knownAt: 1) { nodes { statements(filter: {text: "denied"}) { totalCount } } }',
        'sources(knownAt: 1, filter: {article: {text: "denied"}}) { nodes { name } }',
    ],
)
def test_words_of_the_past_are_not_searched(ask: Asker, asked: str) -> None:
    (error,) = json.loads(ask(f"{{ {asked} }}").body)["errors"]
    assert error["message"] == (
        "text: only the words of what is held now can be searched; leave out text, or knownAt"
    )
    assert error["extensions"]["argument"] == "text"


def test_each_field_has_a_moment_of_its_own(ask: Asker) -> None:
    query = """query($at: RevisionOrTime) {
      was: event(slug: "event-2", knownAt: $at) { title partOf { slug } }
      is: event(slug: "event-2") { title partOf { slug } }
      gone: nodes(ids: ["events/event-99"], knownAt: 1) { id }
      never: nodes(ids: ["events/event-99", "events/event-2"], knownAt: 0) { id }
    }"""
    assert data(ask, query, at=1) == {
        "was": {"title": "was", "partOf": None},
        "is": {"title": oracle.rows("event")[1]["title"], "partOf": {"slug": "event-1"}},
        "gone": [{"id": "events/event-99"}],
        "never": [None, None],
    }


def test_a_plan_is_shared_by_moments(world_url: str) -> None:
    query = "query($at: RevisionOrTime) { events(knownAt: $at) { totalCount } }"
    with asking(world_url) as ask:
        counts = [data(ask, query, at=each)["events"]["totalCount"] for each in (0, 1, "2025-04-08", 2)]
        assert counts == [0, 10, 10, 9]
        assert ask.engine.counters.compiled == 1
        # Without a moment the statement is another.
        assert data(ask, query)["events"]["totalCount"] == 9
        assert data(ask, query, at=None)["events"]["totalCount"] == 9
        assert ask.engine.counters.compiled == 3


EVERYTHING = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@pytest.mark.parametrize(
    ("root", "outer", "inner"),
    [
        ("{{ {}(knownAt: 1) {} }}", "statements", "events"),
        ("{{ {}(knownAt: 1, last: 2) {} }}", "events", "statements"),
    ],
)
def test_as_much_nests_as_in_the_present(ask: Asker, root: str, outer: str, inner: str) -> None:
    body = "form" if outer == "statements" else "type"
    for level in range(5):
        inside = f"{{ {EVERYTHING} edges {{ cursor node {{ id {body} }} }} nodes {{ slug }} }}"
        name = inner if level % 2 else outer
        body = root.format(name, inside) if level == 4 else f"{name} {inside}"
    assert data(ask, body) == oracle.answer(body, None, {}).data
