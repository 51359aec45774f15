"""Locations, the names they go by, and points that come only from a gazetteer."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import (
    Model,
    Versioned,
    code_check,
    coded,
    folded,
    key,
    number_check,
    reference,
    slug,
    string,
)


class Location(Versioned, Model):
    """A place. Its point is its own, or is borrowed from a location around it."""

    __tablename__ = "location"
    __table_args__ = (
        code_check("kind", "location_kind"),
        code_check("point_precision", "point_precision"),
        code_check("point_basis", "date_basis"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
        number_check("latitude"),
        number_check("longitude"),
        CheckConstraint("(point_location_id IS NULL) = (point_precision = 'NONE')", name="point_precision"),
        CheckConstraint("(point_basis IS NULL) = (point_precision = 'NONE')", name="point_basis"),
        # Coordinates are kept where they belong; a borrower reads its lender's.
        CheckConstraint("(latitude IS NOT NULL) = (coalesce(point_location_id, -1) = id)", name="own_point"),
        CheckConstraint("part_of_id <> id", name="not_part_of_itself"),
        Index(None, "name", "id"),
        Index(None, "name_folded", "id"),
        Index(None, "latitude", "longitude"),
        Index(None, "kind", "name", "id"),
        Index(None, "part_of_id", "name", "id"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = slug()
    dossier_id: Mapped[int] = reference("dossier", index=True)
    name: Mapped[str]
    kind: Mapped[str] = coded("location_kind")
    part_of_id: Mapped[int | None] = reference("location", nullable=True)
    description: Mapped[str | None]
    # ISO 3166-1 alpha-2 for a country, ISO 3166-2 for a subdivision.
    iso_code: Mapped[str | None] = mapped_column(string(6), unique=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # Whose coordinates stand for this place: itself, the enclosing location that lends its own, or nobody.
    point_location_id: Mapped[int | None] = reference("location", nullable=True, index=True)
    point_precision: Mapped[str] = coded("point_precision")
    point_basis: Mapped[str | None] = coded("date_basis", nullable=True)
    point_note: Mapped[str | None]
    name_folded: Mapped[str] = folded("name")


class LocationName(Versioned, Model):
    """Another name of a location, in another language or alphabet."""

    __tablename__ = "location_name"
    __table_args__ = (code_check("kind", "name_kind"), Index(None, "name"), Index(None, "name_folded"))

    location_id: Mapped[int] = reference("location", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(string(35), primary_key=True)
    kind: Mapped[str] = coded("name_kind")
    name_folded: Mapped[str] = folded("name")


class LocationIdentifier(Versioned, Model):
    """A location's identifier in a gazetteer (GeoNames, Wikidata, ...)."""

    __tablename__ = "location_identifier"
    __table_args__ = (
        code_check("scheme", "identifier_scheme"),
        UniqueConstraint("scheme", "value"),
    )

    location_id: Mapped[int] = reference("location", primary_key=True)
    scheme: Mapped[str] = coded("identifier_scheme", primary_key=True)
    value: Mapped[str] = mapped_column(string(200), primary_key=True)
