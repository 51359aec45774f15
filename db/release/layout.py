"""Where things stand in the folder of a release."""

from typing import Final

FORMAT: Final = 1
"""Of the layout and of the cells. A release of another format is refused by name."""

PACKAGE: Final = "datapackage.json"
SUMS: Final = "SHA256SUMS"
README: Final = "README.md"
LICENCE: Final = "LICENSE.md"
CODEBOOK: Final = "codebook.md"

FORMATS: Final = ("csv", "ndjson", "parquet")
"""Each has a folder with a file of the same suffix for every table."""


def path_of(table: str, form: str) -> str:
    """The file of a table in one format, from the folder of the release."""
    return f"{form}/{table}.{form}"
