"""``dateline serve`` as a process of its own: its address, its memory, its log."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.abuse.wire import Reply, get

ROOT = Path(__file__).parent.parent.parent
ORDINARY = "/v1/events/event-1"
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def ordinary(self) -> Reply:
        """The answer to what everybody asks, from a client of its own."""
        return get(self.port, ORDINARY)

    def resident(self) -> int:
        """Mebibytes of memory that are the process's own now; mapped files are not counted."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) // 1024

    def said(self) -> str:
        """What it wrote to standard error so far."""
        return self.log.read_text(errors="replace")


@contextmanager
def server(url: str, log: Path, **settings: str) -> Iterator[Server]:
    """Serves a database until the block ends, and holds the process to a clean end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"DATELINE_DATABASE_URL": url, "DATELINE_PORT": str(port)}
    given |= {f"DATELINE_{name.upper()}": value for name, value in settings.items()}
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve"],
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    served = Server(process, port, log)
    try:
        _wait(served)
        yield served
        assert process.poll() is None, served.said()
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    assert "Traceback" not in served.said(), served.said()[-4000:]


def _wait(served: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert served.process.poll() is None, served.said()
        try:
            if served.ordinary().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the server does not answer: {served.said()}")
