"""``dateline verify``: a dossier's anchors in a copy of its article."""

from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from api.commands.files import article_text, fail
from db.dossier.reading import read
from db.dossier.verifying import Verdict
from db.dossier.verifying import verify as verify_anchors


def verify(
    dossier: Annotated[Path, typer.Argument(help="The dossier.", exists=True, dir_okay=False)],
    *,
    article: Annotated[Path, typer.Option(help="The copy of the article.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, an object an anchor.")] = False,
) -> None:
    """Find each anchor and quotation in a copy of the text; exit status 1 if one is absent.

    The copy may differ in white space, quotation marks and dashes. The offsets are those of the copy, brought
    to the form NFC_LF. “moved” is at other offsets; “otherwise set” means: but for such marks and spaces.
    """
    reading = read(dossier)
    if reading.dossier is None or reading.problems:
        for problem in reading.problems:
            typer.echo(problem)
        fail("Only a dossier that can be read can be verified.")
    verdicts = verify_anchors(reading.dossier, article_text(article))
    if as_json:
        typer.echo(orjson.dumps(verdicts, option=orjson.OPT_INDENT_2))
    else:
        _print(verdicts)
    if any(verdict.status == "absent" for verdict in verdicts):
        raise typer.Exit(1)


def _print(verdicts: list[Verdict]) -> None:
    table = Table("anchor", "", "start", "end", "", box=None)
    for verdict in verdicts:
        set_otherwise = "otherwise set" if verdict.status != "absent" and not verdict.exact else ""
        start, end = (("" if offset is None else str(offset)) for offset in (verdict.start, verdict.end))
        table.add_row(verdict.anchor, verdict.status, start, end, set_otherwise)
    Console().print(table)
    counts = {
        status: sum(one.status == status for one in verdicts) for status in ("match", "moved", "absent")
    }
    typer.echo(", ".join(f"{count} {status}" for status, count in counts.items()))
