"""SQL text under construction: pieces of text and the parameters between them.

Nothing that a client sent ever becomes text. A parameter is numbered last, when the whole statement stands,
because SQLite refuses surplus bindings and the pieces are composed out of order.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from json import loads
from typing import Any

from db.compile.selection import Field, Literal, Origin, Selection


@dataclass(frozen=True, slots=True)
class Param:
    """A bound value: a slot of the request or a constant of the document, and how it is made ready. A tuple
    of these is made one value by ``convert``.

    ``kind`` is the SQL type that PostgreSQL is told. ``convert`` may raise ``BadInput``; it runs before
    anything executes.
    """

    value: Any
    kind: str
    convert: Callable[[Any], Any] | None = None
    origin: Origin = field(default_factory=Origin)
    argument: str = ""


Sql = list[str | Param]

GROUP = 32

MAX_PAIRS = 60
"""Of one call: a function of SQLite takes 127 arguments."""

MAX_LEVELS = 4
"""Of calls within one another, which take of the stack of SQLite's parser as concatenated texts do not."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the JSON that is known at compile time."""

    text: str


@dataclass(frozen=True, slots=True)
class Nested:
    """A subquery whose JSON may hold further lists."""

    sql: Sql


@dataclass(frozen=True, slots=True)
class Choice:
    """The object of the first column that is not null, or null."""

    cases: tuple[tuple[str, "Json"], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What ``json_object`` takes to write the same. ``levels``: of objects, none in a leaf."""

    sql: Sql
    levels: int = 0


class Json:
    """A JSON text that the database concatenates: known pieces and SQL expressions, in order.

    ``value`` where SQLite makes it in one call, without a text for each piece: in half of the time and less.
    """

    __slots__ = ("operands", "value")

    def __init__(self) -> None:
        self.operands: list[Text | Sql | Nested | Choice] = []
        self.value: Value | None = None

    def text(self, text: str) -> None:
        """Adds a known piece; neighbours become one literal."""
        self.value = None
        if self.operands and isinstance(last := self.operands[-1], Text):
            self.operands[-1] = Text(last.text + text)
        else:
            self.operands.append(Text(text))

    def sql(self, sql: Sql) -> None:
        """Adds an expression that yields text and never NULL."""
        self.value = None
        self.operands.append(sql)

    def nested(self, sql: Sql) -> None:
        """Adds a subquery that yields text and never NULL."""
        self.value = None
        self.operands.append(Nested(sql))

    def choice(self, *cases: tuple[str, "Json"]) -> None:
        """Adds the object that stands by the first column that is not null, or null."""
        self.value = None
        self.operands.append(Choice(cases))

    def add(self, other: "Json") -> None:
        """Adds all of another text."""
        value = None if self.operands else other.value
        for operand in other.operands:
            if isinstance(operand, Text):
                self.text(operand.text)
            else:
                self.operands.append(operand)
        self.value = value

    @property
    def nests(self) -> bool:
        """Whether a subquery is part of it."""
        return any(
            isinstance(operand, Nested)
            or (isinstance(operand, Choice) and any(json.nests for _, json in operand.cases))
            for operand in self.operands
        )

    def expression(self, column: Callable[[Sql], Sql] = lambda sql: sql) -> Sql:
        """One SQL expression for the whole; ``column`` may put a name in an expression's place."""
        if self.value is not None and self.value.levels:
            return column(self.value.sql)
        return _concatenated([_operand(each, column) for each in self.operands])


def _operand(operand: Text | Sql | Nested | Choice, column: Callable[[Sql], Sql]) -> Sql:
    match operand:
        case Text():
            return [quote(operand.text)]
        case Nested():
            return column(operand.sql)
        case Choice():
            result: Sql = ["CASE"]
            for test, json in operand.cases:
                result += [" WHEN ", *column([test]), " IS NOT NULL THEN ", *json.expression(column)]
            return [*result, " ELSE 'null' END"]
        case _:
            return column(operand)


def _concatenated(operands: Sequence[Sql]) -> Sql:
    """Operands joined by ``||``, many of them in groups: SQLite allows a depth of 1,000, for which it adds up
    that of every expression around a subquery.
    """
    if len(operands) <= GROUP:
        return joined("||", operands)
    groups = [operands[start : start + GROUP] for start in range(0, len(operands), GROUP)]
    return _concatenated([["(", *joined("||", group), ")"] for group in groups])


def json_object(selection: Selection, write: Callable[[Field, Json], None]) -> Json:
    """A JSON object with a value for each field of the selection, in its order; ``write`` adds the value."""
    result = Json()
    values: list[Value | None] = []
    for position, each in enumerate(selection):
        result.text(("," if position else "{") + f'"{each.key}":')
        member = Json()
        if isinstance(each, Literal):
            member.text(each.json)
            member.value = _known(each.json)
        else:
            write(each, member)
        result.add(member)
        values.append(member.value)
    result.text("}" if selection else "{}")
    match result.operands:
        case [Text(text)]:
            result.value = _known(text)
        case _:
            result.value = _object([each.key for each in selection], values)
    return result


def _known(json: str) -> Value:
    """The value of a text that is known at compile time: as it is, quicker than what would make it."""
    value = loads(json)
    return Value([quote(value) if isinstance(value, str) else f"json({quote(json)})"])


def _object(keys: Sequence[str], values: Sequence[Value | None]) -> Value | None:
    """The call that makes the object; None where a value is missing, or it would be too large."""
    pairs: list[Sql] = []
    levels = 0
    for key, value in zip(keys, values, strict=True):
        if value is None:
            return None
        pairs.append([f"{quote(key)},", *value.sql])
        levels = max(levels, value.levels)
    if len(pairs) > MAX_PAIRS or levels == MAX_LEVELS:
        return None
    return Value(["json_object(", *joined(",", pairs), ")"], levels + 1)


def quote(text: str) -> str:
    """A string literal; only for text of our own or a document's names."""
    return "'" + text.replace("'", "''") + "'"


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Pieces with ``separator`` between them."""
    result: Sql = []
    for position, piece in enumerate(pieces):
        if position:
            result.append(separator)
        result.extend(piece)
    return result


def balanced(operator: str, pieces: Sequence[Sql]) -> Sql:
    """Pieces joined by ``operator`` as a balanced tree: SQLite's parser stack is 100 deep."""
    if len(pieces) == 1:
        return pieces[0]
    middle = len(pieces) // 2
    return [
        "(",
        *balanced(operator, pieces[:middle]),
        f" {operator} ",
        *balanced(operator, pieces[middle:]),
        ")",
    ]


def numbered(sql: Sql, dialect: str) -> tuple[str, list[Param]]:
    """The statement's text and its parameters in the order of their placeholders."""
    text: list[str] = []
    parameters: list[Param] = []
    for piece in sql:
        if isinstance(piece, str):
            text.append(piece)
        else:
            parameters.append(piece)
            text.append("?" if dialect == "sqlite" else f"${len(parameters)}::{piece.kind}")
    return "".join(text), parameters
