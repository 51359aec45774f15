"""One valid row for every table that a load writes, all of them referring to one another."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from db.models import metadata

Row = dict[str, Any]


def fact_date(name: str, day: date = date(2025, 3, 18)) -> Row:
    """The columns of a date that is known to the day."""
    return {
        f"{name}_edtf": day.isoformat(),
        f"{name}_earliest": day,
        f"{name}_latest": day,
        f"{name}_precision": "DAY",
        f"{name}_basis": "STATED",
    }


MARCH_18 = date(2025, 3, 18)
ENTITY: Row = {"id": 1, "slug": "one", "dossier_id": 1}

ROWS: dict[str, Row] = {
    "revision": {"id": 1, "loaded_at": datetime(2025, 4, 8, 12, 0, 0)},  # noqa: DTZ001 - UTC without offset
    "dossier": {"id": 1, "slug": "one", "sha256": "0" * 64},
    "source": ENTITY | {"name": "Analysts", "kind": "UNNAMED_GROUP", "named": False},
    "source_name": {"source_id": 1, "name": "observers", "language": "en", "kind": "ALIAS"},
    "source_identifier": {"source_id": 1, "scheme": "WIKIDATA", "value": "Q212"},
    "affiliation": {"source_id": 1, "organisation_id": 2, **fact_date("span")},
    "likeness": {"source_id": 1, "other_id": 2},
    "location": ENTITY
    | {"name": "Sudzha", "kind": "TOWN", "latitude": 51.19, "longitude": 35.27, "point_location_id": 1}
    | {"point_precision": "SETTLEMENT", "point_basis": "INFERRED"},
    "location_name": {"location_id": 1, "name": "Суджа", "language": "ru", "kind": "ORIGINAL"},
    "location_identifier": {"location_id": 1, "scheme": "GEONAMES", "value": "486816"},
    "article": ENTITY
    | {"headline": "A headline", "publisher_id": 2, "language": "en", **fact_date("published")}
    | {"text_sha256": "0" * 64, "text_length": 100, "text_normalisation": "NFC_LF"},
    "anchor": {"id": 1, "article_id": 1, "start": 0, "end": 10, "sha256": "0" * 64},
    "omission": {"anchor_id": 1, "article_id": 1, "reason": "A link to another article."},
    "event": ENTITY
    | {"title": "An incursion", "type": "INCURSION", "modality": "OCCURRED", **fact_date("occurred")},
    "side": {"event_id": 1, "source_id": 1, "dossier_id": 1, "side": "UNINVOLVED", "why": "INFERRED"},
    "statement": ENTITY
    | {"article_id": 1, "position": 0, "proposition": "It is so.", "form": "DIRECT", "speech_act": "STATES"}
    | fact_date("said"),
    "statement_anchor": {"statement_id": 1, "anchor_id": 1},
    "quotation": {"statement_id": 1, "position": 0, "text": "There is an operation there", "anchor_id": 1},
    "attribution": {"statement_id": 1, "source_id": 1, "position": 0, "role": "ORIGINATOR"}
    | {"commitment": "CERTAIN", "basis": "WITNESSED", "said_earliest": MARCH_18},
    "statement_event": {"statement_id": 1, "event_id": 1, "said_earliest": MARCH_18},
    "bearing": {"statement_id": 1, "event_id": 1, "aspect": "OCCURRENCE", "stance": "AFFIRMS"}
    | {"explicit": True},
    "statement_location": {"statement_id": 1, "location_id": 1, "said_earliest": MARCH_18},
    "figure": {"id": 1, "statement_id": 1, "anchor_id": 1, "event_id": 1, "measure": "KILLED"}
    | {"best": 20.0, "unit": "PERSON", "wording": "twenty"},
    "relation": {"id": 1, "statement_id": 1, "other_id": 2, "kind": "UPDATES", "basis": "INFERRED"},
    "participation": {"id": 1, "statement_id": 1, "event_id": 1, "source_id": 1, "role": "PERFORMER"}
    | {"occurred_earliest": MARCH_18},
    "placement": {"id": 1, "statement_id": 1, "event_id": 1, "location_id": 1, "role": "OCCURRED_IN"}
    | {"occurred_earliest": MARCH_18},
    "gap": {"id": 1, "article_id": 1, "anchor_id": 1, "kind": "UNKNOWN", "subject": "How many"}
    | {"aspect": "NUMBER"},
}

# What some rows above need a second one of.
SECOND: dict[str, Row] = {
    "source": {"id": 2, "slug": "two", "kind": "PUBLICATION", "named": True},
    "statement": {"id": 2, "slug": "two"},
}


def insert_row(connection: Connection, table: str, changed: Mapping[str, Any] | None = None) -> None:
    """Insert the table's row of `ROWS`, with some columns changed."""
    columns = metadata.tables[table].columns
    since = {"revision_id": 1} if "revision_id" in columns else {}
    connection.execute(insert(metadata.tables[table]).values(ROWS[table] | since | dict(changed or {})))


def insert_all(connection: Connection) -> None:
    """Insert every row of `ROWS`, and the second ones."""
    for table in ROWS:
        insert_row(connection, table)
        if table in SECOND:
            insert_row(connection, table, SECOND[table])
