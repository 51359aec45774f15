"""Loads the synthetic dossiers that come after those of so many statements, until it is ended.

``python -m bench.writing URL STATEMENTS`` writes a line for each revision. (``dateline sample --load`` would
first pass over all that is loaded, which disturbs nobody.)
"""

import sys
from collections.abc import Iterator

from db.dossier.loading import load
from db.dossier.reading import Values
from db.sample.dossiers import dossiers

ENOUGH = 1_000_000
"""Statements: more than are loaded before the measurement ends the load."""
REVISION = 10_000
"""Statements of a revision, as ``dateline sample --load`` has it."""


def after(statements: int) -> Iterator[Values]:
    """The dossiers behind those of so many statements, and the last of these, as it may have been cut."""
    made = 0
    for dossier in dossiers(statements + ENOUGH, seed=1):
        made += len(dossier.content["statements"])
        if made > statements:
            yield Values(dossier.slug, dossier.content)


def write(url: str, statements: int) -> None:
    """Load them."""
    waiting: list[Values] = []
    number = 0
    for dossier in after(statements):
        waiting.append(dossier)
        number += len(dossier.content["statements"])
        if number >= REVISION:
            print(f"revision {load(url, waiting).revision}", flush=True)
            waiting, number = [], 0


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
