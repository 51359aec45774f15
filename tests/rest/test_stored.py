"""The stored documents themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import FragmentDefinitionNode, parse

from api.rest import stored as module
from api.rest.parameters import Parameters
from api.rest.stored import FOLDER, stored
from api.rest.table import ROUTES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder in place of the documents."""
    (tmp_path / "fragments").mkdir()
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    for cache in (module.stored, module._fragments):
        cache.cache_clear()
    yield tmp_path
    for cache in (module.stored, module._fragments):
        cache.cache_clear()


def test_every_fragment_is_used() -> None:
    declared = {
        definition.name.value
        for file in (FOLDER / "fragments").glob("*.graphql")
        for definition in parse(file.read_text(encoding="utf-8")).definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    forms = (form for path, name in ROUTES for form in Parameters(path, stored(name)).forms.values())
    assert declared == {name for form in forms for name in form.document.fragments}


def test_a_document_is_sent_with_the_fragments_that_it_needs(folder: Path) -> None:
    (folder / "fragments" / "all.graphql").write_text(
        "fragment Inner on Source { name } fragment Outer on Source { slug ...Inner } "
        "fragment Other on Source { kind }"
    )
    (folder / "sources.graphql").write_text(
        '"""\nSources\n\nOne\nafter another.\n"""\nquery listSources { sources { nodes { ...Outer } } }'
    )
    document = stored("sources")
    assert document.text == (
        "query listSources{sources{nodes{...Outer}}}"
        "fragment Inner on Source{name}fragment Outer on Source{slug ...Inner}"
    )
    assert (document.name, document.summary, document.description) == (
        "listSources",
        "Sources",
        "One after another.",
    )


def test_a_document_that_does_not_fit_the_schema_is_refused(folder: Path) -> None:
    (folder / "sources.graphql").write_text("query listSources { sources { rows { slug } } }")
    with pytest.raises(TypeError, match=r"sources\.graphql: Cannot query field 'rows'"):
        stored("sources")


@pytest.mark.parametrize(
    ("name", "resource", "shown"),
    [
        ("events", ("events",), "EventConnection"),
        ("event", ("event",), "Event"),
        ("event-statements", ("event", "statements"), "EventStatementConnection"),
        ("event-status", ("event", "status"), "Status"),
        ("event-disputes", ("event",), "Event"),
        ("dataset", ("dataset",), "Dataset"),
    ],
)
def test_a_route_answers_the_innermost_object(name: str, resource: tuple[str, ...], shown: str) -> None:
    document = stored(name)
    assert (document.resource, document.shown.name) == (resource, shown)
