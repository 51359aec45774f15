"""Reading windows in other processes, ahead of the load that writes them, in order and a few at a time.

The processes are our own and not those of `multiprocessing`: they run none of the program that loads, are out
of reach of its Ctrl-C, and end with their input, so that a load that is killed leaves none behind.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Collection, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final, Self

from db.dossier.reading import Given
from db.dossier.reading_process import LENGTH
from db.dossier.windows import WINDOW, Window, read_window, size
from db.errors import FactError

_MOST: Final = 3
"""Processes that can be kept busy: writing takes more than a third of the time that reading takes."""
_WORTH_IT: Final = 3 * WINDOW
"""Bytes of files for which it pays to start a process, which takes most of a second of its own."""
_AT_ONCE: Final = 2
"""Windows that a process is given: the one that it reads, and one for when it has."""


class ReaderLost(FactError):
    """A process that read dossiers has ended, and not by itself."""


def default_readers(files: Sequence[Given]) -> int:
    """How many processes to read the files with besides the one that writes: none for a small load."""
    # Values are read already.
    if not sys.executable:
        return 0
    much = all(isinstance(file, Path) for file in files) and sum(map(size, files)) >= _WORTH_IT
    return min(_processors() - 1, _MOST) if much else 0


def read_ahead(
    windows: Iterable[Sequence[Given]], loaded: Collection[str], processes: int
) -> Generator[Window | None, None, None]:
    """As `read_window` of each window in turn. Raises as it does, and `ReaderLost`.

    To be closed: the processes end with it. Each is given a window while it reads another, and no more. Where
    the next one is not read yet, this process reads one too instead of waiting; and so it does until one of
    the others has begun, which takes most of a second.
    """
    with ExitStack() as stack:
        own = [stack.enter_context(_Reader()) for _ in range(processes)]
        # Each process has a thread, which waits for it: so it is never this one that a process waits for.
        threads = [stack.enter_context(ThreadPoolExecutor(1)) for _ in own]
        for each in own:
            stack.callback(each.kill)
        beginning = [
            thread.submit(each.begin, frozenset(loaded)) for thread, each in zip(threads, own, strict=True)
        ]
        rest = iter(windows)
        while not _has_begun(beginning):
            if (files := next(rest, None)) is None:
                return
            yield read_window(files, loaded)
        asked: list[deque[Future[Any]]] = [deque([each]) for each in beginning]
        waiting: deque[Future[bytes] | Window | None] = deque()
        most = 2 * processes + 2
        for files in rest:
            while (process := _ready(asked)) is None or len(waiting) == most:
                if len(waiting) < most and not _is_read(waiting[0]):
                    waiting.append(read_window(files, loaded))
                    break
                yield _window(waiting.popleft())
            else:
                answer = threads[process].submit(own[process].read, files)
                asked[process].append(answer)
                waiting.append(answer)
        while waiting:
            yield _window(waiting.popleft())


def _ready(asked: Sequence[deque[Future[Any]]]) -> int | None:
    """A process that can be given a window: it has not answered one at most."""
    for number, answers in enumerate(asked):
        while answers and answers[0].done():
            answers.popleft()
        if len(answers) < _AT_ONCE:
            return number
    return None


def _has_begun(beginning: Iterable[Future[None]]) -> bool:
    """Whether any process has. Raises `ReaderLost` for one that never will."""
    return any(each.done() and each.result() is None for each in beginning)


def _is_read(one: Future[bytes] | Window | None) -> bool:
    return not isinstance(one, Future) or one.done()


def _window(one: Future[bytes] | Window | None) -> Window | None:
    if not isinstance(one, Future):
        return one
    found: Window | OSError | None = pickle.loads(one.result())  # noqa: S301 - from a process of our own
    if isinstance(found, OSError):
        raise found
    return found


class _Reader:
    """One process, of `db.dossier.reading_process`."""

    def __init__(self) -> None:
        # With the path of this process, however that was made.
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "db.dossier.reading_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def begin(self, loaded: frozenset[str]) -> None:
        """Wait until it can be asked, for what is not ``loaded``."""
        self._answer(loaded)

    def read(self, files: Sequence[Given]) -> bytes:
        """The answer to one window."""
        return self._answer(files)

    def _answer(self, question: object) -> bytes:
        asked, said = self._process.stdin, self._process.stdout
        assert asked is not None
        assert said is not None
        try:
            asked.write(pickle.dumps(question))
            asked.flush()
            head = said.read(LENGTH)
            length = int.from_bytes(head, "big")
            answer = said.read(length)
        except BrokenPipeError:
            head = answer = b""
        if not head or len(answer) < length:
            raise ReaderLost(
                "A process that reads dossiers for the load was stopped, perhaps for want of memory: nothing "
                "is loaded. Load again, or with --readers 0, which reads them in one process."
            )
        return answer

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        # What it was not told any more cannot be written.
        with suppress(BrokenPipeError), self._process:
            pass


def _processors() -> int:
    """As many as this process may run on."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
