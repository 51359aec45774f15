"""Every error of a dossier is said once, at its place, with what is wrong and what is allowed.

The cases are in ``misshapen.yaml`` and ``inconsistent.yaml``.
"""

from typing import Any

import pytest
import yaml

from tests.dossier.bridge import HERE
from tests.dossier.conftest import Check

CASES: list[dict[str, Any]] = [
    case
    for name in ("misshapen.yaml", "inconsistent.yaml")
    for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_errors(check: Check, case: dict[str, Any]) -> None:
    changes = [(change["from"], change["to"]) for change in case["change"]]
    assert check(*changes) == [f"bridge.yaml:{line}" for line in case["errors"]]


def test_the_dossier_without_a_change_has_no_error(check: Check) -> None:
    assert check() == []
