"""The shape of a dossier: every key, what it holds, and what it means.

The JSON Schema in ``openapi/dossier.schema.json`` and the reference page in ``docs/`` are made from these
classes. What one entry alone can get wrong is refused here; what takes the whole dossier, the database or
the article's text to see is in ``db/dossier/checking.py``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from db.dates import FactDate
from db.vocabulary import codes

FORMAT = 1


@dataclass(frozen=True)
class Of:
    """Marks a string as a code of one vocabulary."""

    scheme: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(codes(self.scheme)))


def _possible(edtf: str) -> str:
    FactDate.parse(edtf)
    return edtf


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"“{value}” is no day: write it as 2025-04-08") from error
    if day.isoformat() != value:
        raise ValueError(f"“{value}” is a day in another form: write {day.isoformat()}")
    return day


# What a text must look like, in words: an error shows these and not the pattern.
SHAPES = {
    (SLUG := r"^[a-z0-9]+(-[a-z0-9]+)*$"): "lower-case letters and digits, joined by hyphens",
    (ANCHOR := r"^[a-z0-9]+([._-][a-z0-9]+)*$"): "lower-case letters and digits, joined by . _ or -",
    (
        LANGUAGE := r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
    ): "a BCP 47 tag, as en, en-GB or uk-Latn",
    (HASH := r"^[0-9a-f]{64}$"): "a SHA-256 in 64 lower-case hexadecimal digits",
    (WEB_ADDRESS := r"^https?://\S+$"): "an address that begins with http:// or https://",
    (COUNTRY := r"^[A-Z]{2}$"): "an ISO 3166-1 code of two capitals, as UA",
    (SUBDIVISION := r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"): "an ISO 3166 code, as RU or RU-BEL",
    (WORD := r"^\S+$"): "one word without a space",
    (
        ENTITY := r"^(articles|sources|locations|events|statements)/[a-z0-9]+(-[a-z0-9]+)*$"
    ): "an identifier, as statements/some-slug (or articles/, sources/, locations/, events/)",
}

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=120)]
AnchorName = Annotated[str, StringConstraints(pattern=ANCHOR, max_length=40)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=35)]
SHA256 = Annotated[str, StringConstraints(pattern=HASH)]
Address = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=2000)]
# EDTF level 0, 1 or 2 as ``db/dates.py`` reads it.
EDTF = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_possible)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Parts = 200


class Entry(BaseModel):
    """An entry of a dossier: an unknown key is an error, never passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DateEntry(Entry):
    """A date that may be uncertain. A plain string is short for a date that the article states."""

    edtf: EDTF = Field(
        description="The date in EDTF (ISO 8601-2): 2025-03-18, 2025-03, 2025-03-18/2025-03-20 (a span), "
        "[2025-03-18..2025-03-20] (one unknown day in it), ../2025-04-07 (open), 2025~ (approximate)."
    )
    basis: Annotated[str, Of("date_basis")] = Field("STATED", description="Whether the article says it.")
    note: Text | None = Field(None, description="What it was inferred from; required unless STATED.")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"edtf": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _inference_has_a_basis(self) -> "DateEntry":
        if self.basis != "STATED" and self.note is None:
            raise ValueError(f"a date that is {self.basis} needs a note that says what it was inferred from")
        return self


class TextEntry(Entry):
    """The fingerprint of the article's text. The text itself stays with its publisher."""

    sha256: SHA256 = Field(description="SHA-256 of the normalised text in UTF-8.")
    length: int = Field(gt=0, description="Length of the normalised text in Unicode code points.")
    normalisation: Annotated[str, Of("text_normalisation")] = Field(
        "NFC_LF", description="How the text was brought to one form before spans were counted."
    )


class ArticleEntry(Entry):
    """The article that the dossier takes apart."""

    slug: Slug = Field(description="The article's public identity.")
    headline: Name = Field(description="The headline; where the copy has none, a short title of our own.")
    publisher: Slug = Field(description="The source that published it.")
    byline: Name | None = Field(None, description="The author as printed.")
    url: Address | None = Field(None, description="Where it was published.")
    archived_url: Address | None = Field(None, description="An archived copy.")
    published: DateEntry = Field(description="When it was published.")
    retrieved: Day | None = Field(None, description="The day on which we read it.")
    language: Language = Field(description="BCP 47 tag of the article's language.")
    licence: Name | None = Field(None, description="The licence of the article's text.")
    text: TextEntry = Field(description="The fingerprint of the text.")


