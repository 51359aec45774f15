"""Measures Dateline beside its peers, over the same rows, and each operation beside its bare statement.

Each server runs in a process of its own that is held to one core; what loads it, and PostgreSQL, have the
others. CPU time and memory are read from the operating system. Answers are compared before they are timed.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.bare import BareStatement, milliseconds_when_new
from bench.dataset import gigabytes, loaded, on, require_room
from bench.loading import disturbed
from bench.measuring import Figures, measured, with_cursors
from bench.peers.dateline import Dateline, DatelineOnPostgreSQL
from bench.peers.node import PostGraphile, Yoga
from bench.peers.peer import Databases, Peer
from bench.peers.python import DataLoaders, DataLoadersOnPostgreSQL, Datasette
from bench.process import Process
from bench.publish import sections
from bench.revalidation import revalidated
from bench.workloads import WORKLOADS, Workload, by_turns, matches, values_of

PEERS: tuple[type[Peer], ...] = (
    Dateline,
    Yoga,
    DataLoaders,
    Datasette,
    DatelineOnPostgreSQL,
    PostGraphile,
    DataLoadersOnPostgreSQL,
)


def measure(statements: int, arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All figures at one size."""
    rounds, seconds = arguments.rounds, arguments.seconds
    figures: list[Figures] = []
    with loaded(statements, folder, postgresql=not arguments.sqlite) as databases, ExitStack() as stack:
        require_room(databases, folder)
        taken = gigabytes(databases)
        peers = [each() for each in PEERS if databases.postgresql or not each.on_postgresql]
        running = [(peer, stack.enter_context(peer.started(databases))) for peer in peers]
        chosen = [each for each in WORKLOADS if not arguments.only or each.name in arguments.only]
        bare: dict[str, float] = {}
        for together in by_turns(chosen):
            alone = [_alone(each, running[0], databases) for each in together]
            figures += measured(together, running, databases, alone, rounds=rounds, seconds=seconds)
            bare |= {each.workload: each.microseconds() for each in alone}
        again = revalidated(chosen, running, databases, rounds=rounds, seconds=seconds)
        memory = {peer.name: process.peak_megabytes() for peer, process in running}
        stack.close()  # the others would take time from what follows
        return {
            "statements": statements,
            "rounds": rounds,
            "on": on(databases),
            "gigabytes": taken,
            "figures": [each.as_dict() for each in figures],
            "again": [each.as_dict() for each in again],
            "bare": bare,
            "new": milliseconds_when_new(databases.file, chosen),
            "matches": matches(databases.file),
            "memory": memory,
            "loading": disturbed(databases, statements, folder),
        }


def _alone(workload: Workload, dateline: tuple[Peer, Process], databases: Databases) -> BareStatement:
    """Its statement, with the cursors of Dateline's own pages."""
    values = with_cursors(*dateline, values_of(workload, databases.file))
    return BareStatement(workload, databases.file, values)


def main(given: Sequence[str] | None = None) -> None:
    """Prints the tables, and writes the figures where asked."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[100_000], help="sizes (default 100000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of a round, about (default 2)")
    parser.add_argument("--only", nargs="+", help="names of workloads")
    parser.add_argument("--sqlite", action="store_true", help="only what runs on SQLite")
    parser.add_argument("--keep", type=Path, help="a folder where the loaded data stay for the next time")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    arguments = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o711)  # as root, PostgreSQL runs as somebody else
        folder = (arguments.keep or Path(scratch)).resolve()
        folder.mkdir(exist_ok=True)
        sizes = []
        for statements in arguments.statements:
            sizes.append(measure(statements, arguments, folder))
            if arguments.json:
                arguments.json.write_text(json.dumps(sizes, indent=1) + "\n")
    sys.stdout.write("\n".join(f"## {name}\n\n{text}" for name, text in sections(sizes).items()))


main()
