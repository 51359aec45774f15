"""The declarative root of every table: naming convention, key type, and the columns that tables share."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Date, Float, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from db.vocabulary import codes

# Names are spelled out so that both backends, and SQLite's batch migrations, can find a constraint again.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

# SQLite's rowid alias must be spelt INTEGER; PostgreSQL gets 64 bits.
Key = BigInteger().with_variant(Integer, "sqlite")

SLUG_LENGTH = 120


class Model(DeclarativeBase):
    """A table. The loader assigns its keys, so none of them needs a sequence."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), date: Date(), float: Float(53)}


class Versioned:
    """A table that a load writes: each row says which revision it holds since, and has a history twin."""

    revision_id: Mapped[int] = mapped_column(Key, ForeignKey("revision.id"), sort_order=1000)


def key() -> MappedColumn[int]:
    """A surrogate primary key; the loader gives the number."""
    return mapped_column(Key, primary_key=True, autoincrement=False)


def reference(
    target: str, *, nullable: bool = False, primary_key: bool = False, index: bool = False
) -> MappedColumn[Any]:
    """A foreign key to ``target.id``, checked at commit, so that a load may write in any order."""
    return mapped_column(
        Key,
        ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED"),
        nullable=nullable,
        primary_key=primary_key,
        index=index,
        autoincrement=False,
    )


def slug() -> MappedColumn[str]:
    """The public identity: lower-case words joined by hyphens, unique within the type."""
    return mapped_column(String(SLUG_LENGTH), unique=True)


def coded(scheme: str, *, nullable: bool = False, primary_key: bool = False) -> MappedColumn[Any]:
    """A code of a vocabulary; ``code_check`` of the same column holds it to the scheme."""
    return mapped_column(String(40), nullable=nullable, primary_key=primary_key, info={"scheme": scheme})


def code_check(column: str, scheme: str) -> CheckConstraint:
    """``column`` is one of the scheme's codes (or null, where the column allows it)."""
    listed = ", ".join(f"'{code}'" for code in codes(scheme))
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_code")


def date_checks(prefix: str) -> tuple[CheckConstraint, ...]:
    """The bounds of an uncertain date are in order, and its codes are of their schemes."""
    return (
        CheckConstraint(f"{prefix}_earliest <= {prefix}_latest", name=f"{prefix}_bounds"),
        code_check(f"{prefix}_precision", "date_precision"),
        code_check(f"{prefix}_basis", "date_basis"),
    )
