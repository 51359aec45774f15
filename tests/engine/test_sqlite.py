"""SQLite's own ways: files beside the file, missing files, attaching."""

import asyncio
import os
import pwd
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import active_count
from typing import Any

import pytest

from db.engine import Reader, open_reader, writer_engine
from db.engine.sqlite import READY
from db.errors import BadInput, DatabaseUnavailable

pytestmark = pytest.mark.anyio


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database in WAL mode whose table `note` holds one row, closed by its writer."""
    file = tmp_path / "dateline.db"
    engine = writer_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (body TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES ('first')")
    engine.dispose()
    return file


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


async def test_it_reads_where_the_writer_left_no_files_beside(file: Path) -> None:
    assert _names(file.parent) == ["dateline.db"]
    async with open_reader(f"sqlite:///{file}") as reader:
        assert await reader.fetch("SELECT body FROM note") == b"first"


async def test_it_reads_on_through_load_and_checkpoint(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}") as reader:
        for number in range(2, 5):
            with closing(sqlite3.connect(file, isolation_level=None)) as writer:
                writer.execute("INSERT INTO note VALUES ('another')")
                assert await _count(reader) == number
                assert writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
                assert await _count(reader) == number
            assert await _count(reader) == number


async def _count(reader: Reader) -> int:
    return int(await reader.fetch("SELECT CAST(count(*) AS TEXT) FROM note") or b"")


async def test_an_immutable_file_is_read_with_nothing_beside_it(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}?immutable=1") as reader:
        assert await reader.fetch("SELECT body FROM note") == b"first"
        assert _names(file.parent) == ["dateline.db"]


@contextmanager
def _closed_folder(file: Path) -> Iterator[Path]:
    """A copy of `file` in a folder that this process may not write to, not even as root."""
    # Not tmp_path, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        copy = Path(shutil.copy(file, folder))
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(pwd.getpwnam("nobody").pw_uid)
        try:
            yield copy
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


async def test_in_a_closed_folder_it_reads_only_what_is_immutable(file: Path) -> None:
    with _closed_folder(file) as copy:
        with pytest.raises(DatabaseUnavailable) as refused:
            await open_reader(f"sqlite:///{copy}").open()
        async with open_reader(f"sqlite:///{copy}?immutable=1") as reader:
            assert await reader.fetch("SELECT body FROM note") == b"first"
    assert refused.value.message == (
        f"The database {copy} cannot be opened: its folder must be writable for the -wal and -shm files, "
        "or, if nobody writes to it, the URL must end in ?immutable=1."
    )


async def test_a_file_name_may_hold_what_a_uri_cannot(file: Path) -> None:
    shutil.copy(file, file.with_name("a b#c&mode=rwc.db"))
    async with open_reader(f"sqlite:///{file.parent}/a b%23c&mode=rwc.db") as reader:
        assert await reader.fetch("SELECT body FROM note") == b"first"


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    reader = open_reader(f"sqlite:///{tmp_path}/missing.db")
    threads = active_count()
    with pytest.raises(DatabaseUnavailable) as refused:
        await reader.open()
    assert refused.value.message == (
        f"There is no database at {tmp_path}/missing.db: "
        "run `dateline migrate`, or set DATELINE_DATABASE_URL."
    )
    assert _names(tmp_path) == []
    with pytest.raises(DatabaseUnavailable, match="closed"):
        await reader.fetch("SELECT 1")
    assert active_count() <= threads + 1  # asyncio keeps the one that waited for ours


async def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Not a database, but long enough to be taken for one. " * 40)
    with pytest.raises(DatabaseUnavailable, match="file is not a database"):
        await open_reader(f"sqlite:///{tmp_path}/text.db").open()


async def test_the_file_stays_read_only_where_the_connection_is_talked_out_of_it(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}", connections=1) as reader:
        await reader.fetch("PRAGMA query_only = OFF")
        for attempt in ("INSERT INTO note VALUES ('second')", "PRAGMA user_version = 7", "DROP TABLE note"):
            with pytest.raises(sqlite3.OperationalError, match="attempt to write a readonly database"):
                await reader.fetch(attempt)
        assert await _count(reader) == 1


async def test_no_other_file_can_be_attached(file: Path, tmp_path: Path) -> None:
    async with open_reader(f"sqlite:///{file}") as reader:
        with pytest.raises(sqlite3.OperationalError, match="too many attached databases - max 0"):
            await reader.fetch(f"ATTACH 'file:{tmp_path}/other.db?mode=rwc' AS other")
    assert not (tmp_path / "other.db").exists()


async def test_a_connection_that_compiled_too_much_is_made_anew(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0
    connect = sqlite3.connect

    def counted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        nonlocal opened
        opened += 1
        connection: sqlite3.Connection = connect(*arguments, **options)
        return connection

    monkeypatch.setattr("db.engine.sqlite.sqlite3.connect", counted)
    monkeypatch.setattr("db.engine.sqlite.COMPILED_CHARACTERS", 1_000)
    async with open_reader(f"sqlite:///{file}", connections=1) as reader:
        for _ in range(100):
            assert await _count(reader) == 1
        # One of the thread's, and the one for what is brief.
        assert opened == 2
        for number in range(20):
            assert await reader.fetch(f"SELECT '{number:0500}'") == f"{number:0500}".encode()
        # Two statements of five hundred letters are too much for one connection.
        assert opened == 11
        assert await _count(reader) == 1


def test_a_loop_that_ends_without_closing_the_reader_harms_nobody(file: Path) -> None:
    async def leave() -> None:
        reader = open_reader(f"sqlite:///{file}", time_limit=0.2)
        await reader.open()
        asyncio.get_running_loop().call_soon(reader.fetch("SELECT body FROM note").close)

    asyncio.run(leave())


async def test_threads_wait_for_the_loop_to_take_what_is_ready(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}", connections=2, time_limit=30) as reader:
        asked = [asyncio.ensure_future(reader.fetch("SELECT body FROM note")) for _ in range(50)]
        await asyncio.sleep(0)
        before = reader.usage.waiting
        time.sleep(0.2)  # noqa: ASYNC251 - the loop is to be held up
        # Each of the two may have had one in hand.
        assert before - reader.usage.waiting <= READY + 1
        assert await asyncio.gather(*asked) == [b"first"] * 50


SORTING = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<60000),
sorted AS MATERIALIZED (SELECT substr(hex(i*7919%60000),-6)||hex(zeroblob(20)) AS key FROM n ORDER BY key)
SELECT CAST(count(*) AS TEXT) FROM sorted"""


