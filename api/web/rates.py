"""How often a client may ask: a budget that fills up steadily, counted in memory or in Redis.

The generic cell rate algorithm (ITU-T I.371, annex A; a leaky bucket as a meter): of each client one number
is kept, the time at which its budget would be full again. A request moves it on by the time in which its
share of the budget fills up, and is refused where that would lie more than a whole window ahead.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from time import monotonic, time
from typing import Final, Protocol

LOG = logging.getLogger(__name__)

CLIENTS: Final = 100_000
"""Clients that are remembered, of about 200 bytes each; the one that asked longest ago is forgotten first."""

RETRY: Final = 5.0
"""Seconds for which a Redis that does not answer is not asked again."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``requests`` in each ``window`` of seconds, all at once or evenly."""

    requests: int
    window: int

    @property
    def interval(self) -> float:
        """Seconds in which one request of the budget fills up."""
        return self.window / self.requests


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands after a request: what it has left, and seconds until that is full or enough."""

    allowed: bool
    remaining: int
    full: int
    retry: int


class Rates(Protocol):
    """Where clients are counted."""

    async def count(self, client: str, policy: Policy) -> Standing | None:
        """The standing of a client after one more request; None where nobody can tell."""

    async def close(self) -> None:
        """Lets go of connections."""


def standing(due: float, now: float, policy: Policy, *, allowed: bool) -> Standing:
    """What a client is told whose budget is full again at ``due``."""
    owed = max(0.0, due - now)
    # A thousandth of a request is the rounding of the clock's own numbers.
    remaining = max(0, int((policy.window - owed) / policy.interval + 0.001))
    retry = 0 if allowed else max(1, ceil(owed + policy.interval - policy.window))
    return Standing(allowed, remaining, ceil(owed), retry)


class InMemory:
    """For one process: each counts what it sees itself."""

    def __init__(self) -> None:
        self._due: OrderedDict[str, float] = OrderedDict()

    async def count(self, client: str, policy: Policy) -> Standing:
        now = monotonic()
        due = max(now, self._due.get(client, now))
        allowed = due + policy.interval <= now + policy.window + 1e-6
        if allowed:
            due += policy.interval
            self._due[client] = due
            self._due.move_to_end(client)
            if len(self._due) > CLIENTS:
                self._due.popitem(last=False)
        return standing(due, now, policy, allowed=allowed)

    async def close(self) -> None:
        self._due.clear()


# As in `InMemory.count`, in one step and by Redis' own clock, so that servers need not agree on the time.
_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local window, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(now, tonumber(redis.call('GET', KEYS[1]) or now))
local allowed = due + interval <= now + window + 0.000001
if allowed then
  due = due + interval
  redis.call('SET', KEYS[1], string.format('%.6f', due), 'PX', math.ceil((due - now) * 1000))
end
return {allowed and 1 or 0, string.format('%.6f', due - now)}
"""


class InRedis:
    """For all servers that name the same Redis. While it does not answer, nobody is refused."""

    def __init__(self, url: str) -> None:
        # An extra: one server needs no Redis.
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        self._redis = Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.5, client_name="dateline"
        )
        self._script = self._redis.register_script(_SCRIPT)
        self._failures = (RedisError, OSError)
        self._silent_until = 0.0

    async def count(self, client: str, policy: Policy) -> Standing | None:
        if monotonic() < self._silent_until:
            return None
        try:
            allowed, owed = await self._script(
                keys=[f"dateline:rate:{client}"], args=[policy.window, policy.interval]
            )
        except self._failures as error:
            self._silent_until = monotonic() + RETRY
            LOG.warning("clients are not counted, as Redis does not answer (%s)", type(error).__name__)
            return None
        now = time()
        return standing(now + float(owed), now, policy, allowed=bool(allowed))

    async def close(self) -> None:
        await self._redis.aclose()
