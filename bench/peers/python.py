"""The peers in Python: in an environment of their own."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.client import get
from bench.peers.node import FOLDER, SMALL_SCHEMA
from bench.peers.peer import Databases, Peer, graphql
from bench.process import Process, free_port, running
from bench.workloads import Row, Values, Workload

ENVIRONMENT = Path(__file__).parent.parent.parent / ".venv-bench" / "bin"


class DataLoaders(Peer):
    """Strawberry with the ORM and DataLoaders, on SQLite."""

    name = "Strawberry and DataLoaders, SQLite"

    @contextmanager
    def started(self, databases: Databases) -> Iterator[Process]:
        """The server while it runs."""
        port = free_port()
        command: list[str | Path] = [
            ENVIRONMENT / "uvicorn",
            "dataloaders:app",
            "--port",
            str(port),
            "--no-access-log",
        ]
        command += ["--log-level", "warning", "--app-dir", FOLDER]
        with running(command, port, {"BENCH_URL": self._url(databases)}) as process:
            yield process

    def _url(self, databases: Databases) -> str:
        return f"sqlite+aiosqlite:///{databases.file}"

    def request(self, workload: Workload, values: Values) -> bytes | None:
        """In its own, smaller schema."""
        query = SMALL_SCHEMA.get(workload.name)
        return graphql("/graphql", query, values) if query else None

    def cursor(self, process: Process, row: Row) -> str:
        """The key of the row."""
        del process
        return f"{row.day},{row.id}"


class DataLoadersOnPostgreSQL(DataLoaders):
    """The same on PostgreSQL."""

    name = "Strawberry and DataLoaders, PostgreSQL"
    on_postgresql = True

    def _url(self, databases: Databases) -> str:
        assert databases.postgresql
        return databases.postgresql


class Datasette(Peer):
    """Datasette with a canned query for each question: SQL that somebody wrote for it, with nested JSON."""

    name = "Datasette, canned queries"

    @contextmanager
    def started(self, databases: Databases) -> Iterator[Process]:
        """The server while it runs."""
        port = free_port()
        with tempfile.TemporaryDirectory() as folder:
            metadata = Path(folder) / "metadata.json"
            canned = {name: {"sql": sql} for name, sql in CANNED.items()}
            metadata.write_text(json.dumps({"databases": {databases.file.stem: {"queries": canned}}}))
            self._database = databases.file.stem
            command: list[str | Path] = [
                ENVIRONMENT / "datasette",
                "serve",
                "--immutable",
                databases.file,
                "--port",
                str(port),
            ]
            command += ["--metadata", metadata, "--setting", "sql_time_limit_ms", "20000"]
            with running(command, port, {"HOME": os.environ.get("HOME", folder)}) as process:
                yield process

    def cursor(self, process: Process, row: Row) -> str:
        """The key of the row; the SQL takes it apart."""
        del process
        return f"{row.day},{row.id}"

    def request(self, workload: Workload, values: Values) -> bytes | None:
        """At its JSON interface; columns that hold JSON are said by name."""
        name = {"single lookup": "lookup", "REST lookup": "", "list of 50 with sources": "list"}.get(
            workload.name, workload.name.split()[0]
        )
        if not name:
            return None
        query = {**values, "_shape": "array"}
        nested = [("_json", column) for column in JSON_COLUMNS.get(name, ())]
        return get(f"/{self._database}/{name}.json?{urlencode([*query.items(), *nested])}")


JSON_COLUMNS = {"list": ["attributions"], "nested": ["placements", "statements"], "facets": ["acts"]}
_ATTRIBUTIONS = """(
  SELECT json_group_array(json_object('role', role, 'commitment', commitment, 'slug', slug, 'name', name))
  FROM (
    SELECT a.role, a.commitment, o.slug, o.name FROM attribution a JOIN source o ON o.id = a.source_id
    WHERE a.statement_id = s.id ORDER BY a.position, a.source_id))"""

CANNED = {
    "lookup": "SELECT slug, name, kind, role FROM source WHERE slug = :slug",
    "list": f"""SELECT slug, proposition, said_edtf, {_ATTRIBUTIONS} AS attributions FROM statement s
      ORDER BY said_earliest DESC, id DESC LIMIT 50""",
    "nested": f"""SELECT slug, title, type, occurred_edtf,
        nullif(occurred_earliest, '0001-01-01') AS earliest, nullif(occurred_latest, '9999-12-31') AS latest,
        (SELECT json_group_array(json_object('role', role, 'slug', slug, 'name', name)) FROM (
          SELECT p.role, l.slug, l.name FROM placement p JOIN location l ON l.id = p.location_id
          WHERE p.event_id = e.id ORDER BY p.id LIMIT 10)) AS placements,
        (SELECT json_group_array(json_object(
          'slug', slug, 'proposition', proposition, 'edtf', said_edtf, 'attributions', json(attributions)))
        FROM (
          SELECT s.slug, s.proposition, s.said_edtf, {_ATTRIBUTIONS} AS attributions
          FROM statement_event k JOIN statement s ON s.id = k.statement_id WHERE k.event_id = e.id
          ORDER BY k.said_earliest DESC, k.statement_id DESC LIMIT 5)) AS statements
      FROM event e WHERE type = :type AND occurred_latest >= :from
      ORDER BY occurred_earliest DESC, id DESC LIMIT 20""",
    "search": """SELECT s.slug, s.proposition, s.said_edtf FROM searchable_words w
      JOIN searchable f ON f.id = w.rowid JOIN statement s ON s.id = f.statement_id
      WHERE searchable_words MATCH :text AND w.rowid >= 6917529027641081856 ORDER BY w.rowid LIMIT 20""",
    "page": """SELECT slug, proposition, said_edtf, form FROM statement
      WHERE :after = '' OR (said_earliest, id) < (substr(:after, 1, 10), substr(:after, 12) + 0)
      ORDER BY said_earliest DESC, id DESC LIMIT 50""",
    "facets": """SELECT (SELECT count(*) FROM statement WHERE form = :form) AS total, (
        SELECT json_group_array(json_object('code', code, 'count', number)) FROM (
          SELECT speech_act AS code, count(*) AS number FROM statement WHERE form = :form
          GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20)) AS acts""",
}
