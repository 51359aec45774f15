"""The small world, and on top of it what only search tells apart: names, long texts, scripts."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from db.engine import writer_engine
from db.models import metadata
from db.search.indexing import index_anew
from tests.world import WORLD, load_world

LONG = " ".join(f"word{number}" for number in range(60))

SOURCES = {
    101: ("Government of Testland", None, [("Testgrad", "METONYM"), ("GoT", "ABBREVIATION")]),
    102: ("Institute for the Study of Everything", None, [("Інститут вивчення всього", "TRANSLITERATION")]),
    103: ("Ann Example", f"{LONG} <script>alert('x')</script> & more", []),
    104: ("张伟", "北京市长", []),
}
LOCATIONS = {
    101: ("Testgrad", [("Тестград", "ORIGINAL"), ("Testhorod", "FORMER")]),
    102: ("Kryvyi Test", [("Кривий Тест", "ORIGINAL")]),
    103: ("New Testgrad upon the River", []),
}
STATEMENTS = {
    101: ("Shelling of Testgrad, Kryvyi Test and Su-34s.", date(2030, 1, 1)),
    102: ("Everything near Testhorod is calm; Testland's army said no.", date(2030, 1, 2)),
    103: ("Kryvyi is a word, and so is Test.", date(2030, 1, 3)),
    104: ("The Institute for the Study of Everything was wrong.", date(2030, 1, 4)),
    105: ("שלום לכולם, مرحبا بالعالم", date(2030, 1, 5)),
}


def load_search(url: str) -> None:
    """Build the database."""
    load_world(url)
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            _write(connection)
            index_anew(connection)
    finally:
        engine.dispose()


def _write(connection: Connection) -> None:
    for key, (name, role, others) in SOURCES.items():
        _insert(connection, "source", WORLD["source"][0], id=key, slug=f"source-{key}", name=name, role=role)
        _names(connection, "source", key, others)
    for key, (name, others) in LOCATIONS.items():
        _insert(connection, "location", WORLD["location"][2], id=key, slug=f"location-{key}", name=name)
        _names(connection, "location", key, others)
    for key, (proposition, day) in STATEMENTS.items():
        said = {"said_earliest": day, "said_latest": day, "proposition": proposition}
        _insert(connection, "statement", WORLD["statement"][1], id=key, slug=f"statement-{key}", **said)


def _insert(connection: Connection, table: str, like: dict[str, Any], **values: Any) -> None:
    connection.execute(insert(metadata.tables[table]), like | values)


def _names(connection: Connection, owner: str, key: int, names: list[tuple[str, str]]) -> None:
    table = metadata.tables[f"{owner}_name"]
    for name, kind in names:
        values = {f"{owner}_id": key, "name": name, "language": "en", "kind": kind, "revision_id": 1}
        connection.execute(insert(table), values)


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of a table of this world, as far as search looks at them."""
    held = [dict(row) for row in WORLD[table]]
    if table == "source":
        held += [
            WORLD[table][0] | {"id": key, "name": name, "role": role}
            for key, (name, role, _) in SOURCES.items()
        ]
    elif table == "location":
        held += [WORLD[table][2] | {"id": key, "name": name} for key, (name, _) in LOCATIONS.items()]
    elif table == "statement":
        held += [
            WORLD[table][1] | {"id": key, "proposition": proposition, "said_earliest": day}
            for key, (proposition, day) in STATEMENTS.items()
        ]
    elif table in ("source_name", "location_name"):
        of = {key: each[-1] for key, each in (SOURCES if table == "source_name" else LOCATIONS).items()}
        held += [
            {table.replace("name", "id"): key, "name": name, "language": "en", "kind": kind}
            for key, names in of.items()
            for name, kind in names
        ]
    return held
