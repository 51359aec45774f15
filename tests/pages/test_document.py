"""The pages' stored documents."""

from pathlib import Path

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from api.pages import document as documents
from api.pages.document import FOLDER, document
from api.pages.routes import PAGES


def test_every_document_is_a_pages() -> None:
    files = {path.stem for path in FOLDER.glob("*.graphql")} - {"fragments"}
    assert {page.document for page in PAGES} == files


@pytest.mark.parametrize("name", sorted({page.document for page in PAGES}))
def test_a_document_says_what_it_asks_and_brings_the_fragments_that_it_needs(name: str) -> None:
    text = document(name)
    definitions = parse(text).definitions
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    fragments = [each.name.value for each in definitions if isinstance(each, FragmentDefinitionNode)]

    assert text.startswith("# ")
    assert [operation.name is not None for operation in operations] == [True]
    assert [name for name in fragments if f"...{name}" not in text] == []


def test_a_document_that_is_not_valid_is_a_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.graphql").write_text("query Wrong { nothing ...Some }")
    (tmp_path / "fragments.graphql").write_text("fragment Some on Query { dataset { revision } }")
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    documents._fragments.cache_clear()
    try:
        with pytest.raises(TypeError, match=r"^wrong\.graphql: Cannot query field 'nothing' on type 'Query'"):
            document("wrong")
    finally:
        documents._fragments.cache_clear()