class AnchorEntry(Entry):
    """A span of the article's text. Spans lie apart or inside one another; they never cross."""

    start: int = Field(ge=0, description="The first code point, counted from 0.")
    end: int = Field(gt=0, description="One past the last code point.")
    sha256: SHA256 = Field(description="SHA-256 of exactly this slice in UTF-8.")

    @model_validator(mode="after")
    def _forwards(self) -> "AnchorEntry":
        if self.end <= self.start:
            raise ValueError(f"end ({self.end}) must be greater than start ({self.start})")
        return self


class OmissionEntry(Entry):
    """A passage that carries no fact."""

    anchor: AnchorName = Field(description="The passage.")
    reason: Text = Field(description="Why it is left out.")


class NameEntry(Entry):
    """Another name."""

    name: Name = Field(description="The name.")
    language: Language = Field(description="BCP 47 tag of the name's language and alphabet.")
    kind: Annotated[str, Of("name_kind")] = Field("ALIAS", description="What kind of name it is.")


class IdentifierEntry(Entry):
    """An identifier in a public register."""

    scheme: Annotated[str, Of("identifier_scheme")] = Field(description="Whose identifier it is.")
    value: Annotated[str, StringConstraints(pattern=WORD, max_length=200)] = Field(
        description="The identifier."
    )


class AffiliationEntry(Entry):
    """A tie to an organisation."""

    organisation: Slug = Field(description="The source that it belongs to or speaks for.")
    role: Name | None = Field(None, description="As what.")
    span: DateEntry = Field(
        DateEntry(edtf="../..", basis="INFERRED", note="The article gives no dates."),
        description="From when to when.",
    )


class LikenessEntry(Entry):
    """Another source that may be the same."""

    source: Slug = Field(description="The other source.")
    note: Text | None = Field(None, description="What speaks for it.")


class SourceEntry(Entry):
    """Whoever speaks, or is spoken of as acting."""

    slug: Slug = Field(description="The source's public identity.")
    name: Name = Field(description="The name, or the description of an unnamed group.")
    kind: Annotated[str, Of("source_kind")] = Field(description="What kind of source it is.")
    named: bool = Field(True, description="False for people known only by a description.")
    role: Name | None = Field(None, description='An office or trade, as "President of Ukraine".')
    description: Text | None = Field(None, description="What the article says of it, in our own words.")
    country: Annotated[str, StringConstraints(pattern=COUNTRY)] | None = Field(
        None, description="ISO 3166-1 alpha-2 code."
    )
    other_names: list[NameEntry] = Field([], max_length=Parts, description="Other names, metonyms included.")
    identifiers: list[IdentifierEntry] = Field([], max_length=Parts, description="Identifiers elsewhere.")
    affiliations: list[AffiliationEntry] = Field([], max_length=Parts, description="Ties to organisations.")
    possibly_same_as: list[LikenessEntry] = Field(
        [], max_length=Parts, description="Sources that may be this one."
    )

    @model_validator(mode="after")
    def _unnamed_group_has_no_name(self) -> "SourceEntry":
        if self.kind == "UNNAMED_GROUP" and self.named:
            raise ValueError("an UNNAMED_GROUP needs named: false")
        return self


class PointEntry(Entry):
    """Coordinates from a named gazetteer, or those of an enclosing location."""

    latitude: float | None = Field(None, ge=-90, le=90, description="WGS 84 degrees north.")
    longitude: float | None = Field(None, ge=-180, le=180, description="WGS 84 degrees east.")
    borrowed_from: Slug | None = Field(
        None, description="The enclosing location whose point stands for this one."
    )
    precision: Annotated[str, Of("point_precision")] = Field(
        description="How closely the point stands for the place."
    )
    basis: Annotated[str, Of("date_basis")] = Field("INFERRED", description="Whether the article gives it.")
    note: Text = Field(description="The gazetteer and its identifier, or why the point is borrowed.")

    @model_validator(mode="after")
    def _own_or_borrowed(self) -> "PointEntry":
        own = (self.latitude is not None, self.longitude is not None)
        if own[0] != own[1]:
            raise ValueError("latitude and longitude go together")
        if own[0] == (self.borrowed_from is not None):
            raise ValueError("give either latitude and longitude, or borrowed_from")
        if self.precision == "NONE":
            raise ValueError("a point has a precision; leave the point out where there is none")
        return self


class LocationEntry(Entry):
    """A place."""

    slug: Slug = Field(description="The location's public identity.")
    name: Name = Field(description="The name in English.")
    kind: Annotated[str, Of("location_kind")] = Field(description="What kind of place it is.")
    part_of: Slug | None = Field(None, description="The nearest enclosing location.")
    description: Text | None = Field(None, description="What the article says of it, in our own words.")
    iso_code: Annotated[str, StringConstraints(pattern=SUBDIVISION)] | None = Field(
        None, description="ISO 3166-1 alpha-2, or ISO 3166-2 for a subdivision."
    )
    other_names: list[NameEntry] = Field(
        [], max_length=Parts, description="Names in other languages and alphabets."
    )
    identifiers: list[IdentifierEntry] = Field([], max_length=Parts, description="Identifiers in gazetteers.")
    point: PointEntry | None = Field(None, description="Where it is; left out where no gazetteer says.")

    @model_validator(mode="after")
    def _point_from_a_gazetteer(self) -> "LocationEntry":
        if self.point is not None and self.point.latitude is not None and not self.identifiers:
            raise ValueError("a point of its own needs the identifier of the gazetteer that it comes from")
        return self


