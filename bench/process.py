"""A server in a process of its own, held to one core; the operating system tells its CPU time and memory."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 300
"""Seconds: Datasette counts all rows first."""


@dataclass(frozen=True)
class Process:
    """A running server."""

    number: int
    port: int

    def cpu_seconds(self) -> float:
        """The CPU time that it has used."""
        return cpu_seconds(self.number)

    def peak_megabytes(self) -> float:
        """The most memory that it has held."""
        status = Path(f"/proc/{self.number}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


def until_idle(used: Callable[[], float]) -> None:
    """Wait until CPU time is used no more, or for a while: servers may go on with what nobody waits for.

    used: tells the CPU seconds used so far.
    """
    deadline = time.monotonic() + STARTS_WITHIN
    before, now = -1.0, used()
    while now - before > 0.05 and time.monotonic() < deadline:
        time.sleep(0.5)
        before, now = now, used()


def cpu_seconds(number: int) -> float:
    """The CPU time that a process has used."""
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children_cpu_seconds(parent: int) -> float:
    """The CPU time of a process's children, those that have ended included."""
    seconds = 0.0
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        # It has ended meanwhile: its time is the parent's now.
        with suppress(FileNotFoundError, ProcessLookupError):
            seconds += cpu_seconds(int(child))
    fields = Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()
    return seconds + (int(fields[13]) + int(fields[14])) / TICKS


def cores() -> tuple[set[int], set[int]]:
    """The core of the measured server, and those of all else: what loads it, and PostgreSQL."""
    first, *others = sorted(_ALL)
    return {first}, set(others) or {first}


def all_cores() -> set[int]:
    """The cores that this process was given."""
    return set(_ALL)


_ALL = os.sched_getaffinity(0)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str | Path], port: int, environment: Mapping[str, str], *, pinned: bool = True
) -> Iterator[Process]:
    """Start a server that will listen on the port, and end it afterwards."""
    server_cores, _ = cores()
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        preexec_fn=(lambda: os.sched_setaffinity(0, server_cores)) if pinned else None,  # noqa: PLW1509
    )
    try:
        _wait(process, command, port)
        yield Process(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], command: Sequence[str | Path], port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with status {process.returncode}")
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{command[0]} does not listen on port {port}")
