"""Asking the query engine from a test that is no coroutine."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.gql.execution import Answer, Engine, Request
from api.gql.schema import CORE_SCHEMA
from db.engine import Reader, open_reader


@dataclass(frozen=True)
class Asker:
    """An engine on an open reader, and the loop that they live in."""

    engine: Engine
    reader: Reader
    runner: asyncio.Runner

    def __call__(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> Answer:
        """The answer to a request."""
        return self.runner.run(self.engine.answer(Request(query, operation_name, variables)))


@contextmanager
def asking(url: str, **options: Any) -> Iterator[Asker]:
    """An engine on a database, for as long as the context lasts."""
    with asyncio.Runner() as runner:
        reader = open_reader(url, time_limit=10.0)
        runner.run(reader.open())
        try:
            yield Asker(Engine(CORE_SCHEMA, reader, **options), reader, runner)
        finally:
            runner.run(reader.close())