async def test_what_is_sorted_goes_on_in_a_file_where_memory_is_full(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.sqlite.PAGE_CACHE_KIB", 1_024)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with open_reader(f"sqlite:///{file}", connections=1, time_limit=30) as reader:
        assert await reader.fetch(SORTING) == b"60000"
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            with pytest.raises(DatabaseUnavailable) as refused:
                await reader.fetch(SORTING)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert refused.value.message == (
            f"There is no room to sort what is asked of {file}: disk I/O error. Make some in the folder "
            "for temporary files, or name another folder in SQLITE_TMPDIR."
        )
        assert await reader.fetch(SORTING) == b"60000"


COUNTING = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?)
SELECT CAST(count(*) AS TEXT) FROM n"""


async def test_what_is_brief_waits_for_no_thread(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}", connections=1, time_limit=30) as reader:
        long = asyncio.ensure_future(reader.fetch(COUNTING, [1_000_000]))
        await asyncio.sleep(0)
        assert await reader.fetch("SELECT body FROM note", brief=True) == b"first"
        assert not long.done()
        assert await long == b"1000000"


async def test_what_takes_longer_than_was_thought_is_left_to_a_thread(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}", time_limit=30) as reader:
        assert await reader.fetch(COUNTING, [1_000_000], brief=True) == b"1000000"
        assert await reader.fetch("SELECT body FROM note", brief=True) == b"first"


@pytest.mark.parametrize("value", [2**64, "\ud800"])
async def test_what_is_brief_fails_alike(file: Path, value: object) -> None:
    async with open_reader(f"sqlite:///{file}") as reader:
        with pytest.raises(BadInput):
            await reader.fetch("SELECT ?", [value], brief=True)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await reader.fetch("SELECT body FROM missing", brief=True)
        assert await reader.fetch("SELECT body FROM note", brief=True) == b"first"


async def test_what_is_brief_sees_the_newest_revision(file: Path) -> None:
    async with open_reader(f"sqlite:///{file}") as reader:
        for number in range(1, 4):
            assert await reader.fetch("SELECT CAST(count(*) AS TEXT) FROM note", brief=True) == b"%d" % number
            with closing(sqlite3.connect(file, isolation_level=None)) as writer:
                writer.execute("INSERT INTO note VALUES ('another')")
