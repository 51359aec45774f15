"""How a type of the schema is declared over the tables: its fields, relations, filters and orders.

One file per entity uses these words; the query compiler, the GraphQL schema's inputs and connections, the
REST parameters, the documentation and the tests all read the same declaration.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, FromClause, Select, Table

from db.models.declarative import Model

Stored = type[Model] | Table


def table_of(stored: Stored) -> Table:
    """The table behind a mapped class; a view is a table already."""
    return stored if isinstance(stored, Table) else cast("Table", stored.__table__)


class Kind(Enum):
    """What a leaf holds, hence how its JSON is written."""

    STRING = "text"
    # Text of our own making (codes, slugs, hashes) that needs no escaping.
    CODE = "code"
    INT = "int"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


# A row of the type's own table, as SQLAlchemy sees it: `row.c.slug`.
Row = FromClause
Expression = Callable[[Row], ColumnElement[Any]]


@dataclass(frozen=True)
class Leaf:
    """A scalar or code: a column of the row, or an expression over it."""

    source: str | Expression
    kind: Kind = Kind.STRING
    nullable: bool = False
    # The vocabulary of a code: an enum in the schema.
    scheme: str | None = None
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Part:
    """An object made of columns of the same row, all with one prefix (``said_edtf``, …)."""

    type: str
    prefix: str = ""
    # The column that is null when the whole object is.
    nullable_by: str | None = None
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class One:
    """The row of another type that a column of this row points to."""

    type: str
    column: str
    nullable: bool = False
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Variant:
    """A row of one of several types: the first whose column is not null."""

    type: str
    options: tuple[tuple[str, str], ...]
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Named:
    """The entity whose kind and slug two columns of this row give; null where there is none of that name.

    ``types`` are the types of the kinds, by their codes.
    """

    types: Mapping[str, str]
    kind: str
    slug: str
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Constant:
    """A code of ours, where a column of this row would be."""

    value: str


@dataclass(frozen=True)
class Above:
    """An argument of a list: only rows of revisions after one that the caller has seen, by its number.

    The server that answers must have that revision.
    """

    column: str
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Order:
    """The order of a list that is asked for no other. Keys are columns of the link (where there is one and
    ``of_link``) or of the target.

    All keys share one direction and are never null, only the first may be text, and the last one is unique.
    The name goes into the cursors, so that a cursor of another order is refused.
    """

    name: str
    keys: tuple[str, ...]
    descending: bool = False
    of_link: bool = False


@dataclass(frozen=True)
class Sort:
    """A key by which lists of a type may be asked to be in order: a column of its table.

    ``then`` is the column that follows it in the index, by which rows that are alike in the key are listed.
    """

    column: str
    then: str = ""
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Choice:
    """An enum of words by which a statement is built: for each member its word and its description."""

    name: str
    words: Mapping[str, tuple[str, str]]
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Argument:
    """An argument of a computed field, or one of a list's own; with a ``choice`` it is a list of words."""

    kind: Kind
    # What holds when it is left out or null.
    default: Any = None
    required: bool = False
    choice: Choice | None = None
    description: str = field(default="", kw_only=True)


Arguments = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Computed:
    """Rows that a query over this row yields, with named arguments."""

    select: Callable[[Row, Arguments], Select[Any]]
    arguments: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The rows of the full-text index that match the list's argument ``text``, among its ``types``."""

    index: Table


@dataclass(frozen=True)
class Many:
    """Rows of another type that belong to this one: directly, through a link table, or by a computation.

    A computation yields the rows themselves (``computed``), or the keys of a table's rows (as ``link``).
    ``match`` pairs a column of the link (or, without one, of the target) with a column of this row, or with
    a constant.
    ``far`` is the link's column that points to the target.
    """

    type: str
    order: Order
    match: tuple[tuple[str, str | Constant], ...] = ()
    link: Stored | Computed | Found | None = None
    far: str = ""
    # Of the list's own, beside those of every list.
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    computed: Computed | None = None
    # Fields of the edge, over the link's row.
    edge: Mapping[str, "Member"] = field(default_factory=dict)
    # Arguments of a connection, other than those of its pages, its filter and its order.
    above: Mapping[str, Above] = field(default_factory=dict)
    # A Relay connection; otherwise a plain list of parts, whose number the dossier's format bounds.
    paged: bool = True
    # The connection type's name, where the target's own would be ambiguous (edges with fields).
    connection: str = ""
    description: str = field(default="", kw_only=True)

    @property
    def connection_type(self) -> str:
        """The name of the connection type in the schema."""
        return f"{self.connection or self.type}Connection"

    @property
    def edge_type(self) -> str:
        """The name of its edge type."""
        return f"{self.connection or self.type}Edge"


@dataclass(frozen=True)
class Rows:
    """Objects whose rows a computation yields: one object, or a plain list in the computation's order."""

    type: str
    computed: Computed
    many: bool
    order: tuple[str, ...] = ()
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Away:
    """How far the row lies from a point that is asked for: an object, null where it lies nowhere."""

    type: str
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Snippet:
    """The words around the first hit in a row of the full-text index, as HTML."""

    description: str = field(default="", kw_only=True)


Member = Leaf | Part | One | Variant | Named | Many | Rows | Away | Snippet


