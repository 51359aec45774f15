"""Dates: EDTF with the days that it allows, and a plain day where there is nothing to doubt."""

from api.rest.linked.node import Here, Node, Row, node


def date(here: Here, row: Row | None) -> Node | None:
    """A date with its bounds and its grounds.

    The bounds are terms of our own: OWL-Time's beginning and end are those of what lasted, and these are the
    first and last day that the expression allows.
    """
    if row is None:
        return None
    return node(
        {
            "@type": "time:TemporalEntity",
            "edtf": row["edtf"],
            "earliest": row["earliest"],
            "latest": row["latest"],
            "precision": here.code("date_precision", row["precision"]),
            "basis": here.code("date_basis", row["basis"]),
            "note": row["note"],
        }
    )


def day(row: Row | None) -> str | None:
    """The day for schema.org, which has no word for doubt: None if not one day, or wholly inferred."""
    if row is None or row["basis"] == "INFERRED":
        return None
    exact = row["edtf"] == row["earliest"] == row["latest"]
    return str(row["edtf"]) if exact else None
