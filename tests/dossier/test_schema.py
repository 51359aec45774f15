"""The JSON Schema says what the loader says, as far as a schema can; the generated files are current."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from db.dossier import markup, reference
from db.dossier.schema import schema, schema_json
from tests.dossier.bridge import DOSSIER, HERE, changed

ROOT = HERE.parent.parent
# What takes a look at the meaning of a value, or at two values of an entry.
BEYOND_A_SCHEMA = {
    "impossible day",
    "impossible day of reading",
    "anchor backwards",
    "chain out of order",
    "figure out of order",
}
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "misshapen.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


@pytest.mark.parametrize(
    "file", [DOSSIER, HERE / "ferry.yaml", *sorted((ROOT / "seeds").glob("*.yaml"))], ids=str
)
def test_good_dossiers_fit(validator: Draft202012Validator, file: Path) -> None:
    assert [error.message for error in validator.iter_errors(markup.parse("x", file.read_bytes()))] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_misshapen_ones_do_not(validator: Draft202012Validator, case: dict[str, Any]) -> None:
    changes = [(change["from"], change["to"]) for change in case["change"]]
    value = markup.parse("x", changed(*changes).encode())
    assert validator.is_valid(value) == (case["case"] in BEYOND_A_SCHEMA)


def test_every_key_is_described() -> None:
    entries = {"Dossier": schema(), **schema()["$defs"]}
    long_forms = [
        form for entry in entries.values() for form in entry.get("anyOf", [entry]) if "properties" in form
    ]
    assert len(long_forms) == len(entries)
    assert [
        (entry["title"], key)
        for entry in long_forms
        for key, value in entry["properties"].items()
        if not value.get("description")
    ] == []


def test_the_schema_in_openapi_is_current() -> None:
    assert (ROOT / "openapi" / "dossier.schema.json").read_text(encoding="utf-8") == schema_json()


def test_the_page_in_docs_is_current() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.render()
