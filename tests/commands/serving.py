"""``dateline serve`` as an operator starts it: a process of its own, asked over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.wire import Reply, ask

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@dataclass
class Server:
    """A running server; ``log`` is the file to which its standard error goes."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, target: str, *lines: str, **given: Any) -> Reply:
        return ask(f"http://127.0.0.1:{self.port}", target, *lines, **given)

    def lines(self) -> list[dict[str, Any]]:
        """The log so far, which is JSON."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def workers(self) -> set[int]:
        """The processes that answer."""
        return workers(self.process.pid)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


def workers(supervisor: int) -> set[int]:
    """The processes that answer; Python has one more that looks after what they share."""
    listed = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text()
    return {
        int(each) for each in listed.split() if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()
    }


def until(holds: Callable[[], bool], seconds: float = 200) -> None:
    """Waits until it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def served(url: str, folder: Path, **settings: object) -> Iterator[Server]:
    """A server over the database with these settings, once it is ready; it is told to end with the block."""
    port, log = free_port(), folder / "stderr"
    given = {"database_url": url, "port": port, "log_format": "json", **settings}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")},
        **{f"DATELINE_{name.upper()}": str(value) for name, value in given.items()},
    }
    command = [sys.executable, "-m", "api.cli", "serve"]
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=stderr
        )
    server = Server(process, port, log)

    def ready() -> bool:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            return server.ask("/readyz").status == 200
        except OSError:
            return False

    try:
        until(ready)
        yield server
    finally:
        process.terminate()
        process.wait(30)
