"""The files in ``openapi/`` are what the code makes."""

import pytest

from api.commands.schema import FOLDER, generated


def test_the_folder_holds_what_is_generated_and_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(generated())


@pytest.mark.parametrize("name", sorted(generated()))
def test_a_committed_file_is_current(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == generated()[name](), "run `make openapi` and commit what it writes"
