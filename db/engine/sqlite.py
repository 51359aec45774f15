"""SQLite: a few threads with a read-only connection each, and one more in the loop for brief statements.

Read-only holds twice over: the file is opened ``mode=ro``, and ``query_only`` refuses before SQLite tries.
No other file can be attached.

Reading needs the ``-shm`` and ``-wal`` files beside a WAL database. A reader makes them if they are missing,
so it must be allowed to write to the *folder*, although it never writes to the database. Where it may not
(a database baked into an image, a read-only mount), ``?immutable=1`` in the URL promises that nobody writes;
SQLite then reads the file alone and takes no locks. A load into a file opened so gives wrong answers.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Final, Literal, NamedTuple, Self, TypeVar

from db.engine.arithmetic import add_missing
from db.engine.faults import explain_sqlite, note_sql, too_busy
from db.engine.url import SQLiteURL
from db.engine.usage import Usage
from db.errors import DatabaseUnavailable

PROGRESS_STEPS: Final = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond; too rare to be measured."""

BRIEF_SECONDS: Final = 0.005
"""What is brief takes a thousandth of this; where it does not, the event loop is kept waiting no longer."""

CACHED_STATEMENTS: Final = 512
"""Compiled statements kept per connection: compiling a large one can take longer than running it."""

COMPILED_CHARACTERS: Final = 8_000_000
"""Characters of the statements that a connection compiled before it is made anew. SQLite takes about five
bytes for each, and the module keeps statements by their number alone. Only ever new ones come so far.
"""

READY: Final = 3
"""Answers that lie ready before the threads wait for the event loop to take them. On a core that they share
with it, a thread would go on for all of its slice, some five short statements, while the first answer waits.
"""

TAKEN_SECONDS: Final = 1.0
"""For which a thread waits so: longer than a loop is held up, and no more where it is gone."""

PAGE_CACHE_KIB: Final = 65_536
MAPPED_BYTES: Final = 1 << 30

_T = TypeVar("_T")


