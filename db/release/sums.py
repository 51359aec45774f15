"""SHA-256 sums of the files of a release, in the form that ``sha256sum -c`` reads."""

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Final

from db.release.errors import ReleaseError
from db.release.layout import SUMS

_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def write_sums(folder: Path, known: Mapping[str, str]) -> None:
    """Write the sums of every file in the folder. ``known`` are those that need not be computed again."""
    lines = [f"{known.get(path) or sha256_of(folder / path)}  {path}\n" for path in files_in(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def check_sums(
    folder: Path, expected: Iterable[str], progress: Callable[[str, int, int], None] = lambda *_: None
) -> None:
    """Raise `ReleaseError` that names each file that is missing, damaged, or not of the release.

    ``expected`` are files that a release must have, whatever its list says.
    """
    sums = _sums(folder)
    found = set(files_in(folder))
    problems = [f"{path}: is missing" for path in sorted({*expected, *sums} - found)]
    problems += [f"{path}: is not listed in {SUMS}" for path in sorted(found - sums.keys())]
    present = sorted(found & sums.keys())
    for number, path in enumerate(present, start=1):
        if sha256_of(folder / path) != sums[path]:
            problems.append(f"{path}: is damaged, for its SHA-256 is another than {SUMS} says")
        progress("verifying", number, len(present))
    if problems:
        raise ReleaseError(*problems)


def files_in(folder: Path) -> list[str]:
    """Every file of the folder but the sums themselves, sorted, as a path from there with forward slashes."""
    files = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir())
    return sorted(path for path in files if path != SUMS)


def _sums(folder: Path) -> dict[str, str]:
    file = folder / SUMS
    if not file.is_file():
        raise ReleaseError(f"{SUMS}: is missing")
    sums = {}
    lines = file.read_text(encoding="utf-8", errors="replace").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        read = _LINE.fullmatch(line)
        if read is None:
            raise ReleaseError(f"{SUMS}: line {number} is no SHA-256 with the path of a file")
        sums[read[2]] = read[1]
    return sums
