"""A small, hostile world: few rows of everything, with what breaks text, order, dates and nulls.

`WORLD` is plain data: the rows of each table by the table's name, each row a dict of its columns, for an
oracle to read. `HELD` has the same by revision. `load_world` writes all into a database. Slugs are
``source-1`` and so on, after the keys.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from db.engine import writer_engine
from db.migration import upgrade
from db.models import history, metadata
from db.search.indexing import index_anew

Row = dict[str, Any]

HOSTILE = (
    "plain",
    'He said "no", and it\'s so',
    "back\\slash \\u0000 \\n \\",
    "tab\tline\nreturn\rend",
    "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f",
    "emoji 👩‍👩‍👧 🇺🇦 \U0010ffff",
    "line\u2028paragraph\u2029 zero\u200bwidth \ufeff",
    "\u202eright to left\u202c العربية עברית",
    "",
    "%s ? $1 :name {0} {} __row__.id __arg_asOf__",
    "'; DROP TABLE source; --",
    "</script><!-- & &amp;",
    "composed é, decomposed e\u0301",
    "private \ue000 before astral \U0001f600",
    "null",
    " spaces ",
)

# Equal names, names that differ in case or in what only some collations see, and a cursor's own separator.
NAMES = (
    "Zulu",
    "alpha",
    "Alpha",
    "ALPHA",
    "Alpha",
    "Äpfel",
    "a\x1fb",
    "a\x1f7",
    'quo"te\\\n',
    "\U0001f600 astral",
    "\ue000 private",
    "",
    "\U0001f600" * 300,
)

FIRST, LAST = date.min, date.max


def text(number: int) -> str:
    """One of the hostile strings."""
    return HOSTILE[number % len(HOSTILE)]


def text_or_none(number: int) -> str | None:
    """Every third is missing."""
    return None if number % 3 == 0 else text(number)


def _date(prefix: str, earliest: date, latest: date | None = None, note: str | None = None) -> Row:
    latest = latest or earliest
    span = "DAY" if latest == earliest else "UNKNOWN" if earliest == FIRST else "INTERVAL"
    return {
        f"{prefix}_edtf": f"{'' if earliest == FIRST else earliest}/{'..' if latest == LAST else latest}",
        f"{prefix}_earliest": earliest,
        f"{prefix}_latest": latest,
        f"{prefix}_precision": span,
        f"{prefix}_basis": "STATED" if note is None else "INFERRED",
        f"{prefix}_note": note,
    }


def _march(day: int) -> date:
    return date(2025, 3, 1) + timedelta(days=day - 1)


def _entity(kind: str, number: int) -> Row:
    return {"id": number, "slug": f"{kind}-{number}", "dossier_id": 1 + number % 2}


def _sources() -> list[Row]:
    kinds = ("PERSON", "STATE", "STATE_BODY", "ARMED_FORCE", "ORGANISATION", "THINK_TANK", "PUBLICATION")
    return [
        _entity("source", number)
        | {
            "name": NAMES[number - 1],
            "kind": "UNNAMED_GROUP" if number == 4 else kinds[number % len(kinds)],
            "named": number not in (4, 9),
            "role": text_or_none(number),
            "description": text_or_none(number + 1),
            "country": None if number % 2 else ("UA", "RU", "GB")[number % 3],
        }
        for number in range(1, 14)
    ]


def _locations() -> list[Row]:
    # 1 a country, 2 and 3 in it, 4 and 5 in 2, 6 in 4; 7 and 8 stand alone.
    part_of = {2: 1, 3: 1, 4: 2, 5: 2, 6: 4}
    # 2 and 7 have coordinates, 4 and 6 borrow those of 2.
    lender = {2: 2, 4: 2, 6: 2, 7: 7}
    kinds = ("COUNTRY", "REGION", "DISTRICT", "TOWN", "VILLAGE", "AREA", "BORDER_AREA", "FRONT")
    return [
        _entity("location", number)
        | {
            "name": NAMES[-number],
            "kind": kinds[number - 1],
            "part_of_id": part_of.get(number),
            "description": text_or_none(number),
            "iso_code": {1: "RU", 2: "RU-BEL", 8: "UA"}.get(number),
            "latitude": {2: 50.5977, 7: -0.1}.get(number),
            "longitude": {2: 36.588, 7: 180.0}.get(number),
            "point_location_id": lender.get(number),
            "point_precision": "NONE" if number not in lender else "EXACT" if number == 7 else "REGION",
            "point_basis": "INFERRED" if number in lender else None,
            "point_note": text(number) if number in (4, 7) else None,
        }
        for number in range(1, 9)
    ]


def _articles() -> list[Row]:
    return [
        _entity("article", number)
        | {
            "headline": text(number),
            "publisher_id": 7 if number < 3 else 12,
            "byline": text_or_none(number),
            "url": f"https://example.org/{number}?a=1&b=%22" if number > 1 else None,
            "archived_url": "https://example.net/archive" if number == 2 else None,
            "retrieved": _march(20 + number) if number < 3 else None,
            "language": ("en-GB", "uk", "ru-Latn")[number - 1],
            "licence": text_or_none(number + 2),
            "text_sha256": f"{number:064x}",
            "text_length": 2_147_483_647 if number == 3 else 5000 * number,
            "text_normalisation": "NFC_LF",
        }
        | _date("published", _march(20), _march(20 + number), None if number == 1 else text(number))
        for number in range(1, 4)
    ]


def _anchors() -> list[Row]:
    return [
        {"id": number, "article_id": 1 + number % 2, "start": 10 * (9 - number), "end": 200 + number}
        | {"sha256": f"{number:064x}"}
        for number in range(1, 9)
    ]


def _events() -> list[Row]:
    # 3 to 6 begin on one day; 1 is open at its beginning, 8 at its end, 9 allows every day.
    days = {1: (FIRST, _march(5)), 2: (_march(2), _march(9)), 7: (_march(11), _march(11))}
    days |= {8: (LAST, LAST), 9: (FIRST, LAST)}
    types = ("WAR", "INCURSION", "MILITARY_PRESENCE", "MISSILE_STRIKE")
    return [
        _entity("event", number)
        | {
            "title": text(number),
            "summary": text_or_none(number),
            "type": types[number % 4],
            "modality": ("OCCURRED", "ONGOING", "POSSIBLE", "HYPOTHETICAL")[number % 4],
            "part_of_id": {2: 1, 3: 2, 4: 2, 5: 3}.get(number),
        }
        | _date("occurred", *days.get(number, (_march(4), _march(4 + number % 2))))
        for number in range(1, 10)
    ]


def _statements() -> list[Row]:
    # 4 to 11 may have been made on one day; the 15th is about nothing and rests on nobody else.
    acts = ("STATES", "CONFIRMS", "DENIES", "CLAIMS", "REPORTS")
    forms = ("DIRECT", "MIXED", "INDIRECT", "NARRATOR")
    days = {1: (FIRST, _march(20)), 2: (_march(3), _march(3)), 3: (_march(4), _march(8))}
    days |= {12: (_march(12), _march(12)), 13: (_march(18), LAST), 14: (LAST, LAST)}
    return [
        _entity("statement", number)
        | {
            "article_id": 1 + number % 2,
            "position": number // 3,
            "proposition": text(number),
            "form": forms[number % 4],
            "speech_act": acts[number % 5],
            "reporting_verb": text_or_none(number),
            "channel": text_or_none(number + 1),
        }
        | _date("said", *days.get(number, (_march(10), _march(10))), note=text_or_none(number))
        for number in range(1, 16)
    ]


def _links(statements: list[Row], events: list[Row]) -> dict[str, list[Row]]:
    said = {each["id"]: each["said_earliest"] for each in statements}
    occurred = {each["id"]: each["occurred_earliest"] for each in events}
    about = {1: [1, 2], 2: [2], 3: [3, 4], 4: [2, 5], 9: [3], 12: [2, 3, 9], 13: [2], 14: [7]}
    about |= {each: [2] for each in (5, 6, 7, 8, 10, 11)}
    pairs = [(statement, event) for statement, them in about.items() for event in them]
    stances, aspects = ("AFFIRMS", "DENIES", "NEUTRAL"), ("OCCURRENCE", "OUTCOME", "NUMBER")
    commitments = ("CERTAIN", "PROBABLE", "POSSIBLE", "UNCOMMITTED", "CERTAIN_NOT")
    attributions = [
        {"statement_id": each, "source_id": 1 + each % 6, "position": 0, "role": "ORIGINATOR"}
        | {"commitment": commitments[each % 5], "basis": "WITNESSED", "wording": text_or_none(each)}
        for each in said
    ]
    attributions += [
        {"statement_id": each, "source_id": 7, "position": 1, "role": "AUTHOR"}
        | {"commitment": "UNCOMMITTED", "basis": "TOLD", "wording": None}
        for each in range(1, 14)
    ]
    attributions += [
        {"statement_id": 2, "source_id": 1, "position": 0, "role": "ORIGINATOR", "commitment": "PROBABLE"}
        | {"basis": "UNSTATED", "wording": text(4)},
        {"statement_id": 12, "source_id": 8, "position": 2, "role": "RELAYER", "commitment": "POSSIBLE"}
        | {"basis": "DEDUCED", "wording": None},
    ]
    mentions = [(1, 1), (2, 1), (3, 1), (3, 2), (3, 6), (8, 8), (9, 4), (10, 4), (12, 4), (14, 4)]
    return {
        "attribution": [each | {"said_earliest": said[each["statement_id"]]} for each in attributions],
        "statement_event": [
            {"statement_id": statement, "event_id": event, "said_earliest": said[statement]}
            for statement, event in pairs
        ],
        "bearing": [
            {"statement_id": statement, "event_id": event, "aspect": aspect}
            | {"stance": stances[(statement + event) % 3], "explicit": (statement + event) % 2 == 0}
            for statement, event in pairs
            for aspect in aspects[: (statement + event) % 4]
        ],
        "statement_location": [
            {"statement_id": statement, "location_id": location, "said_earliest": said[statement]}
            for statement, location in mentions
        ],
        "participation": [
            {"id": number, "statement_id": statement, "event_id": event, "source_id": source, "role": role}
            | {"occurred_earliest": occurred[event]}
            for number, (statement, event, source, role) in enumerate(
                [
                    *((2, 2, 1, "PERFORMER"), (2, 2, 2, "TARGET"), (3, 3, 1, "PERFORMER")),
                    *((4, 5, 3, "OTHER_PARTY"), (1, 1, 1, "BENEFICIARY"), (12, 9, 1, "PERFORMER")),
                ],
                start=1,
            )
        ],
        "placement": [
            {
                "id": number,
                "statement_id": statement,
                "event_id": event,
                "location_id": location,
                "role": role,
            }
            | {"occurred_earliest": occurred[event]}
            for number, (statement, event, location, role) in enumerate(
                [
                    *((2, 2, 2, "OCCURRED_IN"), (2, 2, 6, "TARGET"), (3, 3, 4, "OCCURRED_IN")),
                    *((3, 4, 4, "OCCURRED_IN"), (4, 5, 4, "ORIGIN"), (12, 9, 7, "OCCURRED_IN")),
                    *((9, 3, 4, "TARGET"), (1, 1, 1, "OCCURRED_IN")),
                ],
                start=1,
            )
        ],
    }


def _figures() -> list[Row]:
    numbers = (
        *(
            (0.1, 1.0, 2.5),
            (None, 180.0, None),
            (3.14159265358979, None, None),
            (None, None, 99999999999999.0),
        ),
        *((1.5e-07, 1.5e-05, 0.00012), (-12.25, 0.0, 123456.789), (1.0, 2.0, 3.0)),
    )
    return [
        {"id": number, "statement_id": 2 + number % 3, "anchor_id": number}
        | {"measure": "INJURED" if number == 7 else "KILLED"}
        | {"event_id": number if number in (2, 3, 4) else None, "unit": "PERSON", "wording": text(number)}
        | {"location_id": None if number in (2, 3, 4) else 4 - number % 3}
        | {"low": low, "best": best, "high": high}
        for number, (low, best, high) in enumerate(((n[0], n[1], n[2]) for n in numbers), start=1)
    ]


def _world() -> dict[str, list[Row]]:
    statements, events = _statements(), _events()
    versioned: dict[str, list[Row]] = {
        "source": _sources(),
        "source_name": [
            {"source_id": 1, "name": text(number), "language": language, "kind": "ALIAS"}
            for number in range(1, 8)
            for language in ("en", "uk")[: 1 + number % 2]
        ],
        "source_identifier": [
            {"source_id": 1, "scheme": "WIKIDATA", "value": "Q1'\"\\"},
            {"source_id": 1, "scheme": "ISNI", "value": "0"},
            {"source_id": 2, "scheme": "WIKIDATA", "value": "Q2"},
        ],
        "affiliation": [
            {"source_id": source, "organisation_id": organisation, "role": text_or_none(source)}
            | _date("span", *span)
            for source, organisation, span in (
                (1, 2, (FIRST, LAST)),
                (1, 3, (_march(1), LAST)),
                (4, 2, (FIRST, _march(9))),
                (2, 10, (_march(1), _march(2))),
            )
        ],
        # The first likeness is stated from both ends.
        "likeness": [
            {"source_id": 4, "other_id": 9, "note": text(1)},
            {"source_id": 9, "other_id": 4, "note": text(2)},
            {"source_id": 1, "other_id": 4, "note": None},
        ],
        "location": _locations(),
        "location_name": [
            {"location_id": 2, "name": name, "language": "uk", "kind": "TRANSLITERATION"}
            for name in ("Білгород", "Bilhorod", text(5))
        ],
        "location_identifier": [{"location_id": 2, "scheme": "GEONAMES", "value": "578071"}],
        "article": _articles(),
        "anchor": _anchors(),
        "omission": [{"anchor_id": number, "article_id": 1, "reason": text(number)} for number in (2, 4)],
        "event": events,
        "side": [
            {"event_id": 2, "source_id": source, "dossier_id": 1, "side": side, "why": "INFERRED"}
            | {"note": text_or_none(source)}
            for source, side in ((1, "PERFORMER"), (2, "OPPOSING"), (3, "UNINVOLVED"))
        ],
        "statement": statements,
        "statement_anchor": [
            {"statement_id": statement, "anchor_id": anchor}
            for statement, anchor in ((1, 1), (1, 3), (1, 5), (2, 2), (3, 3), (12, 8))
        ],
        "quotation": [
            {"statement_id": statement, "position": position, "text": text(statement + position)}
            | {"anchor_id": 1 + position}
            for statement, count in ((4, 1), (5, 3), (8, 2))
            for position in range(count)
        ],
        **_links(statements, events),
        "figure": _figures(),
        "relation": [
            {"id": number, "statement_id": one, "other_id": other, "kind": kind, "aspect": aspect}
            | {"basis": "STATED" if number % 2 else "INFERRED", "note": text_or_none(number)}
            for number, (one, other, kind, aspect) in enumerate(
                [
                    *((3, 2, "CONTRADICTS", "OCCURRENCE"), (4, 2, "REPEATS", None), (5, 4, "BASED_ON", None)),
                    *((6, 2, "CORROBORATES", "NUMBER"), (12, 5, "CORRECTS", None)),
                ],
                start=1,
            )
        ],
        "gap": [
            {"id": number, "article_id": 1 + number % 2, "anchor_id": number, "kind": "UNCONFIRMED"}
            | {"subject": text(number), "aspect": "NUMBER"}
            | {"event_id": 2 if number < 3 else None, "statement_id": 3 if number in (2, 4) else None}
            for number in range(1, 5)
        ],
    }
    changes = [
        (1, 1, "SOURCE", "source-9", "ADDED", 2, None),
        (1, 2, "STATEMENT", "statement-12", "ADDED", 1, None),
        (1, 3, "EVENT", "event-2", "ADDED", 1, None),
        (1, 4, "EVENT", "event-99", "ADDED", 2, None),
        (1, 5, "LOCATION", "location-2", "ADDED", 1, None),
        (1, 6, "ARTICLE", "article-2", "ADDED", 1, None),
        (2, 1, "SOURCE", "source-9", "CHANGED", 2, None),
        (2, 2, "EVENT", "event-99", "WITHDRAWN", 2, text(2)),
        (2, 3, "EVENT", "event-2", "CHANGED", 1, None),
        (2, 4, "STATEMENT", "statement-12", "CHANGED", 2, None),
        (2, 5, "SOURCE", "source-1", "WITHDRAWN", 2, None),
        (2, 6, "LOCATION", "location-3", "RENAMED", 1, None),
    ]
    columns = ("revision_id", "position", "entity", "slug", "action", "dossier_id", "reason")
    fields = ((1, "name"), (1, "other_names"), (3, "title"), (4, "proposition"))
    return {
        "revision": [
            {"id": 1, "loaded_at": datetime(2025, 4, 8, 12, 0, 0)},  # noqa: DTZ001 - UTC without offset
            {"id": 2, "loaded_at": datetime(2025, 4, 9, 1, 2, 3, 999999)},  # noqa: DTZ001
        ],
        "dossier": [{"id": number, "slug": f"dossier-{number}", "sha256": "0" * 64} for number in (1, 2)],
        "revision_dossier": [
            {"revision_id": revision, "dossier_id": dossier, "sha256": f"{revision:064x}"}
            | {"added": 3 - revision, "changed": revision - 1, "withdrawn": dossier - 1}
            for revision in (1, 2)
            for dossier in (1, 2)
        ],
        "change": [
            dict(zip(columns, each, strict=True))
            | {"former_slug": "location-0" if each[4] == "RENAMED" else None}
            for each in changes
        ],
        "change_field": [
            {"revision_id": 2, "position": position, "field": field} for position, field in fields
        ],
        **{
            table: [row | {"revision_id": 2 if _is_newer(table, row) else 1} for row in rows]
            for table, rows in versioned.items()
        },
    }


def _is_newer(table: str, row: Row) -> bool:
    """Whether a row is new in the second revision, or another than in the first."""
    return row.get("id") in {**_CHANGED, **_ADDED}.get(table, ()) or (
        table == "statement_event" and row["event_id"] == 5
    )


_ADDED: dict[str, tuple[int, ...]] = {"relation": (3,), "figure": (2, 6), "participation": (5,), "gap": (2,)}
# By key, what of a row was otherwise in the first revision.
_CHANGED: dict[str, dict[int, Row]] = {
    "source": {9: {"name": "was Zulu", "kind": "PERSON", "named": True}, 12: {"slug": "source-12-was"}},
    "location": {6: {"part_of_id": 3, "name": "Éire"}},
    "event": {2: {"title": "was", "part_of_id": None}, 8: {"dossier_id": 2}},
    "statement": {12: {"proposition": "was", "form": "DIRECT"} | _date("said", _march(1))},
    "article": {2: {"headline": "was", "publisher_id": 1}},
}


def _first() -> dict[str, list[Row]]:
    """What the first revision held and the second does not."""
    was: dict[str, list[Row]] = {
        table: [row | changed[row["id"]] for row in WORLD[table] if row["id"] in changed]
        for table, changed in _CHANGED.items()
    }
    was["event"].append(WORLD["event"][3] | {"id": 99, "slug": "event-99", "title": "withdrawn"})
    was["statement_event"] = [{"statement_id": 12, "event_id": 99, "said_earliest": _march(12)}]
    was["bearing"] = [
        {"statement_id": 12, "event_id": 99, "aspect": "PLACE", "stance": "AFFIRMS", "explicit": True}
    ]
    was["likeness"] = [{"source_id": 9, "other_id": 1, "note": None}]
    was["source_name"] = [{"source_id": 9, "name": "was", "language": "en", "kind": "ALIAS"}]
    return {table: [row | {"revision_id": 1} for row in rows] for table, rows in was.items()}


WORLD = _world()
_GONE = _first()
_NUMBERED = {"revision": "id", "revision_dossier": "revision_id", "change": "revision_id"}


def _held(revision: int) -> dict[str, list[Row]]:
    number = dict.fromkeys(WORLD, "revision_id") | _NUMBERED
    held = {
        table: [row for row in rows if table == "dossier" or row[number[table]] <= revision]
        for table, rows in WORLD.items()
    }
    if revision == 1:
        held = {table: [*rows, *_GONE.get(table, ())] for table, rows in held.items()}
    return held


HELD = {0: _held(0), 1: _held(1), 2: WORLD}
"""The rows that each revision held; 0 is before the first."""


def load_world(url: str) -> None:
    """Bring an empty database to the newest schema and write the world into it."""
    upgrade(url)
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            for table, rows in WORLD.items():
                connection.execute(insert(metadata.tables[table]), rows)
                if table in history:
                    connection.execute(insert(history[table]), rows)
            for table, rows in _GONE.items():
                connection.execute(insert(history[table]), [row | {"superseded_in": 2} for row in rows])
            index_anew(connection)
    finally:
        engine.dispose()
