"""A page of the documentation that code writes: written, or held against what would be written."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).parent.parent / "docs"


def write_or_check(page: Path, text: str, command: str, arguments: Sequence[str]) -> int:
    """Write the page, or with ``--check`` say whether it is current; gives the exit status.

    command: how the page is written, for whoever finds it out of date.
    """
    if not arguments:
        page.write_text(text, encoding="utf-8")
        return 0
    if list(arguments) != ["--check"]:
        sys.stderr.write(f"usage: {command} [--check]\n")
        return 2
    current = page.exists() and page.read_text(encoding="utf-8") == text
    if not current:
        sys.stderr.write(f"docs/{page.name} is not current: run `{command}`.\n")
    return int(not current)
