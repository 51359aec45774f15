"""What the page on releases shows is in a release of the seeds."""

import json
import re
from pathlib import Path

from db.release.exporting import export
from db.release.layout import FORMATS, SUMS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "releases.md").read_text(encoding="utf-8")


def test_the_examples_are_of_a_release_of_the_seeds(seeds_url: str, tmp_path: Path) -> None:
    export(seeds_url, tmp_path / "release")
    shown = re.findall(r"`((?:csv|ndjson)/[\w.]+)` [^`]*\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert [file for file, _ in shown] == ["csv/quotation.csv", "ndjson/attribution.ndjson"]
    for file, example in shown:
        lines = (tmp_path / "release" / file).read_text(encoding="utf-8").splitlines()
        assert [line for line in example.splitlines() if line not in lines] == []
    field = re.search(r"in the table `(\w+)`:\n\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert field is not None
    package = json.loads((tmp_path / "release" / "datapackage.json").read_bytes())
    (described,) = (each for each in package["resources"] if each["name"] == field[1])
    assert json.loads(field[2]) in described["schema"]["fields"]


def test_every_file_of_a_release_is_on_the_page(release: Path) -> None:
    named = {entry.name for entry in release.iterdir()}
    assert {*FORMATS, SUMS} < named
    assert [name for name in named if f"`{name}" not in PAGE] == []
