"""``dateline settings``: every setting, its value, and where that came from."""

from dataclasses import asdict
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.commands.database import sentences
from api.configuration import shown, unknown
from api.settings import settings as read_settings
from db.engine import parse_database_url


def settings(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print every setting: its value (passwords masked), where it came from, its default and what it says."""
    with sentences():
        chosen = read_settings()
        parse_database_url(chosen.database_url)
    for warning in unknown():
        typer.echo(warning, err=True)
    rows = shown(chosen)
    if as_json:
        described = {
            each.variable: {k: v for k, v in asdict(each).items() if k != "variable"} for each in rows
        }
        typer.echo(orjson.dumps(described, option=orjson.OPT_INDENT_2))
        return
    table = Table("setting", "value", "from", "default", "what it says", box=None, pad_edge=False)
    for each in rows:
        # A cell is markup to rich unless it is a text.
        table.add_row(
            *(Text(cell) for cell in (each.variable, each.value, each.source, each.default, each.description))
        )
    console = Console()
    if not console.is_terminal:  # for grep, a setting is one line
        console = Console(width=100_000, soft_wrap=True)
        table.pad_edge = False
    console.print(table)