class SQLiteReader:
    """A `db.engine.reader.Reader` of a SQLite file."""

    dialect: Literal["sqlite"] = "sqlite"

    def __init__(
        self, url: SQLiteURL, *, connections: int = 2, time_limit: float = 1.0, wait: float = 10.0
    ) -> None:
        self._url = url
        self._size = connections
        self._time_limit = time_limit
        self._wait = wait
        # One for each thread: what several threads count together needs a lock.
        self._busy = [False] * connections
        self._loop: asyncio.AbstractEventLoop | None = None
        # The connection of the event loop itself, for what is brief.
        self._here: _Connection | None = None
        self._threads: list[Thread] = []
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        # Each with what its thread waits for, where it waits.
        self._results: deque[tuple[_Result, Lock | None]] = deque()
        self._waking = False

    @property
    def usage(self) -> Usage:
        return Usage(self._size, sum(self._busy), self._jobs.qsize())

    async def open(self) -> None:
        if self._loop is not None:
            raise RuntimeError("the reader is open already")
        self._loop = loop = asyncio.get_running_loop()
        self._jobs = SimpleQueue()
        opened: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(self._size)]
        for number, answer in enumerate(opened):
            # A daemon, so that a process whose loop broke without closing the reader can still end.
            thread = Thread(
                target=self._serve, args=(number, answer), name=f"dateline-sqlite-{number}", daemon=True
            )
            self._threads.append(thread)
            thread.start()
        try:
            await asyncio.gather(*opened)
            self._here = self._opened_here()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        self._loop = None
        if self._here is not None:
            self._here.close()
            self._here = None
        threads, self._threads = self._threads, []
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            await asyncio.to_thread(thread.join)

    async def fetch(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> bytes | None:
        row = await self.fetch_row(sql, parameters, brief=brief)
        return row[0] if row else None

    async def fetch_row(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> tuple[bytes | None, ...] | None:
        if brief and self._here is not None:
            try:
                return self._here.at_once(sql, parameters)
            except (sqlite3.Error, OverflowError, UnicodeEncodeError):
                pass  # it took longer than was thought, or will fail again: a thread waits, and explains
        return await self._submit(lambda connection: connection.fetch_row(sql, parameters))

    async def fetch_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return await self._submit(lambda connection: connection.fetch_rows(sql, parameters))

    async def prepare(self, sql: str) -> None:
        await self._submit(lambda connection: connection.prepare(sql))

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _opened_here(self) -> "_Connection":
        try:
            return _Connection(self._url, BRIEF_SECONDS, patience=0)
        except Exception as error:
            raise explain_sqlite(error, self._url, self._time_limit) from error

    def _submit(self, work: "Callable[[_Connection], _T]") -> "asyncio.Future[_T]":
        if self._loop is None:
            raise DatabaseUnavailable("The database is closed.")
        answer: asyncio.Future[_T] = self._loop.create_future()
        self._jobs.put(_Job(answer, work, monotonic() + self._wait))
        return answer

    # In a thread of ours, until its None comes:

    def _serve(self, number: int, opened: asyncio.Future[Any]) -> None:
        try:
            connection = _Connection(self._url, self._time_limit)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the caller of open()
            self._hand_over(_Result(opened, None, explain_sqlite(error, self._url, self._time_limit)))
            return
        self._hand_over(_Result(opened, None, None))
        try:
            while (job := self._jobs.get()) is not None:
                if job.answer.cancelled():
                    continue
                if monotonic() > job.latest:
                    self._hand_over(_Result(job.answer, None, too_busy(self._wait)))
                    continue
                self._busy[number] = True
                result = connection.run(job)
                self._busy[number] = False
                self._hand_over(result)
        finally:
            connection.close()

    def _hand_over(self, result: "_Result") -> None:
        taken: Lock | None = None
        if len(self._results) >= READY - 1:
            taken = Lock()
            taken.acquire()
        self._results.append((result, taken))
        # To wake the loop is a system call. One is enough for all results that are there when it wakes; and
        # since `_deliver` lowers the flag before it takes the results, none is left behind.
        if not self._waking:
            self._waking = True
            try:
                result.answer.get_loop().call_soon_threadsafe(self._deliver)
            except RuntimeError:
                # The loop was closed before the reader was: nobody is left to be answered.
                self._deliver()
        if taken is not None:
            taken.acquire(timeout=TAKEN_SECONDS)

    # In the event loop again:

    def _deliver(self) -> None:
        self._waking = False
        results = self._results
        while results:
            (answer, value, error), taken = results.popleft()
            if taken is not None:
                taken.release()
            if answer.done():
                continue
            if error is None:
                answer.set_result(value)
            else:
                answer.set_exception(error)


class _Connection:
    """One SQLite connection; lives, works and ends in the thread that made it."""

    def __init__(self, url: SQLiteURL, time_limit: float, *, patience: float | None = None) -> None:
        """patience: seconds to wait for a file that is locked; the time limit, where it is not said."""
        self._url = url
        self._time_limit = time_limit
        self._patience = time_limit if patience is None else patience
        self._deadline = 0.0
        self._answer: asyncio.Future[Any] | None = None
        self._open()

    def _open(self) -> None:
        self._compiled: set[int] = set()
        self._characters = 0
        mode = "mode=ro&immutable=1" if self._url.immutable else "mode=ro"
        self._sqlite = sqlite3.connect(
            f"{self._url.path.absolute().as_uri()}?{mode}",
            uri=True,
            isolation_level=None,
            timeout=self._patience,
            cached_statements=CACHED_STATEMENTS,
        )
        try:
            self._configure()
        except BaseException:
            self._sqlite.close()
            raise

    def _configure(self) -> None:
        sqlite = self._sqlite
        sqlite.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        sqlite.execute("PRAGMA query_only = ON")
        # What is sorted may fill as much memory as the pages, and goes on in a temporary file: with PRAGMA
        # temp_store = MEMORY it has no bound, and takes up to twice the time, being one long list.
        sqlite.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIB}")
        sqlite.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}").fetchall()
        # The first to touch the file: a missing or foreign one fails here, not at the first request.
        sqlite.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        add_missing(sqlite)
        # What the database builds is the body of the response already: no decoding, no encoding.
        sqlite.text_factory = bytes
        sqlite.set_progress_handler(self._must_stop, PROGRESS_STEPS)
        self._cursor = sqlite.cursor()

    def close(self) -> None:
        self._sqlite.close()

    def run(self, job: "_Job") -> "_Result":
        self._answer = job.answer
        self._deadline = monotonic() + self._time_limit
        try:
            self._renew()
            return _Result(job.answer, job.work(self), None)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the asker
            return _Result(job.answer, None, explain_sqlite(error, self._url, self._time_limit))

    def at_once(self, sql: str, parameters: Sequence[object]) -> tuple[bytes | None, ...] | None:
        """The row as `fetch_row` has it; the driver's own error where it takes longer than the time limit."""
        self._deadline = monotonic() + self._time_limit
        self._renew()
        return self.fetch_row(sql, parameters)

    def _renew(self) -> None:
        if self._characters > COMPILED_CHARACTERS:
            self._sqlite.close()
            self._open()

    def fetch_row(self, sql: str, parameters: Sequence[object]) -> tuple[bytes | None, ...] | None:
        # Not fetchone: a statement that is not stepped to its end keeps its snapshot open.
        rows: list[tuple[bytes | None, ...]] = self._execute(sql, parameters)
        return rows[0] if rows else None

    def fetch_rows(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        self._sqlite.text_factory = str
        try:
            return self._execute(sql, parameters)
        finally:
            self._sqlite.text_factory = bytes

    def prepare(self, sql: str) -> None:
        try:
            self._execute(f"EXPLAIN {sql}", ())
        except sqlite3.ProgrammingError as error:
            # Only a statement that did compile is asked for its parameters.
            if not str(error).startswith("Incorrect number of bindings"):
                raise

    def _execute(self, sql: str, parameters: Sequence[object]) -> list[Any]:
        if (mark := hash(sql)) not in self._compiled:
            self._compiled.add(mark)
            self._characters += len(sql)
        try:
            return self._cursor.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            note_sql(error, sql)
            raise

    def _must_stop(self) -> bool:
        # SQLite asks, in this thread and about this statement: an interrupt from outside could come late
        # and hit the next caller's.
        return monotonic() > self._deadline or (self._answer is not None and self._answer.cancelled())


class _Job(NamedTuple):
    answer: asyncio.Future[Any]
    work: Callable[[_Connection], Any]
    latest: float


class _Result(NamedTuple):
    answer: asyncio.Future[Any]
    value: Any
    error: Exception | None
