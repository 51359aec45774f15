"""Lists: JSON arrays, and what else is aggregated over the rows of a page."""

from collections.abc import Sequence

from db.compile.sql import Json, Param, Sql, joined


class Items:
    """The columns of a derived table over which a list is aggregated: the values of its objects, cursors.

    Where a list holds further lists, these are columns of the derived table and the objects are put together
    outside of it. SQLite 3.40 parses with a stack of 100, of which such a list takes 11 places; written into
    the middle of an object inside an aggregate it would take 15, and 21 below an object that may be null.
    Both databases draw the two queries together again.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._columns: list[Sql] = []

    def add(self, json: Json) -> Sql:
        """Adds what a text needs; its expression outside."""
        return json.expression(self.column) if json.nests else self.column(json.expression())

    def column(self, expression: Sql) -> Sql:
        """Adds a column, if it is not there yet; its name outside."""
        if expression not in self._columns:
            self._columns.append(expression)
        return [f"{self._name}.o{self._columns.index(expression)}"]

    def over(self, result: Sql, source: Sql, before: Sequence[str | Param] = ()) -> Sql:
        """The scalar subquery of ``result``, an aggregate of the columns over the rows of ``source``; with
        what stands before it, which ``result`` may read.

        Without a column there is nothing to aggregate, hence no FROM: an empty page would yield no row.
        """
        if not self._columns:
            return ["(", *before, "SELECT ", *result, ")"]
        columns = [[*column, f" AS o{position}"] for position, column in enumerate(self._columns)]
        made: Sql = ["(SELECT ", *joined(",", columns), " FROM ", *source, ")"]
        return ["(", *before, "SELECT ", *result, " FROM ", *made, f" {self._name})"]
