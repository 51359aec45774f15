"""What is wrong with a dossier, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indices from the top of the dossier, as ``("statements", 3, "said")``."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error at its place; line and column count from 1, columns in code points."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.message}"


class Finding(NamedTuple):
    """One error before its place in the file is looked up."""

    path: Path
    message: str


class BadDossiers(Exception):
    """What stands in the way of loading, all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def written(path: Path) -> str:
    """The path as it is shown: ``statements[3].said``; the dossier itself is ``(dossier)``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "(dossier)"
