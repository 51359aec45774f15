"""A list that is sent whole takes no more memory of the server than a page of it, however long it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.abuse.process import Server as Process
from tests.commands.serving import Server, served
from tests.databases import Databases
from tests.world import load_world

pytestmark = [pytest.mark.usefixtures("built_page"), pytest.mark.timeout(300)]

FEW, MANY = 500, 8_000
LONG = 5_000
"""Characters in each row: forty megabytes in all."""
ROOM = 16
"""Mebibytes by which the long list may take more than the short one: less than half of what it is."""

COPIES = """
    WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ?)
    INSERT INTO source ({names}) SELECT {values} FROM source, number WHERE source.slug = 'source-1'
"""


def _copied(url: str) -> None:
    """The small world, with one source so many times over, told apart by the country."""
    load_world(url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        names = [
            name for _, name, *_, hidden in connection.execute("PRAGMA table_xinfo(source)") if not hidden
        ]
        for country, count, first in (("FI", FEW, 1_000_000), ("SE", MANY, 2_000_000)):
            own = {
                "id": f"{first} + i",
                "slug": f"'{country.lower()}-' || i",
                "country": f"'{country}'",
                "role": f"printf('%.*c', {LONG}, 'a')",
            }
            values = ", ".join(own.get(name, f"source.{name}") for name in names)
            connection.execute(COPIES.format(names=", ".join(names), values=values), (count,))


def highest(server: Server, form: str, country: str) -> tuple[int, int, int]:
    """Lines and bytes of a list, and the mebibytes that the server had at most while it was read."""
    process = Process(server.process, server.port, server.log)
    lines, size, most, looked = 0, 0, 0, 0
    address = f"http://127.0.0.1:{server.port}/v1/sources?format={form}&country={country}"
    with httpx2.stream("GET", address, headers={"Accept-Encoding": "identity"}, timeout=100) as response:
        assert response.status_code == 200
        for chunk in response.iter_raw():
            lines += chunk.count(b"\n")
            size += len(chunk)
            if size - looked > 500_000 or not looked:
                most, looked = max(most, process.resident()), size
    return lines, size, most


def test_memory_does_not_grow_with_the_list(databases: Databases, tmp_path: Path) -> None:
    with (
        databases.copy("sqlite", "many-sources", _copied) as url,
        served(url, tmp_path, statement_seconds=20) as server,
    ):
        for form, head in (("csv", 1), ("ndjson", 0)):
            lines, _, short = highest(server, form, "FI")
            assert lines == FEW + head
            lines, size, long = highest(server, form, "SE")
            assert lines == MANY + head
            assert size > MANY * LONG
            assert long - short < ROOM, form
