"""The time limit of a statement, over HTTP: the database itself is stopped, and answers the next question."""

import httpx2

from api.app import create_app
from api.settings import Settings
from tests.serving import serving

SHORT = 0.02
# Most of a second: a status is worked out for each event of each statement, ten times.
STATUSES = "statements(first: 100) { nodes { events(first: 100) { nodes { status { value since } } } } }"
SLOW = "{ " + " ".join(f"a{number}: {STATUSES}" for number in range(10)) + " }"


def test_a_slow_statement_is_stopped(world_url: str) -> None:
    app = create_app(Settings(database_url=world_url, statement_seconds=SHORT, max_cost=10**9))
    expected = {
        "errors": [
            {
                "message": "The answer took too long: ask for less at once",
                "extensions": {"code": "STATEMENT_TIMEOUT"},
            }
        ]
    }
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        for accept in ("application/json", "application/graphql-response+json"):
            response = client.post("/graphql", json={"query": SLOW}, headers={"accept": accept})
            assert (response.status_code, response.json()) == (503, expected)
        answer = client.post("/graphql", json={"query": "{ dataset { revision } }"})
        assert answer.json() == {"data": {"dataset": {"revision": 2}}}
