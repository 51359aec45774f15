"""``dateline status``: what the database holds."""

from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from api.commands.database import Database, database_url, sentences
from db.dossier.inventory import Inventory, inventory


def status(
    *,
    database: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the revision, the counts per entity, the backend, the schema version and the dossiers."""
    with sentences():
        held = inventory(database_url(database))
    if as_json:
        typer.echo(orjson.dumps(held, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
    else:
        _print(held)


def _print(held: Inventory) -> None:
    if held.revision is None:
        typer.echo("Nothing is loaded yet.")
    else:
        typer.echo(f"Revision {held.revision}, loaded {held.loaded_at:%Y-%m-%d %H:%M:%S} UTC")
    typer.echo(f"{held.backend}, schema version {held.schema_version}")
    for name, count in held.counts.items():
        typer.echo(f"  {name:<12} {count:>9,}")
    if held.dossiers:
        table = Table("dossier", "last revision", "sha256", box=None)
        for one in held.dossiers:
            table.add_row(one.slug, str(one.revision), one.sha256[:12])
        Console().print(table)
