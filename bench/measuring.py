"""Measures servers beside one another: round by round, each in turn, so that a disturbance hits all alike."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.client import CONNECTIONS, Load, answered, load
from bench.peers.peer import Databases, Peer
from bench.process import Process, children_cpu_seconds
from bench.workloads import Row, Values, Workload, values_of

COMPARED = 25
"""So many of the answers to a workload are compared before it is timed."""


@dataclass(frozen=True)
class Figures:
    """What a server took for a workload: medians of the rounds."""

    peer: str
    workload: str
    per_second: float
    p50: float
    p99: float
    cpu: float
    postgresql_cpu: float
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """For the file of results."""
        return asdict(self)


def measured(
    workload: Workload,
    peers: Sequence[tuple[Peer, Process]],
    databases: Databases,
    *,
    rounds: int,
    seconds: float,
) -> list[Figures]:
    """The figures of each server that can be asked this; the others must answer as the first one does."""
    values = values_of(workload, databases.file)
    asked: list[tuple[Peer, Process, list[bytes]]] = []
    right: list[list[Any]] = []
    for peer, process in peers:
        prepared = with_cursors(peer, process, values)
        requests = [each for each in (peer.request(workload, one) for one in prepared) if each is not None]
        if not requests:
            continue
        answers = [peer.leaves(workload, answered(process.port, each)) for each in requests[:COMPARED]]
        right = right or answers
        for given, answer, expected in zip(prepared, answers, right, strict=False):
            _compare(f"{peer.name}, {workload.name} {given}", answer, expected)
        asked.append((peer, process, requests))
    taken: dict[str, list[tuple[Load, float, float]]] = {peer.name: [] for peer, *_ in asked}
    for number in range(rounds + 1):
        for peer, process, requests in asked:
            count = 96 if number == 0 else _in(seconds, taken[peer.name][0][0].per_second)
            sent = [requests[each % len(requests)] for each in range(count)]
            before = process.cpu_seconds(), _postgresql(databases)
            done = load(process.port, sent)
            after = process.cpu_seconds(), _postgresql(databases)
            cpu = [(end - start) / count * 1e6 for start, end in zip(before, after, strict=True)]
            taken[peer.name].append((done, cpu[0], cpu[1]))
    return [_figures(peer, workload, taken[peer.name][1:]) for peer, *_ in asked]


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


def _in(seconds: float, per_second: float) -> int:
    """How many requests fill the time, a whole number for each connection."""
    return max(int(seconds * per_second / CONNECTIONS), 5) * CONNECTIONS


def _postgresql(databases: Databases) -> float:
    return children_cpu_seconds(databases.postmaster) if databases.postmaster else 0.0


def _figures(peer: Peer, workload: Workload, rounds: list[tuple[Load, float, float]]) -> Figures:
    figures = Figures(
        peer.name,
        workload.name,
        median(done.per_second for done, *_ in rounds),
        median(done.p50 for done, *_ in rounds),
        median(done.p99 for done, *_ in rounds),
        median(cpu for _, cpu, _ in rounds),
        median(cpu for *_, cpu in rounds) if peer.on_postgresql else 0.0,
        rounds[0][0].bytes,
    )
    print(
        f"{figures.workload}: {figures.peer} {figures.per_second:,.0f}/s {figures.cpu:,.0f} us",
        file=sys.stderr,
    )
    return figures
