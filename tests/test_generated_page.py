"""Pages that code writes are written, and told from what is out of date."""

from pathlib import Path

import pytest

from db.generated_page import write_or_check


def test_a_page_is_written_and_held_to_what_would_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    complaint = "docs/page.md is not current: run `write it`.\n"
    assert write_or_check(page, "first", "write it", ["--check"]) == 1
    assert capsys.readouterr().err == complaint
    assert write_or_check(page, "first", "write it", []) == 0
    assert page.read_text(encoding="utf-8") == "first"
    assert write_or_check(page, "first", "write it", ["--check"]) == 0
    assert capsys.readouterr().err == ""
    assert write_or_check(page, "second", "write it", ["--check"]) == 1
    assert capsys.readouterr().err == complaint
    assert page.read_text(encoding="utf-8") == "first"
    assert write_or_check(page, "second", "write it", ["--chekc"]) == 2
    assert capsys.readouterr().err == "usage: write it [--check]\n"