@dataclass(frozen=True)
class ByColumn:
    """A filter on a column of the row: operators follow from its kind; ``scheme`` is a code's vocabulary.

    Text that people wrote has its folded form (`db.folding`) in another column, ``folded``. By a column that
    ``identifies``, rows are told apart, so none are counted together.
    """

    column: str
    kind: Kind
    scheme: str | None = None
    nullable: bool = False
    folded: str = ""
    identifies: bool = False
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ByDate:
    """A filter on an uncertain date: by the days that it allows, and by how it is known."""

    prefix: str
    description: str = field(default="", kw_only=True)

    @property
    def codes(self) -> Mapping[str, ByColumn]:
        """What is known of the date, by the names of the fields that show it."""
        return {
            "precision": ByColumn(
                f"{self.prefix}_precision",
                Kind.CODE,
                "date_precision",
                description="Matches how closely the date is known. UNKNOWN finds what lacks a date.",
            ),
            "basis": ByColumn(
                f"{self.prefix}_basis",
                Kind.CODE,
                "date_basis",
                description="Matches whether the article gives the date, or a part of it, or we infer it.",
            ),
        }


@dataclass(frozen=True)
class ByRelation:
    """A filter on rows reached from this one: at least one of them matches.

    ``path`` is a chain of (table, column there, column on the row before): each step joins the table's rows
    whose column equals the one before. ``rare``: what is asked for is found by a key of its own, so a list
    starts from the matching rows. ``or_none``: a row from which the path does not lead anywhere is kept.
    """

    type: str
    path: tuple[tuple[Stored, str, str], ...]
    rare: bool = False
    or_none: bool = False
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ByAll:
    """A filter on all the rows that a relation reaches: some of them match, none, or every one."""

    relation: ByRelation
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ByTree:
    """A filter on a hierarchy: the row is one of the named ones, or lies inside one."""

    part_of: str
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ByDistance:
    """A filter on how far the row's point lies from another."""

    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ByBox:
    """A filter on a box of latitudes and longitudes in which the row's point lies."""

    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ByWords:
    """A filter by what people type into a search box (`db.search`); ``entity`` is the table."""

    entity: str
    description: str = field(default="", kw_only=True)


Filter = ByColumn | ByDate | ByRelation | ByAll | ByTree | ByDistance | ByBox | ByWords


@dataclass(frozen=True)
class Counts:
    """The rows of a list, counted by a value: ``by`` says by what, ``type`` is the entity of a count.

    A code or truth value (`ByColumn`), the day, month or year of a date (`ByDate`), a related row
    (`ByRelation`), or the row itself and all that it lies in (`ByTree`).
    """

    type: str
    by: "ByColumn | ByDate | ByRelation | ByTree"
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Group:
    """The rows of a list, counted by what is known of the rows that a relation reaches."""

    relation: ByRelation
    description: str = field(default="", kw_only=True)


Facet = Counts | Group


@dataclass(frozen=True)
class Facets:
    """All by which the rows of a type can be counted."""

    name: str
    entity: str
    members: Mapping[str, Facet]
    description: str = field(default="", kw_only=True)


def to_many(one: str, all_of_them: str, relation: ByRelation) -> dict[str, Filter]:
    """The two filters on a relation to many: ``one`` of them matches, and a choice for ``all_of_them``."""
    text = f"Asks of all of them at once what {one} asks of one: whether some match, none, or every one."
    return {one: relation, all_of_them: ByAll(relation, description=text)}


@dataclass(frozen=True)
class AsOf:
    """What had certainly been said by the end of a day: the filter for which the argument ``asOf`` stands."""

    filter: Callable[[Any], Mapping[str, Any]]
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Located:
    """Where the rows of a type lie: lists of them can be asked for from the nearest on.

    ``path`` leads to their places, as that of ``ByRelation`` does; without one, each row is a place itself.
    ``when`` are columns of the path's first table and the codes that count. A place's point is its own where
    ``holder`` is its own key, and borrowed where it is another's.
    """

    path: tuple[tuple[Stored, str, str], ...] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    holder: str = "point_location_id"
    precision: str = "point_precision"
    latitude: str = "latitude"
    longitude: str = "longitude"
    description: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Entity:
    """A type of the schema over a table, or over the columns that ``Part`` and ``Rows`` give it."""

    name: str
    members: Mapping[str, Member]
    model: Stored | None = None
    # The columns that expressions, filters and orders may use, where there is no table.
    columns: Sequence[Column[Any]] = ()
    # Its segment in identifiers and REST paths ("sources"); only for types that are found by themselves.
    plural: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    order: Order | None = None
    # The keys that an order may be asked by, as REST names them: ``speechAct`` is SPEECH_ACT in the schema.
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    # For types whose lists may be asked for as they stood on a day.
    as_of: AsOf | None = None
    located: Located | None = None
    # The type of the totals of its numbers, which its lists give by measure and unit.
    totals: str = ""
    description: str = field(default="", kw_only=True)

    @property
    def table(self) -> Table:
        """The table of its rows, where it has one."""
        if self.model is None:
            raise TypeError(f"{self.name} has no table")
        return table_of(self.model)

    @property
    def row(self) -> Mapping[str, Column[Any]]:
        """The columns of its rows by name, as far as expressions, filters and orders may use them."""
        columns = self.columns if self.model is None else self.table.columns
        return {column.name: column for column in columns}
