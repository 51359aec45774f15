"""The entries of a dossier for the article and its spans, and for who, where and what it speaks of."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from db.dossier.shapes import (
    COUNTRY,
    PARTS,
    SHA256,
    SUBDIVISION,
    WORD,
    Address,
    AnchorName,
    DateEntry,
    Day,
    Entry,
    Language,
    Name,
    Of,
    Slug,
    Text,
    any_number,
    given,
    rules,
    when,
)


class TextEntry(Entry):
    """The fingerprint of the article's text. The text itself stays with its publisher."""

    sha256: SHA256 = Field(description="SHA-256 of the normalised text in UTF-8.")
    # A statement's position is a thousand times its first code point, in 32 bits.
    length: int = Field(
        gt=0, le=2_000_000, description="Length of the normalised text in Unicode code points."
    )
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

    model_config = rules(
        when(
            {"kind": {"const": "UNNAMED_GROUP"}},
            {"required": ["named"], "properties": {"named": {"const": False}}},
        )
    )

    slug: Slug = Field(description="The source's public identity.")
    name: Name = Field(description="The name, or the description of an unnamed group.")
    kind: Annotated[str, Of("source_kind")] = Field(description="What kind of source it is.")
    named: bool = Field(True, description="False for people known only by a description.")
    role: Name | None = Field(None, description='An office or trade, as "President of Ukraine".')
    description: Text | None = Field(None, description="What the article says of it, in our own words.")
    country: Annotated[str, StringConstraints(pattern=COUNTRY)] | None = Field(
        None, description="ISO 3166-1 alpha-2 code."
    )
    other_names: list[NameEntry] = any_number(max_length=PARTS, description="Other names, metonyms included.")
    identifiers: list[IdentifierEntry] = any_number(max_length=PARTS, description="Identifiers elsewhere.")
    affiliations: list[AffiliationEntry] = any_number(max_length=PARTS, description="Ties to organisations.")
    possibly_same_as: list[LikenessEntry] = any_number(
        max_length=PARTS, description="Sources that may be this one."
    )

    @model_validator(mode="after")
    def _unnamed_group_has_no_name(self) -> "SourceEntry":
        if self.kind == "UNNAMED_GROUP" and self.named:
            raise ValueError("an UNNAMED_GROUP needs named: false")
        return self


class PointEntry(Entry):
    """Coordinates from a named gazetteer, or those of an enclosing location."""

    model_config = rules(
        {"oneOf": [given("latitude", "longitude"), given("borrowed_from")]},
        {"properties": {"precision": {"not": {"const": "NONE"}}}},
    )

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

    model_config = rules(
        when(
            {"point": {"type": "object", **given("latitude")}},
            {"required": ["identifiers"], "properties": {"identifiers": {"minItems": 1}}},
        )
    )

    slug: Slug = Field(description="The location's public identity.")
    name: Name = Field(description="The name in English.")
    kind: Annotated[str, Of("location_kind")] = Field(description="What kind of place it is.")
    part_of: Slug | None = Field(None, description="The nearest enclosing location.")
    description: Text | None = Field(None, description="What the article says of it, in our own words.")
    iso_code: Annotated[str, StringConstraints(pattern=SUBDIVISION)] | None = Field(
        None, description="ISO 3166-1 alpha-2, or ISO 3166-2 for a subdivision."
    )
    other_names: list[NameEntry] = any_number(
        max_length=PARTS, description="Names in other languages and alphabets."
    )
    identifiers: list[IdentifierEntry] = any_number(
        max_length=PARTS, description="Identifiers in gazetteers."
    )
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
