"""What a server must say of itself to be measured."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from bench.client import post
from bench.process import Process
from bench.workloads import Row, Values, Workload


@dataclass(frozen=True)
class Databases:
    """The same rows twice."""

    file: Path
    postgresql: str | None
    # The process of the PostgreSQL server.
    postmaster: int | None = None


class Peer(ABC):
    """A server over one of the databases."""

    name: ClassVar[str]
    on_postgresql: ClassVar[bool] = False

    @abstractmethod
    def started(self, databases: Databases) -> AbstractContextManager[Process]:
        """The server while it runs."""

    @abstractmethod
    def request(self, workload: Workload, values: Values) -> bytes | None:
        """The bytes of a request; None where the server cannot be asked this."""

    @abstractmethod
    def cursor(self, process: Process, row: Row) -> str:
        """What the server takes as the place after a row."""

    def leaves(self, workload: Workload, body: bytes) -> list[Any]:
        """What the answer says, as values in the order in which they stand, whatever their names."""
        found = json.loads(body)
        if isinstance(found, dict) and found.get("errors"):
            raise RuntimeError(f"{self.name}, {workload.name}: {body.decode()[:500]}")
        return list(_leaves(found))


def graphql(path: str, query: str, variables: Mapping[str, Any]) -> bytes:
    """The request of an operation."""
    return post(path, json.dumps({"query": query, "variables": variables}).encode())


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name != "pageInfo":
                yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