class EventEntry(Entry):
    """Something that happened, goes on, may have happened, or is only talked of."""

    slug: Slug = Field(description="The event's public identity.")
    title: Name = Field(description="A title in our own words that takes no side.")
    summary: Text | None = Field(None, description="What it is, in a sentence or two of our own.")
    type: Annotated[str, Of("event_type")] = Field(description="What kind of event it is.")
    modality: Annotated[str, Of("modality")] = Field(description="Whether it is taken to have happened.")
    occurred: DateEntry = Field(description="When it happened.")
    part_of: Slug | None = Field(None, description="The larger event that it is a part of.")


class QuotationEntry(Entry):
    """The speaker's own words."""

    text: Text = Field(description="The words, verbatim, without the quotation marks around them.")
    anchor: AnchorName = Field(description="The span of exactly these words.")


class AttributionEntry(Entry):
    """A link of the chain from the originator to the article."""

    source: Slug = Field(description="Who.")
    role: Annotated[str, Of("attribution_role")] = Field(description="What this source does in the chain.")
    commitment: Annotated[str, Of("commitment")] = Field(description="How firmly it holds the proposition.")
    basis: Annotated[str, Of("attribution_basis")] = Field("UNSTATED", description="On what it rests.")
    wording: Name | None = Field(None, description="How the article names the source here.")


class BearingEntry(Entry):
    """How the statement bears on one aspect of an event."""

    event: Slug = Field(description="The event.")
    aspect: Annotated[str, Of("aspect")] = Field(description="Which side of the event.")
    stance: Annotated[str, Of("stance")] = Field(description="For it, against it, or neither.")
    explicit: bool = Field(True, description="False where the stance is only implied.")


class ParticipationEntry(Entry):
    """The statement says that a source takes part in an event."""

    event: Slug = Field(description="The event.")
    source: Slug = Field(description="Who takes part.")
    role: Annotated[str, Of("participation_role")] = Field(description="As what.")


class PlacementEntry(Entry):
    """The statement says where an event happened."""

    event: Slug = Field(description="The event.")
    location: Slug = Field(description="The place.")
    role: Annotated[str, Of("placement_role")] = Field(
        "OCCURRED_IN", description="What the place is to the event."
    )


class FigureEntry(Entry):
    """The statement gives a number."""

    measure: Annotated[str, Of("measure")] = Field(description="What is counted.")
    event: Slug | None = Field(None, description="The event that the number is about.")
    location: Slug | None = Field(None, description="Or the location that it is about.")
    low: float | None = Field(None, description="The least it may be.", allow_inf_nan=False)
    best: float | None = Field(None, description="The number given.", allow_inf_nan=False)
    high: float | None = Field(None, description="The most it may be.", allow_inf_nan=False)
    unit: Annotated[str, Of("unit")] = Field(description="In what it is counted.")
    wording: Name = Field(description="The words that give the number.")
    anchor: AnchorName = Field(description="The span of exactly these words.")

    @model_validator(mode="after")
    def _range(self) -> "FigureEntry":
        given = [number for number in (self.low, self.best, self.high) if number is not None]
        if not given:
            raise ValueError("give at least one of low, best and high")
        if given != sorted(given):
            raise ValueError("low, best and high must be in this order")
        if (self.event is None) == (self.location is None):
            raise ValueError("a figure is about either an event or a location")
        return self


class RelationEntry(Entry):
    """How this statement stands to another one."""

    kind: Annotated[str, Of("relation_kind")] = Field(description="How it stands to the other.")
    statement: Slug = Field(description="The other statement.")
    aspect: Annotated[str, Of("aspect")] | None = Field(None, description="On which aspect.")
    basis: Annotated[str, Of("relation_basis")] = Field(
        description="Whether the article says so or we infer it."
    )
    note: Text | None = Field(None, description="Why, in a few words.")

    @model_validator(mode="after")
    def _contradiction_has_an_aspect(self) -> "RelationEntry":
        if self.kind == "CONTRADICTS" and self.aspect is None:
            raise ValueError("a contradiction names the aspect that it is about")
        return self


