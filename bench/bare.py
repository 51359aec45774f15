"""What each operation costs without a server: its statement alone, and its way from text to statement."""

import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from bench.process import cores
from bench.workloads import Values, Workload, values_of
from db.engine import open_reader

TIMES: Final = 400
LONGEST: Final = 5.0
"""CPU seconds after which fewer times will do."""


class BareStatement:
    """The statement of a workload alone, on the standard library's driver in this process.

    values: as the server takes them, cursors and all.
    """

    def __init__(self, workload: Workload, file: Path, values: Sequence[Values]) -> None:
        self.workload: Final = workload.name
        self._plans = asyncio.run(_plans(workload, file, values))
        self._connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._rounds: list[float] = []

    def round(self) -> None:
        """Run it, on the core of the measured servers, which have nothing to do meanwhile."""
        servers, others = cores()
        os.sched_setaffinity(0, servers)
        try:
            self._rounds.append(self._microseconds())
        finally:
            os.sched_setaffinity(0, others)

    def microseconds(self) -> float:
        """CPU microseconds: the median of the rounds but the first, in which its pages were read."""
        taken = median(self._rounds[1:] or self._rounds)
        print(f"{self.workload}: the statement alone {taken:,.0f} us", file=sys.stderr)
        self._connection.close()
        return taken

    def _microseconds(self) -> float:
        number, taken, started = 0, 0.0, time.process_time()
        while number < TIMES and (taken < LONGEST or number < len(self._plans)):
            sql, bound = self._plans[number % len(self._plans)]
            self._connection.execute(sql, bound).fetchall()
            number, taken = number + 1, time.process_time() - started
        return taken / number * 1e6


async def _plans(
    workload: Workload, file: Path, values: Sequence[Values]
) -> list[tuple[str, Sequence[object]]]:
    async with open_reader(f"sqlite:///{file}") as reader:
        engine = Engine(CORE_SCHEMA, reader)
        plans = (engine.plan(Request(workload.query, None, each)) for each in values)
        return [(plan.sql, bound) for plan, bound in plans]


def milliseconds_when_new(file: Path, workloads: Sequence[Workload]) -> dict[str, float]:
    """Milliseconds from a text never seen before to its bound plan: the median of twenty."""
    return asyncio.run(_when_new(file, workloads))


async def _when_new(file: Path, workloads: Sequence[Workload]) -> dict[str, float]:
    found = {}
    async with open_reader(f"sqlite:///{file}") as reader:
        engine = Engine(CORE_SCHEMA, reader)
        for workload in workloads:
            values = values_of(workload, file)[0]
            asked = {} if "after" in values else values
            taken = []
            for number in range(20):
                request = Request(f"# {number}\n{workload.query}", None, asked)
                started = time.process_time()
                engine.plan(request)
                taken.append((time.process_time() - started) * 1000)
            found[workload.name] = median(taken)
    return found
