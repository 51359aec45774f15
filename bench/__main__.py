"""Measures what each operation costs the server beside its bare SQL statement, on the seed data.

The server runs in a process of its own; its CPU time is read from the operating system. The bare statement is
what the engine compiled, run on the standard library's driver in this process with the same bound values.
"""

import argparse
import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import orjson

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from bench.client import http_request, load
from bench.operations import OPERATIONS, Operation
from db.dossier.loading import load as load_dossiers
from db.engine import Reader, open_reader
from db.migration import upgrade

ROOT = Path(__file__).parent.parent
ROUNDS = 3


@contextmanager
def served(url: str) -> Iterator[tuple[int, int]]:
    """A server over the database, in its own process: its process number and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A log of requests is the operator's choice, and its cost none of the engine's.
    chosen = {"DATELINE_DATABASE_URL": url, "DATELINE_PORT": str(port), "DATELINE_LOG_REQUESTS": "false"}
    environment = {**os.environ, **chosen}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1 and "DATELINE_BENCH_UNPINNED" not in os.environ:
        # One core for the server and the others for its clients: otherwise the figures measure how the system
        # moves threads about.
        os.sched_setaffinity(process.pid, cores[:1])
        os.sched_setaffinity(0, cores[1:])
    try:
        while process.poll() is None:
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(process: int) -> float:
    """The CPU time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare_microseconds(file: Path, sql: str, values: list[object], times: int) -> float:
    """CPU microseconds of the statement alone."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.execute("PRAGMA temp_store = MEMORY")  # as the server's connections have it
    connection.execute(sql, values).fetchall()
    started = time.process_time()
    for _ in range(times):
        connection.execute(sql, values).fetchall()
    seconds = time.process_time() - started
    connection.close()
    return seconds / times * 1e6


def measured(
    operation: Operation, file: Path, engine: Engine, process: int, port: int, requests: int
) -> list[str]:
    """A row of the table: medians of the rounds."""
    plan, values = engine.plan(Request(operation.query, None, operation.variables))
    body = orjson.dumps({"query": operation.query, "variables": operation.variables})
    asked = {"GraphQL": http_request("POST", "/graphql", body)}
    if operation.path:
        asked["REST"] = http_request("GET", operation.path)
    rows: list[str] = []
    for face, request in asked.items():
        load("127.0.0.1", port, request, requests=320)
        bare: list[float] = []
        cpu: list[float] = []
        speeds = []
        for _ in range(ROUNDS):
            bare.append(bare_microseconds(file, plan.sql, values, requests // 4))
            before = cpu_seconds(process)
            speeds.append(load("127.0.0.1", port, request, requests=requests))
            cpu.append((cpu_seconds(process) - before) / requests * 1e6)
        per_second = median(each.per_second for each in speeds)
        p50, p99 = median(each.p50 for each in speeds), median(each.p99 for each in speeds)
        ratio = median(cpu) / median(bare)
        rows.append(
            f"| {operation.name} | {face} | {per_second:,.0f} | {p50:.1f} | {p99:.1f} | {median(cpu):,.0f} "
            f"| {median(bare):,.0f} | {ratio:.2f} | {speeds[0].bytes / 1000:.1f} |"
        )
    return rows


def cold(reader: Reader, operation: Operation) -> float:
    """Milliseconds from a text never seen before to its bound plan."""
    engine = Engine(CORE_SCHEMA, reader)
    taken: list[float] = []
    for number in range(20):
        request = Request(f"# {number}\n{operation.query}", None, operation.variables)
        started = time.perf_counter()
        engine.plan(request)
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


async def main(requests: int) -> None:
    """Prints the tables."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        url = f"sqlite:///{file}"
        upgrade(url)
        load_dossiers(url, sorted((ROOT / "seeds").glob("*.yaml")))
        async with open_reader(url) as reader:
            engine = Engine(CORE_SCHEMA, reader)
            print("| operation | face | requests/s | p50 ms | p99 ms | CPU µs | bare SQL µs | ratio | kB |")
            print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
            with served(url) as (process, port):
                for operation in OPERATIONS:
                    rows = await asyncio.to_thread(measured, operation, file, engine, process, port, requests)
                    print("\n".join(rows), flush=True)
            print("\n| operation never seen before | ms to parse, validate and compile |\n|---|--:|")
            for operation in OPERATIONS:
                print(f"| {operation.name} | {cold(reader, operation):.2f} |")


parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
parser.add_argument("--requests", type=int, default=3200, help="requests per round (default 3200)")
asyncio.run(main(parser.parse_args().requests))
