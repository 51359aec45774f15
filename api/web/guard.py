"""Who may ask, and how often: the keys of clients, and their budgets of requests.

What is told is the fields ``RateLimit`` and ``RateLimit-Policy`` of draft-ietf-httpapi-ratelimit-headers-10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.types import Scope

from api.keys import Key, Keys
from api.web.clients import client
from api.web.failures import TooManyRequests, UnknownKey
from api.web.rates import Policy, Rates, Standing
from db.errors import FactError

ADDRESS: Final = "address"
KEY: Final = "key"

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="dateline", error="invalid_token"'}

Headers = list[tuple[bytes, bytes]]


class Turned(Exception):
    """A request that goes no further: with which error, and which headers and members of the problem."""

    def __init__(self, error: FactError, headers: Mapping[str, str], members: Mapping[str, Any]) -> None:
        super().__init__(error.message)
        self.error = error
        self.headers = headers
        self.members = members


@dataclass(frozen=True)
class Guard:
    """Meets each request. Without ``policy`` addresses have no budget, without ``keys`` keys mean nothing."""

    rates: Rates
    window: int
    policy: Policy | None = None
    keys: Keys | None = None

    async def admit(self, scope: Scope) -> Headers:
        """What a request's client is told of its budget; raises `Turned`."""
        sent = _bearer(scope) if self.keys is not None else None
        key = self.keys.find(sent) if self.keys is not None and sent is not None else None
        told = await self._counted(scope, key)
        if sent is not None and key is None:
            # Only now, so that whoever tries keys does so within the budget of an address.
            raise Turned(UnknownKey("this server does not know the key; ask its operator"), _CHALLENGE, {})
        return told

    async def _counted(self, scope: Scope, key: Key | None) -> Headers:
        if key is None:
            name, policy, who = ADDRESS, self.policy, client(scope)
        else:
            name, who = KEY, f"key:{key.name}"
            policy = Policy(key.requests, self.window) if key.requests else None
        found = None if policy is None else await self.rates.count(who, policy)
        if policy is None or found is None:
            return []
        told = _told(name, policy, found)
        if not found.allowed:
            raise Turned(
                TooManyRequests(
                    f"more than {policy.requests} requests in {policy.window} s: ask again in {found.retry} s"
                ),
                {"Retry-After": str(found.retry), **{n.decode(): v.decode() for n, v in told}},
                {"violated-policies": [name]},
            )
        return told


def _told(name: str, policy: Policy, found: Standing) -> Headers:
    return [
        (b"ratelimit-policy", f'"{name}";q={policy.requests};w={policy.window}'.encode()),
        (b"ratelimit", f'"{name}";r={found.remaining};t={found.full}'.encode()),
    ]


def _bearer(scope: Scope) -> str | None:
    """The key that a request carries; what has another scheme is for somebody in between."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            text: str = value.decode("latin-1")
            scheme, _, key = text.partition(" ")
            if scheme.lower() == "bearer":
                return key.strip()
    return None
