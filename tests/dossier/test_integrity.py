"""A draft whose rows refer to nothing that is not there is told from one whose rows do."""

from copy import deepcopy

import pytest

from db.dossier.difference import WRITE_ORDER
from db.dossier.integrity import is_whole
from db.dossier.windows import Window, read_window
from db.models import metadata
from tests.dossier.bridge import DOSSIER

NOWHERE = 10**6


@pytest.fixture(scope="module")
def window() -> Window:
    found = read_window([DOSSIER], frozenset())
    assert found is not None
    return found


# What is written beside the key of a row, when that is known.
LATER = {"revision_id", "occurred_earliest"}
REFERRING = sorted(
    {
        (table, key.parent.name)
        for table in WRITE_ORDER
        for key in metadata.tables[table].foreign_keys
        if key.parent.name not in LATER
    }
)


def test_a_sound_window_is_whole(window: Window) -> None:
    assert is_whole(window.draft, window.world.defined)


@pytest.mark.parametrize(("table", "column"), REFERRING, ids=".".join)
def test_a_reference_to_nothing(window: Window, table: str, column: str) -> None:
    draft = deepcopy(window.draft)
    values = list(draft.tables[table][column])
    values[-1] = "2031-01-01" if column == "said_earliest" else NOWHERE
    draft.tables[table][column] = values
    assert not is_whole(draft, window.world.defined)
    if metadata.tables[table].c[column].nullable:
        values[-1] = None
        assert is_whole(draft, window.world.defined)


@pytest.mark.parametrize("kind", ["ARTICLE", "SOURCE", "LOCATION", "EVENT", "STATEMENT"])
def test_what_is_defined_has_a_row(window: Window, kind: str) -> None:
    """What it names besides, the database is asked for."""
    draft = deepcopy(window.draft)
    table = draft.tables[kind.lower()]
    gone = draft.slugs[kind][table["id"][-1]]
    for column, values in table.items():
        table[column] = list(values)[:-1]
    defined = set(window.world.defined)
    assert not is_whole(draft, defined)
    # A link repeats the day of its statement, which is of the same dossier.
    assert is_whole(draft, defined - {(kind, gone)}) == (kind != "STATEMENT")
