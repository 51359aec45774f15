"""Keeping the day by which links are listed equal to their event's, across dossiers and in the history.

The foreign key would carry a new day to the links by itself (ON UPDATE CASCADE), and change what they said at
earlier revisions. So a link whose event moves in time is superseded like any other row that changes.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from db.dossier.difference import TableDifference, add, retire
from db.dossier.held import batches
from db.engine.among import among
from db.models import metadata


def moved_events(differences: Iterable[TableDifference]) -> list[int]:
    """The keys of the events whose first possible day is another one now."""
    return sorted(
        key[0]
        for difference in differences
        if difference.table == "event"
        for key in difference.after.keys() & difference.before.keys()
        if difference.after[key]["occurred_earliest"] != difference.before[key]["occurred_earliest"]
    )


def redate(connection: Connection, events: list[int], revision: int) -> None:
    """Supersede the links of the events that still have the old day."""
    event = metadata.tables["event"]
    for name in ("participation", "placement"):
        table = metadata.tables[name]
        for some in batches(events):
            stale = connection.execute(
                select(table, event.c.occurred_earliest.label("day"))
                .join_from(table, event, event.c.id == table.c.event_id)
                .where(among(table.c.event_id, some), table.c.occurred_earliest != event.c.occurred_earliest)
            ).mappings()
            old = [dict(row) for row in stale]
            new = [{**row, "occurred_earliest": row.pop("day")} for row in old]
            retire(connection, name, old, revision)
            add(connection, name, new, revision)
