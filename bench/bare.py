"""What each operation costs without a server: its statement alone, and its way from text to statement."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from bench.workloads import Workload, values_of
from db.engine import open_reader

TIMES = 400
LONGEST = 10.0
"""CPU seconds after which fewer times will do."""


def bare_microseconds(file: Path, workloads: Sequence[Workload], cursors: dict[str, str]) -> dict[str, float]:
    """CPU microseconds of each operation's statement alone, on the standard library's driver in this process.

    cursors: where pages begin, by the name of the workload.
    """
    return asyncio.run(_bare(file, workloads, cursors))


async def _bare(file: Path, workloads: Sequence[Workload], cursors: dict[str, str]) -> dict[str, float]:
    found = {}
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.execute("PRAGMA temp_store = MEMORY")  # as the server's connections have it
    async with open_reader(f"sqlite:///{file}") as reader:
        engine = Engine(CORE_SCHEMA, reader)
        for workload in workloads:
            plans = []
            for values in values_of(workload, file):
                asked = {"after": cursors[workload.name]} if "after" in values else values
                plans.append(engine.plan(Request(workload.query, None, asked)))
            for plan, bound in plans:
                connection.execute(plan.sql, bound).fetchall()
            started = time.process_time()
            for number in range(TIMES):
                plan, bound = plans[number % len(plans)]
                connection.execute(plan.sql, bound).fetchall()
                times, taken = number + 1, time.process_time() - started
                if taken > LONGEST and times % len(plans) == 0:
                    break
            found[workload.name] = taken / times * 1e6
    connection.close()
    return found


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
