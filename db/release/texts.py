"""What a release says of itself to people: its README and, where no other is given, its licence."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from db.release.dictionary import describe_table
from db.release.package import Version, Written

_TEMPLATES: Final = Path(__file__).parent / "templates"


def licence() -> str:
    """The licence of a release of Dateline's own dossiers."""
    return (_TEMPLATES / "LICENSE.md").read_text(encoding="utf-8")


def readme(version: Version, written: Sequence[Written]) -> str:
    """The README of a release."""
    rows = {each.table.name: each.rows for each in written}
    lines = [
        f"| `{each.table.name}` | {each.rows:,} | {_of_history(rows, each.table.name)} "
        f"| {describe_table(each.table)} |"
        for each in sorted(written, key=lambda each: each.table.name)
        if not each.table.name.endswith("_history")
    ]
    return (
        (_TEMPLATES / "README.md")
        .read_text(encoding="utf-8")
        .format(
            version=version.name,
            revision=version.revision,
            day=f"{version.loaded_at:%Y-%m-%d at %H:%M:%S}",
            tables="\n".join(lines),
        )
    )


def _of_history(rows: Mapping[str, int], table: str) -> str:
    twin = rows.get(f"{table}_history")
    return "" if twin is None else f"{twin:,}"
