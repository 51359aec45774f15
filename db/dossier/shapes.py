"""What the values of a dossier look like: texts, codes, slugs and dates, and the words for it in an error."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from db.dates import FactDate
from db.vocabulary import codes


@dataclass(frozen=True)
class Of:
    """Marks a string as a code of one vocabulary."""

    scheme: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(codes(self.scheme)))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "$comment": f"vocabulary {self.scheme}"}


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
Identifier = Annotated[str, StringConstraints(pattern=ENTITY)]
AnchorName = Annotated[str, StringConstraints(pattern=ANCHOR, max_length=40)]
_NOT_BLANK: Final = Field(json_schema_extra={"pattern": r"\S"})
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True), _NOT_BLANK]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), _NOT_BLANK]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=35)]
SHA256 = Annotated[str, StringConstraints(pattern=HASH)]
Address = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=2000)]
# EDTF level 0, 1 or 2 as ``db/dates.py`` reads it; the JSON Schema can tell no more than the characters.
EDTF = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100),
    AfterValidator(_possible),
    Field(json_schema_extra={"pattern": r"^[0-9X?~%S.,/{}\[\] -]+$"}),
]
Day = Annotated[
    date,
    BeforeValidator(_day, json_schema_input_type=str),
    Field(json_schema_extra={"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"}),
]
# The bound under which both databases write a number in JSON with the same digits (db/models).
Number = Annotated[float, Field(gt=-1e14, lt=1e14, allow_inf_nan=False)]
PARTS: Final = 200
"""Most of one kind that one entry may have."""


def any_number(*, description: str, max_length: int | None = None) -> Any:
    """A list that may be left out.

    As `Field` with an empty list for a default, of which pydantic would make a deep copy for each entry: that
    took a twentieth of the time of a load.
    """
    return Field(
        default_factory=list,
        max_length=max_length,
        description=description,
        json_schema_extra={"default": []},
    )


Condition = dict[str, Any]


def when(conditions: Condition, then: Condition) -> Condition:
    """A rule of the JSON Schema: where ``conditions`` hold of the keys, the entry also fits ``then``."""
    return {"if": {"properties": conditions, "required": list(conditions)}, "then": then}


def given(*keys: str) -> Condition:
    """A rule of the JSON Schema: these keys are there, and not null."""
    return {"required": list(keys), "properties": {key: {"not": {"type": "null"}} for key in keys}}


def rules(*conditions: Condition) -> ConfigDict:
    """The configuration of an entry with rules across its keys, as an editor may check them."""
    return ConfigDict(json_schema_extra={"allOf": list(conditions)})


class Entry(BaseModel):
    """An entry of a dossier: an unknown key is an error, never passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DateEntry(Entry):
    """A date that may be uncertain. A plain string is short for a date that the article states."""

    model_config = rules(when({"basis": {"enum": ["PARTLY_STATED", "INFERRED"]}}, given("note")))

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

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        long_form = handler(schema)
        short_form = handler.resolve_ref_schema(long_form)["properties"]["edtf"]
        return {"anyOf": [short_form, long_form]}
