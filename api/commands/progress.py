"""How far a long command has come, for whoever waits for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

Report = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is."""


@contextmanager
def progress(line_every: int) -> Iterator[Report]:
    """A bar on a terminal; elsewhere a line whenever another ``line_every`` are done: none for a few."""
    if not sys.stderr.isatty():
        yield _lines(line_every)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage.capitalize(), total=total)
            bars.update(tasks[stage], completed=done)

        yield show


def _lines(every: int) -> Report:
    said: dict[str, int] = {}

    def say(stage: str, done: int, total: int) -> None:
        if total > every and done // every > said.get(stage, 0):
            said[stage] = done // every
            typer.echo(f"{stage} {done} of {total}", err=True)

    return say
