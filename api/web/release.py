"""Which release answers: answers change with the code as well as with the data."""

import os
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent
_KINDS = frozenset({".py", ".yaml", ".graphql"})
_NOT_OURS = frozenset({"__pycache__", "node_modules", "built"})


@cache
def fingerprint() -> bytes:
    """Of all that answers are made by: the code, the vocabularies and the stored documents.

    A version number would be the same for every checkout between two releases.
    """
    found = blake2b(digest_size=16)
    for file in sorted(each for package in ("api", "db") for each in _files(_ROOT / package)):
        found.update(str(file.relative_to(_ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.digest()


def _files(package: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(package):
        subfolders[:] = [each for each in subfolders if each not in _NOT_OURS]
        yield from (Path(folder, name) for name in names if Path(name).suffix in _KINDS)
