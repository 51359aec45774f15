"""Measures servers beside one another: round by round, each in turn, so that a disturbance hits all alike."""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from statistics import median
from typing import Any

from bench.bare import BareStatement
from bench.client import CONNECTIONS, Load, NotAnswered, answered, load
from bench.peers.peer import Databases, Peer
from bench.process import Process, children_cpu_seconds, until_idle
from bench.workloads import Row, Values, Workload, values_of

COMPARED = 25
"""So many of the answers to a workload are compared before it is timed."""

FEWEST = 5
"""Requests of a connection in a round, at least, for the sake of the p99 …"""
LONGEST = 15.0
"""… unless the round would last longer than so many seconds."""
TURN = 5.0
"""Seconds in which each connection has its turn: a server that takes longer is asked on fewer of them,
as nobody would wait, and some servers let nobody wait.
"""


@dataclass(frozen=True)
class Figures:
    """What a server took for a workload: medians of the rounds."""

    peer: str
    workload: str
    per_second: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    cpu: float = 0.0
    postgresql_cpu: float = 0.0
    bytes: int = 0
    # In each round, on how many connections.
    requests: int = 0
    connections: int = 0
    # Why there are no figures.
    refused: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the file of results."""
        return asdict(self)


@dataclass
class Asked:
    """A server with the requests of a workload, and what came of each round."""

    peer: Peer
    process: Process
    workload: str
    requests: Sequence[bytes]
    # Answers a second, as far as is known before the next round.
    per_second: float
    connections: int = CONNECTIONS
    status: int = 200
    rounds: list[tuple[Load, float, float]] = field(default_factory=list)
    refused: str = ""


def measured(
    workloads: Sequence[Workload],
    peers: Sequence[tuple[Peer, Process]],
    databases: Databases,
    alone: Sequence[BareStatement],
    *,
    rounds: int,
    seconds: float,
) -> list[Figures]:
    """The figures of each server that can be asked this; the others must answer as the first one does.

    alone: the same without a server, in each round when all servers have had their turn.
    """
    asked = [_compared(each, peers, databases) for each in workloads]
    # A server's turns at what is compared come one after another.
    order = [peer.name for peer, _ in peers]
    turns = sorted(chain.from_iterable(asked), key=lambda each: order.index(each.peer.name))
    figures = timed(turns, databases, alone, rounds=rounds, seconds=seconds)
    return [each for workload in workloads for each in figures if each.workload == workload.name]


def _compared(workload: Workload, peers: Sequence[tuple[Peer, Process]], databases: Databases) -> list[Asked]:
    """What each server will be asked, its answers like the first one's."""
    values = values_of(workload, databases.file)
    asked: list[Asked] = []
    right: list[list[Any]] = []
    for peer, process in peers:
        prepared = with_cursors(peer, process, values)
        requests = [each for each in (peer.request(workload, one) for one in prepared) if each is not None]
        if not requests:
            continue
        one = Asked(peer, process, workload.name, requests, 0)
        asked.append(one)
        started = time.perf_counter()
        try:
            bodies = [answered(process.port, each) for each in requests[:COMPARED]]
        except NotAnswered as error:
            one.refused = str(error)
            continue
        one.per_second = len(bodies) / (time.perf_counter() - started)
        one.connections = _connections(one.per_second)
        answers = [peer.leaves(workload, each) for each in bodies]
        right = right or answers
        for given, answer, expected in zip(prepared, answers, right, strict=False):
            _compare(f"{peer.name}, {workload.name} {given}", answer, expected)
    return asked


def timed(
    asked: Sequence[Asked],
    databases: Databases,
    alone: Sequence[BareStatement] = (),
    *,
    rounds: int,
    seconds: float,
) -> list[Figures]:
    """The figures of each, after a round that is not counted. Who cannot answer is asked no more."""
    for number in range(rounds + 1):
        for each in asked:
            if not each.refused:
                _round(each, databases, seconds if number else 0.0)
        for statement in alone:
            statement.round()
    return [_figures(each) for each in asked]


def _round(asked: Asked, databases: Databases, seconds: float) -> None:
    if 1 / asked.per_second > LONGEST:
        asked.refused = f"{1 / asked.per_second:.0f} s for an answer"
        return
    count = _in(seconds, asked.per_second, asked.connections)
    sent = [asked.requests[each % len(asked.requests)] for each in range(count)]
    before = asked.process.cpu_seconds(), _postgresql(databases)
    try:
        done = load(asked.process.port, sent, connections=asked.connections, status=asked.status)
    except NotAnswered as error:
        asked.refused = f"{error}, on {asked.connections} connections"
        until_idle(lambda: asked.process.cpu_seconds() + _postgresql(databases))
        return
    after = asked.process.cpu_seconds(), _postgresql(databases)
    cpu = [(end - start) / count * 1e6 for start, end in zip(before, after, strict=True)]
    asked.rounds.append((done, cpu[0], cpu[1]))
    if len(asked.rounds) == 1:
        asked.per_second = done.per_second


def with_cursors(peer: Peer, process: Process, values: list[Values]) -> list[Values]:
    """The values as the server takes them."""
    return [
        {
            name: peer.cursor(process, value) if isinstance(value, Row) else value
            for name, value in each.items()
        }
        for each in values
    ]


def _compare(question: str, answer: list[Any], expected: list[Any]) -> None:
    """Another answer than the first server's ends the run: its figures would mean nothing."""
    if answer != expected:
        pairs = enumerate(zip(answer, expected, strict=False))
        place = next((at for at, (one, other) in pairs if one != other), min(len(answer), len(expected)))
        raise RuntimeError(
            f"{question}: {len(answer)} values, not {len(expected)}; from value {place} on "
            f"{answer[place : place + 3]}, not {expected[place : place + 3]}"
        )


def _connections(per_second: float) -> int:
    """All, or half of them, or a quarter …, so that all have their turn in time."""
    connections = CONNECTIONS
    while connections > max(TURN * per_second, 1):
        connections //= 2
    return connections


def _in(seconds: float, per_second: float, connections: int) -> int:
    """How many requests fill the time, a whole number for each connection; the fewest for no time at all."""
    fewest = min(FEWEST if seconds else 3, max(int(LONGEST * per_second / connections), 1))
    return max(int(seconds * per_second / connections), fewest) * connections


def _postgresql(databases: Databases) -> float:
    return children_cpu_seconds(databases.postmaster) if databases.postmaster else 0.0


def _figures(asked: Asked) -> Figures:
    if asked.refused:
        print(f"{asked.workload}: {asked.peer.name} {asked.refused}", file=sys.stderr)
        return Figures(asked.peer.name, asked.workload, refused=asked.refused)
    rounds = asked.rounds[1:]
    figures = Figures(
        asked.peer.name,
        asked.workload,
        median(done.per_second for done, *_ in rounds),
        median(done.p50 for done, *_ in rounds),
        median(done.p99 for done, *_ in rounds),
        median(cpu for _, cpu, _ in rounds),
        median(cpu for *_, cpu in rounds) if asked.peer.on_postgresql else 0.0,
        rounds[0][0].bytes,
        min(done.requests for done, *_ in rounds),
        asked.connections,
    )
    print(
        f"{figures.workload}: {figures.peer} {figures.per_second:,.0f}/s {figures.cpu:,.0f} us",
        file=sys.stderr,
    )
    return figures
