"""The first tables: revisions, vocabularies, and the facts with their history twins.

The schema is written out as it was, codes included: neither the models nor ``terms.yaml`` change it later.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.vocabulary.loading import load_terms

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TERMS = "e6415ef364f8ff75"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

schema = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def table(name: str, *items: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, schema, *items)


def versioned(name: str, *items: sa.schema.SchemaItem) -> None:
    """A table whose rows hold since ``revision_id``, and the twin that has every version of them."""
    current = table(name, *items, column("revision_id", KEY, sa.ForeignKey("revision.id")))
    table(
        f"{name}_history",
        *(column(each.name, each.type, nullable=each.nullable) for each in current.columns),
        column("superseded_in", KEY, sa.ForeignKey("revision.id"), nullable=True),
        sa.PrimaryKeyConstraint(*(each.name for each in current.primary_key), "revision_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"]),
        check("held_for_a_while", "superseded_in > revision_id"),
        *twin_indexes(current),
    )


def twin_indexes(current: sa.Table) -> list[sa.Index]:
    """Those of the table, none of them unique, but for what begins as its key does."""
    first = next(iter(current.primary_key)).name
    left_out = (["dossier_id"], ["statement_id", "kind", "other_id"])
    unique = [each.columns for each in current.constraints if isinstance(each, sa.UniqueConstraint)]
    indexed = (index.columns for index in current.indexes)
    found = sorted([each.name for each in columns] for columns in (*indexed, *unique))
    return [
        sa.Index(name if len(name) <= 63 else f"ix_{current.name}_history_{columns[0]}", *columns)
        for columns in found
        if columns[0] != first and columns not in left_out and not columns[0].endswith("_latest")
        for name in [f"ix_{current.name}_history_{'_'.join(columns)}"]
    ]


def column(
    name: str, kind: sa.types.TypeEngine[Any], *items: sa.schema.SchemaItem, **options: Any
) -> sa.Column[Any]:
    return sa.Column(name, kind, *items, **{"nullable": False, "autoincrement": False} | options)


def key() -> sa.Column[Any]:
    return column("id", KEY, primary_key=True)


def reference(name: str, target: str, **options: Any) -> sa.Column[Any]:
    target_key = sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return column(name, KEY, target_key, **options)


def text(name: str, length: int | None = None, **options: Any) -> sa.Column[Any]:
    kind = sa.String if length else sa.Text
    return column(name, kind(length).with_variant(kind(length, collation="C"), "postgresql"), **options)


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def one_of(name: str, codes: str) -> sa.CheckConstraint:
    listed = " OR ".join(f"{name} = '{code}'" for code in codes.split())
    return check(f"{name}_code", listed)


def number(name: str) -> sa.CheckConstraint:
    """Finite, and of at most 15 digits."""
    return check(
        f"{name}_number",
        f"abs({name}) < 1e14"
        f" AND CAST(CAST({name} AS TEXT) AS DOUBLE PRECISION) = {name}"
        f" AND length(ltrim(replace(CAST(abs({name}) AS TEXT), '.', ''), '0')) <= 15",
    )


def date(name: str) -> list[sa.schema.SchemaItem]:
    """An uncertain date: its EDTF string, the days that bound it, and what it rests on."""
    return [
        text(f"{name}_edtf"),
        column(f"{name}_earliest", sa.Date()),
        column(f"{name}_latest", sa.Date()),
        text(f"{name}_precision", 40),
        text(f"{name}_basis", 40),
        text(f"{name}_note", nullable=True),
        check(f"{name}_bounds", f"{name}_earliest <= {name}_latest"),
        check(f"{name}_noted", f"{name}_basis = 'STATED' OR {name}_note IS NOT NULL"),
        one_of(f"{name}_precision", "DAY MONTH SEASON YEAR DECADE INTERVAL ONE_OF UNKNOWN"),
        one_of(f"{name}_basis", "STATED PARTLY_STATED INFERRED"),
    ]


table(
    "revision",
    key(),
    column("loaded_at", sa.DateTime()),
    check("counted_from_one", "id >= 1"),
)

table(
    "dossier",
    key(),
    text("slug", 120),
    text("sha256", 64),
    sa.UniqueConstraint("slug"),
)

table(
    "revision_dossier",
    reference("revision_id", "revision", primary_key=True),
    reference("dossier_id", "dossier", primary_key=True),
    text("sha256", 64),
    column("added", sa.Integer()),
    column("changed", sa.Integer()),
    column("withdrawn", sa.Integer()),
    sa.Index(None, "dossier_id"),
)

table(
    "change",
    reference("revision_id", "revision", primary_key=True),
    column("position", KEY, primary_key=True),
    text("entity", 40),
    text("slug", 120),
    text("former_slug", 120, nullable=True),
    text("action", 40),
    reference("dossier_id", "dossier"),
    text("reason", nullable=True),
    one_of("entity", "ARTICLE SOURCE STATEMENT EVENT LOCATION"),
    one_of("action", "ADDED CHANGED RENAMED WITHDRAWN"),
    sa.CheckConstraint("(action = 'RENAMED') = (former_slug IS NOT NULL)", name="renamed_has_former_slug"),
    sa.Index(None, "entity", "slug", "revision_id", "position"),
    sa.Index(
        None,
        "entity",
        "former_slug",
        "revision_id",
        "position",
        sqlite_where=sa.text("former_slug IS NOT NULL"),
        postgresql_where=sa.text("former_slug IS NOT NULL"),
    ),
)

table(
    "change_field",
    column("revision_id", KEY, primary_key=True),
    column("position", KEY, primary_key=True),
    text("field", 40, primary_key=True),
    sa.ForeignKeyConstraint(["revision_id", "position"], ["change.revision_id", "change.position"]),
)

table(
    "term",
    text("scheme", 40, primary_key=True),
    text("code", 40, primary_key=True),
    column("position", sa.Integer()),
    text("label"),
    text("definition"),
    sa.UniqueConstraint("scheme", "position"),
    one_of(
        "scheme",
        "entity source_kind name_kind identifier_scheme location_kind point_precision "
        "date_precision date_basis statement_form speech_act attribution_role commitment "
        "attribution_basis event_type modality participation_role side side_reason "
        "placement_role aspect stance relation_kind relation_basis gap_kind measure unit "
        "text_normalisation change_action match_kind event_status dispute_basis scheme",
    ),
)

table(
    "term_match",
    text("scheme", 40, primary_key=True),
    text("code", 40, primary_key=True),
    text("vocabulary", 40, primary_key=True),
    text("notation", primary_key=True),
    text("kind", 40),
    text("uri", nullable=True),
    one_of("kind", "EXACT CLOSE"),
    sa.ForeignKeyConstraint(["scheme", "code"], ["term.scheme", "term.code"], ondelete="CASCADE"),
)

versioned(
    "source",
    key(),
    text("slug", 120),
    reference("dossier_id", "dossier"),
    text("name"),
    text("kind", 40),
    column("named", sa.Boolean()),
    text("role", nullable=True),
    text("description", nullable=True),
    text("country", 2, nullable=True),
    text("name_folded"),
    one_of("kind", "PERSON STATE STATE_BODY ARMED_FORCE ORGANISATION THINK_TANK PUBLICATION UNNAMED_GROUP"),
    check("unnamed_group", "kind <> 'UNNAMED_GROUP' OR NOT named"),
    sa.UniqueConstraint("slug"),
    sa.Index(None, "country", "name", "id"),
    sa.Index(None, "dossier_id"),
    sa.Index(None, "kind", "name", "id"),
    sa.Index(None, "name", "id"),
    sa.Index(None, "name_folded", "id"),
)

versioned(
    "source_name",
    reference("source_id", "source", primary_key=True),
    text("name", primary_key=True),
    text("language", 35, primary_key=True),
    text("kind", 40),
    text("name_folded"),
    one_of("kind", "ALIAS ABBREVIATION TRANSLITERATION ORIGINAL METONYM FORMER"),
    sa.Index(None, "name"),
    sa.Index(None, "name_folded"),
)

versioned(
    "source_identifier",
    reference("source_id", "source", primary_key=True),
    text("scheme", 40, primary_key=True),
    text("value", 200, primary_key=True),
    one_of("scheme", "WIKIDATA GEONAMES NATURAL_EARTH OPENSANCTIONS ISNI LEI"),
    sa.UniqueConstraint("scheme", "value"),
)

versioned(
    "affiliation",
    reference("source_id", "source", primary_key=True),
    reference("organisation_id", "source", primary_key=True),
    text("role", nullable=True),
    *date("span"),
    check("not_itself", "source_id <> organisation_id"),
    sa.Index(None, "organisation_id", "source_id"),
)

versioned(
    "likeness",
    reference("source_id", "source", primary_key=True),
    reference("other_id", "source", primary_key=True),
    text("note", nullable=True),
    check("not_itself", "source_id <> other_id"),
    sa.Index(None, "other_id", "source_id"),
)

versioned(
    "location",
    key(),
    text("slug", 120),
    reference("dossier_id", "dossier"),
    text("name"),
    text("kind", 40),
    reference("part_of_id", "location", nullable=True),
    text("description", nullable=True),
    text("iso_code", 6, nullable=True),
    column("latitude", sa.Float(53), nullable=True),
    column("longitude", sa.Float(53), nullable=True),
    reference("point_location_id", "location", nullable=True),
    text("point_precision", 40),
    text("point_basis", 40, nullable=True),
    text("point_note", nullable=True),
    text("name_folded"),
    one_of("kind", "COUNTRY REGION DISTRICT CITY TOWN VILLAGE AREA BORDER_AREA FRONT"),
    one_of("point_precision", "EXACT SETTLEMENT DISTRICT REGION COUNTRY NONE"),
    one_of("point_basis", "STATED PARTLY_STATED INFERRED"),
    check("whole_point", "(latitude IS NULL) = (longitude IS NULL)"),
    check("latitude_range", "latitude BETWEEN -90 AND 90"),
    check("longitude_range", "longitude BETWEEN -180 AND 180"),
    number("latitude"),
    number("longitude"),
    check("point_precision", "(point_location_id IS NULL) = (point_precision = 'NONE')"),
    check("point_basis", "(point_basis IS NULL) = (point_precision = 'NONE')"),
    check("own_point", "(latitude IS NOT NULL) = (coalesce(point_location_id, -1) = id)"),
    check("not_part_of_itself", "part_of_id <> id"),
    sa.UniqueConstraint("iso_code"),
    sa.UniqueConstraint("slug"),
    sa.Index(None, "dossier_id"),
    sa.Index(None, "kind", "name", "id"),
    sa.Index(None, "latitude", "longitude"),
    sa.Index(None, "name", "id"),
    sa.Index(None, "name_folded", "id"),
    sa.Index(None, "part_of_id", "name", "id"),
    sa.Index(None, "point_location_id"),
)

versioned(
    "location_name",
    reference("location_id", "location", primary_key=True),
    text("name", primary_key=True),
    text("language", 35, primary_key=True),
    text("kind", 40),
    text("name_folded"),
    one_of("kind", "ALIAS ABBREVIATION TRANSLITERATION ORIGINAL METONYM FORMER"),
    sa.Index(None, "name"),
    sa.Index(None, "name_folded"),
)

versioned(
    "location_identifier",
    reference("location_id", "location", primary_key=True),
    text("scheme", 40, primary_key=True),
    text("value", 200, primary_key=True),
    one_of("scheme", "WIKIDATA GEONAMES NATURAL_EARTH OPENSANCTIONS ISNI LEI"),
    sa.UniqueConstraint("scheme", "value"),
)

versioned(
    "article",
    key(),
    text("slug", 120),
    reference("dossier_id", "dossier"),
    text("headline"),
    reference("publisher_id", "source"),
    text("byline", nullable=True),
    text("url", nullable=True),
    text("archived_url", nullable=True),
    *date("published"),
    column("retrieved", sa.Date(), nullable=True),
    text("language", 35),
    text("licence", nullable=True),
    text("text_sha256", 64),
    column("text_length", sa.Integer()),
    text("text_normalisation", 40),
    text("headline_folded"),
    one_of("text_normalisation", "NFC_LF"),
    check("text_not_empty", "text_length > 0"),
    sa.UniqueConstraint("slug"),
    sa.Index(None, "dossier_id"),
    sa.Index(None, "headline_folded", "id"),
    sa.Index(None, "language", "published_earliest", "id"),
    sa.Index(None, "published_earliest", "id"),
    sa.Index(None, "published_latest", "published_earliest", "id"),
    sa.Index(None, "publisher_id", "published_earliest", "id"),
)

versioned(
    "anchor",
    key(),
    reference("article_id", "article"),
    column("start", sa.Integer()),
    column("end", sa.Integer()),
    text("sha256", 64),
    check("span", 'start >= 0 AND "end" > start'),
    sa.UniqueConstraint("article_id", "start", "end"),
)

versioned(
    "omission",
    reference("anchor_id", "anchor", primary_key=True),
    reference("article_id", "article"),
    text("reason"),
    sa.Index(None, "article_id", "anchor_id"),
)

versioned(
    "event",
    key(),
    text("slug", 120),
    reference("dossier_id", "dossier"),
    text("title"),
    text("summary", nullable=True),
    text("type", 40),
    text("modality", 40),
    *date("occurred"),
    reference("part_of_id", "event", nullable=True),
    text("title_folded"),
    one_of(
        "type",
        (
            "WAR OFFENSIVE INCURSION MILITARY_PRESENCE ARMED_CLASH REPELLED_ATTACK TERRITORY_GAINED "
            "TERRITORY_RETAKEN TERRITORY_HELD WITHDRAWAL MISSILE_STRIKE BOMBARDMENT CASUALTIES "
            "SUPPLY_DIFFICULTY REDEPLOYMENT BRIEFING NEGOTIATION PUBLIC_DEBATE"
        ),
    ),
    one_of("modality", "OCCURRED ONGOING POSSIBLE HYPOTHETICAL"),
    check("not_part_of_itself", "part_of_id <> id"),
    sa.UniqueConstraint("id", "occurred_earliest"),
    sa.UniqueConstraint("slug"),
    sa.Index(None, "dossier_id"),
    sa.Index(None, "modality", "occurred_earliest", "id"),
    sa.Index(None, "occurred_earliest", "id"),
    sa.Index(None, "occurred_latest", "occurred_earliest", "id"),
    sa.Index(None, "part_of_id", "occurred_earliest", "id"),
    sa.Index(None, "title_folded", "id"),
    sa.Index(None, "type", "occurred_earliest", "id"),
)

versioned(
    "side",
    reference("event_id", "event", primary_key=True),
    reference("source_id", "source", primary_key=True),
    reference("dossier_id", "dossier"),
    text("side", 40),
    text("why", 40),
    text("note", nullable=True),
    one_of("side", "PERFORMER OPPOSING UNINVOLVED UNDETERMINED"),
    one_of("why", "TAKES_PART SPEAKS_FOR AFFILIATED INFERRED"),
    sa.Index(None, "dossier_id"),
    sa.Index(None, "source_id", "event_id"),
)

versioned(
    "statement",
    key(),
    text("slug", 120),
    reference("dossier_id", "dossier"),
    reference("article_id", "article"),
    column("position", sa.Integer()),
    text("proposition"),
    text("form", 40),
    text("speech_act", 40),
    text("reporting_verb", nullable=True),
    text("channel", nullable=True),
    *date("said"),
    text("proposition_folded"),
    one_of("form", "DIRECT MIXED INDIRECT NARRATOR"),
    one_of(
        "speech_act",
        (
            "STATES CONFIRMS DENIES CLAIMS ACCUSES REPORTS ASSESSES SPECULATES QUESTIONS EXPLAINS "
            "INFORMS PRAISES CONDEMNS"
        ),
    ),
    sa.UniqueConstraint("id", "said_earliest"),
    sa.UniqueConstraint("slug"),
    sa.Index(None, "article_id", "position", "id"),
    sa.Index(None, "form", "said_earliest", "id", "speech_act"),
    sa.Index(None, "said_earliest", "id"),
    sa.Index(None, "said_latest", "said_earliest", "id"),
    sa.Index(None, "speech_act", "said_earliest", "id", "form"),
)

versioned(
    "statement_anchor",
    reference("statement_id", "statement", primary_key=True),
    reference("anchor_id", "anchor", primary_key=True),
    sa.Index(None, "anchor_id"),
)

versioned(
    "quotation",
    reference("statement_id", "statement", primary_key=True),
    column("position", sa.Integer(), primary_key=True),
    text("text"),
    reference("anchor_id", "anchor"),
    sa.Index(None, "anchor_id"),
)

versioned(
    "attribution",
    column("statement_id", KEY, primary_key=True),
    reference("source_id", "source", primary_key=True),
    column("position", sa.Integer()),
    text("role", 40),
    text("commitment", 40),
    text("basis", 40),
    text("wording", nullable=True),
    column("said_earliest", sa.Date()),
    one_of("role", "ORIGINATOR RELAYER AUTHOR"),
    one_of("commitment", "CERTAIN PROBABLE POSSIBLE CERTAIN_NOT PROBABLE_NOT POSSIBLE_NOT UNCOMMITTED"),
    one_of("basis", "WITNESSED TOLD DEDUCED UNSTATED"),
    check("originators_first", "(position = 0) = (role = 'ORIGINATOR')"),
    check("counted_from_zero", "position >= 0"),
    sa.ForeignKeyConstraint(
        ["statement_id", "said_earliest"],
        ["statement.id", "statement.said_earliest"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.Index(None, "source_id", "said_earliest", "statement_id"),
    sa.Index(None, "statement_id", "position", "source_id", "role", "commitment"),
)

versioned(
    "statement_event",
    column("statement_id", KEY, primary_key=True),
    reference("event_id", "event", primary_key=True),
    column("said_earliest", sa.Date()),
    sa.ForeignKeyConstraint(
        ["statement_id", "said_earliest"],
        ["statement.id", "statement.said_earliest"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.Index(None, "event_id", "said_earliest", "statement_id"),
)

versioned(
    "bearing",
    column("statement_id", KEY, primary_key=True),
    column("event_id", KEY, primary_key=True),
    text("aspect", 40, primary_key=True),
    text("stance", 40),
    column("explicit", sa.Boolean()),
    one_of("aspect", "OCCURRENCE ACTOR OUTCOME PLACE TIME NUMBER PURPOSE EXTENT EFFECTIVENESS"),
    one_of("stance", "AFFIRMS DENIES NEUTRAL"),
    sa.ForeignKeyConstraint(
        ["statement_id", "event_id"],
        ["statement_event.statement_id", "statement_event.event_id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.Index(None, "event_id", "aspect", "statement_id"),
)

versioned(
    "statement_location",
    column("statement_id", KEY, primary_key=True),
    reference("location_id", "location", primary_key=True),
    column("said_earliest", sa.Date()),
    sa.ForeignKeyConstraint(
        ["statement_id", "said_earliest"],
        ["statement.id", "statement.said_earliest"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.Index(None, "location_id", "said_earliest", "statement_id"),
)

versioned(
    "figure",
    key(),
    reference("statement_id", "statement"),
    reference("anchor_id", "anchor"),
    reference("event_id", "event", nullable=True),
    reference("location_id", "location", nullable=True),
    text("measure", 40),
    column("low", sa.Float(53), nullable=True),
    column("best", sa.Float(53), nullable=True),
    column("high", sa.Float(53), nullable=True),
    text("unit", 40),
    text("wording"),
    one_of("measure", "KILLED CHILDREN_KILLED INJURED CAPTURED DISTANCE_TO_BORDER SETTLEMENTS_TAKEN"),
    one_of("unit", "PERSON KILOMETRE SETTLEMENT"),
    number("low"),
    number("best"),
    number("high"),
    check("range", "low <= best AND best <= high AND low <= high"),
    check("some_number", "low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL"),
    check("about_one_thing", "(event_id IS NULL) <> (location_id IS NULL)"),
    sa.Index(None, "anchor_id"),
    sa.Index(None, "event_id", "id"),
    sa.Index(None, "location_id", "id"),
    sa.Index(None, "statement_id", "id"),
)

versioned(
    "relation",
    key(),
    reference("statement_id", "statement"),
    reference("other_id", "statement"),
    text("kind", 40),
    text("aspect", 40, nullable=True),
    text("basis", 40),
    text("note", nullable=True),
    one_of(
        "kind",
        ("CONTRADICTS CORROBORATES REPEATS BASED_ON UPDATES CORRECTS RESPONDS_TO QUALIFIES CHARACTERISES"),
    ),
    one_of("basis", "STATED INFERRED"),
    one_of("aspect", "OCCURRENCE ACTOR OUTCOME PLACE TIME NUMBER PURPOSE EXTENT EFFECTIVENESS"),
    check("not_itself", "statement_id <> other_id"),
    sa.UniqueConstraint("statement_id", "kind", "other_id", "aspect"),
    sa.Index(None, "other_id", "id"),
    sa.Index(
        "uq_relation_without_aspect",
        "statement_id",
        "kind",
        "other_id",
        unique=True,
        sqlite_where=sa.text("aspect IS NULL"),
        postgresql_where=sa.text("aspect IS NULL"),
    ),
)

versioned(
    "participation",
    key(),
    reference("statement_id", "statement"),
    column("event_id", KEY),
    reference("source_id", "source"),
    text("role", 40),
    column("occurred_earliest", sa.Date()),
    one_of("role", "PERFORMER TARGET OTHER_PARTY BENEFICIARY"),
    sa.ForeignKeyConstraint(
        ["event_id", "occurred_earliest"],
        ["event.id", "event.occurred_earliest"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.UniqueConstraint("statement_id", "event_id", "source_id", "role"),
    sa.Index(None, "event_id", "id"),
    sa.Index(None, "source_id", "occurred_earliest", "id"),
)

versioned(
    "placement",
    key(),
    reference("statement_id", "statement"),
    column("event_id", KEY),
    reference("location_id", "location"),
    text("role", 40),
    column("occurred_earliest", sa.Date()),
    one_of("role", "OCCURRED_IN TARGET ORIGIN"),
    sa.ForeignKeyConstraint(
        ["event_id", "occurred_earliest"],
        ["event.id", "event.occurred_earliest"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.UniqueConstraint("statement_id", "event_id", "location_id", "role"),
    sa.Index(None, "event_id", "id"),
    sa.Index(None, "location_id", "occurred_earliest", "id"),
)

versioned(
    "gap",
    key(),
    reference("article_id", "article"),
    reference("anchor_id", "anchor"),
    text("kind", 40),
    text("subject"),
    text("aspect", 40),
    reference("event_id", "event", nullable=True),
    reference("statement_id", "statement", nullable=True),
    one_of("kind", "UNKNOWN UNCONFIRMED NOT_GIVEN"),
    one_of("aspect", "OCCURRENCE ACTOR OUTCOME PLACE TIME NUMBER PURPOSE EXTENT EFFECTIVENESS"),
    sa.Index(None, "anchor_id"),
    sa.Index(None, "article_id", "id"),
    sa.Index(None, "event_id", "id"),
    sa.Index(None, "statement_id", "id"),
)

ENTITIES = ("article", "source", "statement", "event", "location")

table(
    "searchable",
    key(),
    *(reference(f"{each}_id", each, nullable=True) for each in ENTITIES),
    text("words"),
    text("passages"),
    check(
        "one_entity",
        " + ".join(f"CASE WHEN {each}_id IS NULL THEN 0 ELSE 1 END" for each in ENTITIES) + " = 1",
    ),
    *(
        sa.Index(
            f"uq_searchable_{each}_id",
            f"{each}_id",
            unique=True,
            sqlite_where=sa.text(f"{each}_id IS NOT NULL"),
            postgresql_where=sa.text(f"{each}_id IS NOT NULL"),
        )
        for each in ENTITIES
    ),
)

table(
    "search_name",
    reference("searchable_id", "searchable", primary_key=True),
    text("words", primary_key=True, index=True),
)

FTS5 = (
    "CREATE VIRTUAL TABLE searchable_words USING fts5("
    "words, content='searchable', content_rowid='id', tokenize='ascii', columnsize=0, prefix='1 2 3')"
)
WORDS_VECTOR = (
    "CREATE FUNCTION words_vector(words text) RETURNS tsvector"
    " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$"
    " SELECT coalesce(string_agg('''' || word || ''':' || place, ' '), '')::tsvector"
    " FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each (word, place)"
    " WHERE word <> '\ue000' $$"
)
TSVECTORS = (
    "CREATE TABLE searchable_words"
    " (rowid bigint CONSTRAINT pk_searchable_words PRIMARY KEY, vector tsvector NOT NULL)"
)
GIN = "CREATE INDEX ix_searchable_words_vector ON searchable_words USING gin (vector)"
# A new segment is written after eight megabytes of new words, and not after one: fewer to merge, and to read.
SEGMENTS = "INSERT INTO searchable_words(searchable_words, rank) VALUES ('hashsize', 8388608)"
SEARCHABLE_WORDS = {"sqlite": (FTS5, SEGMENTS), "postgresql": (WORDS_VECTOR, TSVECTORS, GIN)}

LIKENESS_PAIR = """
CREATE VIEW likeness_pair AS
SELECT source_id, other_id, note FROM likeness
UNION ALL
SELECT other_id, source_id, note FROM likeness AS stated
WHERE NOT EXISTS (
    SELECT 1 FROM likeness AS reverse
    WHERE reverse.source_id = stated.other_id AND reverse.other_id = stated.source_id
)
"""


for each in schema.tables.values():
    if len(each.primary_key) > 1 and "id" not in each.primary_key:
        # SQLite keeps the rows by this key, and not by a number of its own.
        each.dialect_options["sqlite"]["with_rowid"] = False


def upgrade() -> None:
    schema.create_all(op.get_bind(), checkfirst=False)
    op.execute(LIKENESS_PAIR)
    for statement in SEARCHABLE_WORDS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
    load_terms(op.get_bind())


def downgrade() -> None:
    op.execute("DROP TABLE searchable_words")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION words_vector")
    op.execute("DROP VIEW likeness_pair")
    schema.drop_all(op.get_bind(), checkfirst=False)
