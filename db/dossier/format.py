"""The shape of a dossier: every key, what it holds, and what it means.

The JSON Schema in ``openapi/dossier.schema.json`` and the reference page ``docs/dossier.md`` are made from
these classes. What one entry alone can get wrong is refused here; what takes the whole dossier, the database
or the article's text to see is in ``db/dossier/checks`` and ``db/dossier/proving.py``.
"""

from typing import Annotated, Final

from pydantic import AfterValidator, Field, JsonValue, WithJsonSchema, model_validator

from db.dossier.entries import (
    AnchorEntry,
    ArticleEntry,
    EventEntry,
    LocationEntry,
    OmissionEntry,
    PointEntry,
    SourceEntry,
)
from db.dossier.shapes import (
    PARTS,
    AnchorName,
    DateEntry,
    Entry,
    Identifier,
    Name,
    Number,
    Of,
    Slug,
    Text,
    any_number,
    given,
    rules,
    when,
)

FORMAT: Final = 1

__all__ = [
    "FORMAT",
    "AnchorEntry",
    "ArticleEntry",
    "DateEntry",
    "Dossier",
    "Entry",
    "EventEntry",
    "LocationEntry",
    "PointEntry",
    "SourceEntry",
    "StatementEntry",
]


def _of_this_release(version: int) -> int:
    if version != FORMAT:
        raise ValueError(f"this release reads format {FORMAT}, and here is format {version}")
    return version


Format = Annotated[
    int, AfterValidator(_of_this_release), WithJsonSchema({"const": FORMAT, "type": "integer"})
]

_CLOSED: Final[dict[str, JsonValue]] = {"additionalProperties": False}


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

    model_config = rules(
        {"anyOf": [given("low"), given("best"), given("high")]},
        {"oneOf": [given("event"), given("location")]},
    )

    measure: Annotated[str, Of("measure")] = Field(description="What is counted.")
    event: Slug | None = Field(None, description="The event that the number is about.")
    location: Slug | None = Field(None, description="Or the location that it is about.")
    low: Number | None = Field(None, description="The least it may be.")
    best: Number | None = Field(None, description="The number given.")
    high: Number | None = Field(None, description="The most it may be.")
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

    model_config = rules(when({"kind": {"const": "CONTRADICTS"}}, given("aspect")))

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


_CHAIN: Final = {"ORIGINATOR": 0, "RELAYER": 1, "AUTHOR": 2}
"""The roles of a chain's links, in the order in which they come."""


class StatementEntry(Entry):
    """One attributed proposition."""

    model_config = rules(
        {
            "properties": {
                "attributions": {"prefixItems": [{"properties": {"role": {"const": "ORIGINATOR"}}}]}
            }
        },
        {
            "properties": {
                "attributions": {
                    "contains": {"properties": {"role": {"const": "AUTHOR"}}},
                    "minContains": 0,
                    "maxContains": 1,
                }
            }
        },
        {
            "if": {"properties": {"form": {"enum": ["DIRECT", "MIXED"]}}},
            "then": {"required": ["quotations"], "properties": {"quotations": {"minItems": 1}}},
            "else": {"properties": {"quotations": {"maxItems": 0}}},
        },
    )

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
        min_length=1, max_length=PARTS, description="Where it stands in the article."
    )
    quotations: list[QuotationEntry] = any_number(
        max_length=PARTS, description="The speaker's own words in it."
    )
    attributions: list[AttributionEntry] = Field(
        min_length=1,
        max_length=PARTS,
        description="The chain: originators first, then relayers towards us, the article's own voice last.",
    )
    bearings: list[BearingEntry] = any_number(
        max_length=PARTS, description="What it says about which events."
    )
    participations: list[ParticipationEntry] = any_number(
        max_length=PARTS, description="Who, it says, takes part."
    )
    placements: list[PlacementEntry] = any_number(
        max_length=PARTS, description="Where, it says, events happened."
    )
    figures: list[FigureEntry] = any_number(max_length=PARTS, description="The numbers that it gives.")
    mentions: list[Slug] = any_number(max_length=PARTS, description="Locations that it mentions.")
    relations: list[RelationEntry] = any_number(
        max_length=PARTS, description="How it stands to other statements."
    )

    @model_validator(mode="after")
    def _chain(self) -> "StatementEntry":
        order = [_CHAIN[link.role] for link in self.attributions]
        if order[0] != _CHAIN["ORIGINATOR"]:
            raise ValueError("an attribution chain starts with an ORIGINATOR")
        if order != sorted(order):
            raise ValueError("the links of a chain go ORIGINATOR, RELAYER, AUTHOR")
        if order.count(_CHAIN["AUTHOR"]) > 1:
            raise ValueError("a chain has one AUTHOR at most")
        if (self.form in ("DIRECT", "MIXED")) != bool(self.quotations):
            raise ValueError("a DIRECT or MIXED statement has quotations, and no other form has")
        return self


class SideEntry(Entry):
    """On which side of an event a source stands."""

    model_config = rules(when({"why": {"const": "INFERRED"}}, given("note")))

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
    format: Format = Field(description="The version of this format.")
    article: ArticleEntry = Field(description="The article, and the fingerprint of its text.")
    anchors: dict[AnchorName, AnchorEntry] = Field(
        description="Spans of the text, by names of this dossier's own.", json_schema_extra=_CLOSED
    )
    left_out: list[OmissionEntry] = any_number(description="Passages that carry no fact.")
    sources: list[SourceEntry] = any_number(description="Sources that this dossier brings in.")
    locations: list[LocationEntry] = any_number(description="Locations that it brings in.")
    events: list[EventEntry] = any_number(description="Events that it brings in.")
    statements: list[StatementEntry] = any_number(description="What is said in the article.")
    sides: list[SideEntry] = any_number(description="Who stands where to which event.")
    gaps: list[GapEntry] = any_number(description="What the article says is missing.")
    withdrawn: dict[Identifier, Text] = Field(
        {},
        description="Why entities that an earlier version held are no longer here, by identifier.",
        json_schema_extra=_CLOSED,
    )
    renamed: dict[Identifier, Identifier] = Field(
        {},
        description="What entities of this dossier were called before: the former identifier, and the one "
        "that each has now. An entity keeps its history, and its former address leads to it.",
        json_schema_extra=_CLOSED,
    )
