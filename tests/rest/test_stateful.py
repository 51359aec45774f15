"""Walks along the links of the OpenAPI document, by a program that knows nothing else.

Each step is generated, good or bad, from what an earlier answer holds. All of schemathesis's checks hold of
every answer, over a real connection.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core.parameters import ContainerName
from schemathesis.core.result import Ok
from schemathesis.core.transforms import UNRESOLVABLE
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput, Transition

from api.live.stream import PATH as STREAM
from api.rest.table import ROOT
from api.web.front import Front
from tests.databases import Backend, Databases
from tests.rest.conftest import application
from tests.rest.test_robustness import CHECKED, PROFILED, SEARCHED
from tests.serving import serving
from tests.world import load_world

WALKS = settings(
    max_examples=40,
    stateful_step_count=10,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    deadline=None,
)
# What is drawn beside what links give. Where every condition is drawn that there is, nothing fulfils them
# all, and nothing leads on; they are tried in `test_robustness`.
DRAWN = {"first", "format", "knownAt"}
# Far fewer than are followed: another version of schemathesis draws others.
LEAST_FOLLOWED = 20


@pytest.fixture(scope="module")
def walked(databases: Databases, backend: Backend) -> Iterator[str]:
    """The address of a real server over the small world, on each backend."""
    with databases.copy(backend, "world", load_world) as url:
        app, _ = application(url)
        with serving(Front(app)) as address:
            yield address


def linked(transition: Transition, place: ContainerName) -> dict[str, Any]:
    """What a link gives of the parameters in the path or in the query."""
    return {
        name: each.value.ok()
        for name, each in transition.parameters.get(place, {}).items()
        if isinstance(each.value, Ok) and each.value.ok() not in {None, UNRESOLVABLE}
    }


def test_walks_along_the_links_meet_what_is_documented(walked: str) -> None:
    whole = schemathesis.openapi.from_url(f"{walked}/openapi.json", config=CHECKED)
    # What has no end is listened to in tests/live.
    described = whole.exclude(path=ROOT + STREAM)
    machine: type[APIStateMachine] = described.as_state_machine()
    followed: set[str] = set()
    refused = 0

    class Walk(machine):  # type: ignore[valid-type, misc]
        def step(self, input: StepInput) -> StepOutput:  # noqa: A002 - schemathesis calls it so
            nonlocal refused
            case, transition = input.case, input.transition
            positive = case.meta is not None and case.meta.generation.mode.is_positive
            if positive:
                case.query = {name: value for name, value in case.query.items() if name in DRAWN}
                if case.query.get("format") == PROFILED:
                    del case.query["format"]
                if case.path.endswith("/search"):
                    case.query["text"] = SEARCHED
            if positive and transition is not None and not transition.is_inferred:
                # Schemathesis leaves out a part of what a link gives, to see more; half a link leads astray.
                case.query |= linked(transition, "query")
                case.path_parameters |= linked(transition, "path_parameters")
            output: StepOutput = super().step(input)
            if output.response.status_code >= 400:
                refused += 1
            elif transition is not None:
                followed.add(transition.id)
            return output

    Walk.run(settings=WALKS)
    assert len(followed) >= LEAST_FOLLOWED
    assert refused > 0
