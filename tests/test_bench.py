"""The bench counts 304s only where they are asked for, and puts figures where they belong."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bench.client import NotAnswered, exchanged, get, load, with_tag
from bench.dataset import require_current
from bench.publish import PAGE, filled, sections
from db.models import metadata

BODY = b'{"data": 1}'
TAG = '"1.json"'


def test_what_was_kept_is_of_the_schema_of_today() -> None:
    indexes = {str(each.name) for table in metadata.tables.values() for each in table.indexes}
    require_current(Path("kept.db"), indexes | {"another"})
    older = indexes - {"ix_statement_said_earliest_id"}
    with pytest.raises(
        SystemExit, match=r"^kept.db is of another schema, without ix_statement_said_earliest"
    ):
        require_current(Path("kept.db"), older)


class _Tagged(BaseHTTPRequestHandler):
    """Answers with a tag, or with 304 whom knows it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers["If-None-Match"] == TAG:
            self.send_response(304)
            self.send_header("ETag", TAG)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("ETag", TAG)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Tagged) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_answers_are_counted_that_have_the_status_asked_for(port: int) -> None:
    plain = get("/")
    headers, body = exchanged(port, plain)
    assert body == BODY
    tagged = with_tag(plain, headers["ETag"])
    whole = load(port, [plain] * 8, connections=2)
    unchanged = load(port, [tagged] * 8, connections=2, status=304)
    assert (whole.requests, unchanged.requests) == (8, 8)
    assert whole.bytes - unchanged.bytes > len(BODY)
    with pytest.raises(NotAnswered, match=r"^HTTP/1\.1 304 Not Modified$"):
        load(port, [tagged], connections=1)
    with pytest.raises(NotAnswered, match=r"^HTTP/1\.1 200 OK$"):
        load(port, [plain], connections=1, status=304)
    with pytest.raises(NotAnswered, match=r"^HTTP/1\.1 200 OK$"):
        load(port, [with_tag(plain, '"2.json"')], connections=1, status=304)


def _figures(peer: str, workload: str, per_second: float, cpu: float, refused: str = "") -> dict[str, Any]:
    taken = {"per_second": per_second, "p50": 1.0, "p99": 2.0, "cpu": cpu, "postgresql_cpu": 0.0}
    more = {"bytes": 1000, "requests": 160, "connections": 32, "refused": refused}
    return {"peer": peer, "workload": workload, **taken, **more}


def _size(statements: int, cpu: float) -> dict[str, Any]:
    load = {"p50": 20.0, "p99": 40.0}
    return {
        "statements": statements,
        "rounds": 3,
        "on": {"day": "2026-11-23", "cores": "2", "Python": "3.11.7", "SQLite": "3.40.1"},
        "gigabytes": {"SQLite": statements / 200_000},
        "figures": [
            _figures("Dateline, SQLite", "nested", 1200, cpu),
            _figures("PostGraphile 5, PostgreSQL", "nested", 300, 4000),
            _figures("Datasette, canned queries", "nested", 0, 0, refused="9 s for an answer"),
        ],
        "again": [
            _figures("Dateline, SQLite", "nested", 1200, cpu),
            _figures("Dateline, SQLite", "nested with the tag", 5000, 200),
            _figures("Datasette, canned queries", "nested", 0, 0, refused="no ETag"),
        ],
        "bare": {"nested": 500.0},
        "new": {"nested": 4.0},
        "matches": statements / 10,
        "memory": {"Dateline, SQLite": 150.0, "PostGraphile 5, PostgreSQL": 400.0},
        "loading": [
            {"peer": "Dateline, SQLite", "refused": "", "alone": load, "beside": load | {"p99": 60.0}},
            {"peer": "Dateline, PostgreSQL", "refused": "3 of 9 answers in 120 s", "alone": load},
        ],
    }


SIZES = [_size(100_000, 750.0), _size(1_000_000, 900.0)]


def test_figures_are_put_side_by_side() -> None:
    written = sections(SIZES)
    assert "| nested, requests/s over PostGraphile's | 4.0 | 4.0 |" in written["in short"]
    assert "| nested, CPU over that of the bare statement | 1.50 | 1.80 |" in written["in short"]
    assert "| nested, p99 beside a load over that alone | 1.50 | 1.50 |" in written["in short"]
    assert "| Dateline, PostgreSQL | 3 of 9 answers in 120 s | | | | |" in written["100000"]
    assert "page 1000" not in written["in short"]  # it was not asked
    assert "| nested | Dateline, SQLite | 1,200 | 1,200 | 750 | 900 | 1.20 |" in written["growth"]
    assert "in the mean: 10,000 at 100,000, 100,000 at 1,000,000." in written["growth"]
    assert "| nested | Datasette, canned queries | 9 s for an answer | | | | | |" in written["100000"]
    assert "| nested | Dateline, SQLite | 304 | 5,000 | 1.0 | 2.0 | 200 |  | 1.0 |" in written["again"]
    assert "Not to be asked so: Datasette, canned queries (no ETag)." in written["again"]


def test_figures_go_to_their_place_in_the_page_and_nowhere_else() -> None:
    page = "Prose.\n<!-- figures: {} -->\nold\n<!-- end of figures -->\nMore.\n"
    names = ("in short", "growth", "again", "100000", "1000000")
    before = "".join(map(page.format, (*names, "2000")))
    after = filled(before, SIZES)
    assert after.count("old") == 1
    assert page.format("2000") in after
    assert filled(after, SIZES) == after
    assert filled(before, SIZES[:1]).count("old") == 3  # no growth, no million
    with pytest.raises(ValueError, match=r"^no marks for: growth$"):
        filled("".join(map(page.format, ("in short", "again", "100000", "1000000"))), SIZES)


def test_the_page_has_a_place_for_all_figures() -> None:
    assert filled(PAGE.read_text(encoding="utf-8"), SIZES).count("<!-- figures: ") == 5
