"""The declarative root of every table: naming convention, key type, and the columns that tables share."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Date, Float, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from db.folding import fold
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

# Text sorts by code point on both backends, whatever locale the PostgreSQL database was made with: a page of
# one would not be the page of the other, and an index in another order than the question's would not serve.
COLLATION = "C"

SLUG_LENGTH = 120
CODE_LENGTH = 40


def string(length: int) -> TypeEngine[str]:
    """Text of at most ``length`` code points (SQLite does not look at the length)."""
    return String(length).with_variant(String(length, collation=COLLATION), "postgresql")


class Model(DeclarativeBase):
    """A table. The loader assigns its keys, so none of them needs a sequence."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text().with_variant(Text(collation=COLLATION), "postgresql"),
        date: Date(),
        float: Float(53),
    }


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
    return mapped_column(string(SLUG_LENGTH), unique=True)


def coded(scheme: str, *, nullable: bool = False, primary_key: bool = False) -> MappedColumn[Any]:
    """A code of a vocabulary; ``code_check`` of the same column holds it to the scheme."""
    return mapped_column(
        string(CODE_LENGTH), nullable=nullable, primary_key=primary_key, info={"scheme": scheme}
    )


def code_check(column: str, scheme: str) -> CheckConstraint:
    """``column`` is one of the scheme's codes (or null, where the column allows it).

    It is not spelt with IN, of whose list SQLite makes a table to look in: that costs as much as writing the
    row.
    """
    listed = " OR ".join(f"{column} = '{code}'" for code in codes(scheme))
    return CheckConstraint(listed, name=f"{column}_code")


def folded(column: str) -> MappedColumn[str]:
    """The text of ``column`` without case and accents; whoever writes the row need not give it."""
    return mapped_column(default=folding(column), info={"folds": column}, sort_order=900)


def folding(column: str) -> Callable[[Any], str]:
    """What makes the folded text while the row is written."""
    return lambda context: fold(context.get_current_parameters()[column])


def digest() -> MappedColumn[str]:
    """A SHA-256 as 64 lower-case hexadecimal digits."""
    return mapped_column(string(64))


def number_check(column: str) -> CheckConstraint:
    """``column`` is a number that both backends write alike in JSON: finite, of at most 15 digits.

    SQLite writes 15 digits of a float and PostgreSQL as many as it takes; either could hold an infinity, and
    neither could then write JSON. The second condition bites on SQLite, whose text of a longer number is
    another number; the third on PostgreSQL. The bound leaves SQLite room for its ".0".
    """
    return CheckConstraint(
        f"abs({column}) < 1e14"
        f" AND CAST(CAST({column} AS TEXT) AS DOUBLE PRECISION) = {column}"
        f" AND length(ltrim(replace(CAST(abs({column}) AS TEXT), '.', ''), '0')) <= 15",
        name=f"{column}_number",
    )


def date_checks(prefix: str) -> tuple[CheckConstraint, ...]:
    """The bounds of an uncertain date are in order, its codes are of their schemes, an inference says why."""
    return (
        CheckConstraint(f"{prefix}_earliest <= {prefix}_latest", name=f"{prefix}_bounds"),
        CheckConstraint(f"{prefix}_basis = 'STATED' OR {prefix}_note IS NOT NULL", name=f"{prefix}_noted"),
        code_check(f"{prefix}_precision", "date_precision"),
        code_check(f"{prefix}_basis", "date_basis"),
    )
