"""``dateline keys``: make, list and withdraw the keys of clients."""

from pathlib import Path
from typing import Annotated

import typer

from api import keys as stored
from api.commands.database import sentences
from api.commands.files import fail

app = typer.Typer(help="Keys that give clients a budget of requests of their own.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The file that DATELINE_KEYS names.")]
Name = Annotated[str, typer.Argument(help="Whose key it is: small letters, digits, dots, hyphens.")]
Requests = Annotated[
    int,
    typer.Option(min=0, max=10_000_000, help="Requests in DATELINE_RATE_WINDOW seconds; 0 is no limit."),
]


@app.command()
def add(file: File, name: Name, requests: Requests = 0) -> None:
    """Make a key, print it once, and keep its hash; a new file is made."""
    with sentences():
        known = stored.read(file) if file.exists() else {}
        if any(each.name == name for each in known.values()):
            fail(f"There is a key {name} in {file}: remove it first, or choose another name.")
        key, kept = stored.new(name, requests)
        stored.write(file, known | {kept.digest: kept})
    typer.echo(key)
    typer.echo(
        "This is the only time it is shown. It is sent as Authorization: Bearer " + stored.PREFIX + "…",
        err=True,
    )


@app.command("list")
def list_(file: File) -> None:
    """Print the names, budgets and days of the keys."""
    with sentences():
        known = stored.read(file)
    for each in known.values():
        typer.echo(f"{each.name}\t{each.requests or 'no limit'}\t{each.made}")


@app.command()
def remove(file: File, name: Name) -> None:
    """Withdraw a key: running servers refuse it within seconds."""
    with sentences():
        known = stored.read(file)
        left = {digest: each for digest, each in known.items() if each.name != name}
        if len(left) == len(known):
            fail(f"There is no key {name} in {file}.")
        stored.write(file, left)
