"""Dossiers wait between checking and writing as they were read."""

from contextlib import closing
from pathlib import Path

import pytest

from db.dossier import keeping
from db.dossier.keeping import Keeping
from db.dossier.reading import read
from db.sample.dossiers import dossiers
from db.sample.writing import write


def test_what_waits_in_the_file_is_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [write(each, number, tmp_path) for number, each in enumerate(dossiers(300, seed=5))]
    files += sorted((Path(__file__).parents[2] / "seeds").glob("*.yaml"))
    entries = [entry for file in files if (entry := read(file).dossier) is not None]
    assert len(entries) == len(files)
    monkeypatch.setattr(keeping, "IN_MEMORY", 1000)
    with closing(Keeping()) as kept:
        places = [kept.keep(entry, 400) for entry in entries]
        assert [kept.find(place) for place in places] == entries
        # The first two are there still, the others are read from the file, in any order.
        assert [kept.find(place) is entry for place, entry in zip(places, entries, strict=True)] == [
            number < 2 for number in range(len(entries))
        ]
        assert kept.find(places[-1]) == entries[-1]
        assert kept.find(places[2]) == entries[2]