class StatementEntry(Entry):
    """One attributed proposition."""

    slug: Slug = Field(description="The statement's public identity.")
    proposition: Text = Field(description="What is said, in our own words, as one sentence.")
    form: Annotated[str, Of("statement_form")] = Field(description="How the words reach the reader.")
    speech_act: Annotated[str, Of("speech_act")] = Field(description="What the speaker does by saying it.")
    reporting_verb: Name | None = Field(None, description='The article\'s verb, as "said" or "claimed".')
    channel: Name | None = Field(None, description='How it was said, as "video address".')
    said: DateEntry | None = Field(
        None, description="When it was said. Left out, it is bounded by the article's publication."
    )
    anchors: list[AnchorName] = Field(
        min_length=1, max_length=Parts, description="Where it stands in the article."
    )
    quotations: list[QuotationEntry] = Field(
        [], max_length=Parts, description="The speaker's own words in it."
    )
    attributions: list[AttributionEntry] = Field(
        min_length=1,
        max_length=Parts,
        description="The chain: originators first, then relayers towards us, the article's own voice last.",
    )
    bearings: list[BearingEntry] = Field([], max_length=Parts, description="What it says about which events.")
    participations: list[ParticipationEntry] = Field(
        [], max_length=Parts, description="Who, it says, takes part."
    )
    placements: list[PlacementEntry] = Field(
        [], max_length=Parts, description="Where, it says, events happened."
    )
    figures: list[FigureEntry] = Field([], max_length=Parts, description="The numbers that it gives.")
    mentions: list[Slug] = Field([], max_length=Parts, description="Locations that it mentions.")
    relations: list[RelationEntry] = Field(
        [], max_length=Parts, description="How it stands to other statements."
    )

    @model_validator(mode="after")
    def _chain(self) -> "StatementEntry":
        roles = [link.role for link in self.attributions]
        if roles[0] != "ORIGINATOR":
            raise ValueError("an attribution chain starts with an ORIGINATOR")
        order = {"ORIGINATOR": 0, "RELAYER": 1, "AUTHOR": 2}
        if [order[role] for role in roles] != sorted(order[role] for role in roles):
            raise ValueError("the links of a chain go ORIGINATOR, RELAYER, AUTHOR")
        if roles.count("AUTHOR") > 1:
            raise ValueError("a chain has one AUTHOR at most")
        if (self.form in ("DIRECT", "MIXED")) != bool(self.quotations):
            raise ValueError("a DIRECT or MIXED statement has quotations, and no other form has")
        return self


class SideEntry(Entry):
    """On which side of an event a source stands."""

    event: Slug = Field(description="The event.")
    source: Slug = Field(description="The source.")
    side: Annotated[str, Of("side")] = Field(description="Its side.")
    why: Annotated[str, Of("side_reason")] = Field(description="Why we put it there.")
    note: Text | None = Field(None, description="From what it was inferred; required where it is INFERRED.")

    @model_validator(mode="after")
    def _inference_has_a_basis(self) -> "SideEntry":
        if self.why == "INFERRED" and self.note is None:
            raise ValueError("a side that is INFERRED needs a note that says from what")
        return self


class GapEntry(Entry):
    """Something that the article itself says is unknown, unconfirmed or not given."""

    kind: Annotated[str, Of("gap_kind")] = Field(description="What is missing in what way.")
    subject: Text = Field(description="What is missing, in our own words.")
    aspect: Annotated[str, Of("aspect")] = Field(description="Which aspect it is about.")
    anchor: AnchorName = Field(description="Where the article says so.")
    event: Slug | None = Field(None, description="The event that it is about.")
    statement: Slug | None = Field(None, description="The statement that it is about.")


class Dossier(Entry):
    """One article taken apart."""

    dossier: Slug = Field(description="The dossier's own identity; loading it again replaces what it held.")
    format: Literal[1] = Field(description="The version of this format.")
    article: ArticleEntry
    anchors: dict[AnchorName, AnchorEntry] = Field(
        description="Spans of the text, by names of this dossier's own."
    )
    left_out: list[OmissionEntry] = Field([], description="Passages that carry no fact.")
    sources: list[SourceEntry] = Field([], description="Sources that this dossier brings in.")
    locations: list[LocationEntry] = Field([], description="Locations that it brings in.")
    events: list[EventEntry] = Field([], description="Events that it brings in.")
    statements: list[StatementEntry] = Field([], description="What is said in the article.")
    sides: list[SideEntry] = Field([], description="Who stands where to which event.")
    gaps: list[GapEntry] = Field([], description="What the article says is missing.")
    withdrawn: dict[Annotated[str, StringConstraints(pattern=ENTITY)], Text] = Field(
        {}, description="Why entities that an earlier version held are no longer here, by identifier."
    )
