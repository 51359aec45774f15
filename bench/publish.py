"""Puts figures that ``python -m bench --json`` wrote into the page about them, between its marks.

``python -m bench.publish FIGURES...``: files of one size or of several. What stands between ``<!-- figures:
NAME -->`` and ``<!-- end of figures -->`` is replaced where there are such figures; prose is not touched.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.comparison import conditions, growth, in_short
from bench.report import report, revalidation
from db.generated_page import DOCS

PAGE: Final = DOCS / "performance.md"
_SECTION = re.compile(r"(<!-- figures: (?P<name>[a-z0-9 ]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def sections(sizes: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What stands between the marks, by name."""
    found = {str(each["statements"]): report(each) for each in sizes}
    found |= {"in short": conditions(sizes) + "\n" + in_short(sizes), "again": revalidation(sizes)}
    if len(sizes) > 1:
        found["growth"] = growth(sizes)
    return found


def filled(page: str, sizes: Sequence[dict[str, Any]]) -> str:
    """The page with these figures. Raises ValueError where it has no marks for some of them."""
    wanted = sections(sizes)
    if missing := wanted.keys() - {each["name"] for each in _SECTION.finditer(page)}:
        raise ValueError(f"no marks for: {', '.join(sorted(missing))}")
    return _SECTION.sub(
        lambda at: f"{at[1]}\n{wanted[at['name']]}\n{at[3]}" if at["name"] in wanted else at[0], page
    )


def main(files: Sequence[str]) -> None:
    """Reads the figures, and writes the page."""
    sizes = [size for file in files for size in json.loads(Path(file).read_text(encoding="utf-8"))]
    sizes.sort(key=lambda each: int(each["statements"]))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), sizes), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
