"""Where dossiers wait that are checked and not yet written: a few in memory, the rest in a temporary file.

So each is read from its own file once, which is the dearest part of a load; what is written is what was
checked, whatever becomes of the file meanwhile; and memory does not grow with their number.
"""

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Final

from db.dossier.format import Dossier

IN_MEMORY: Final = 4 * 2**20
"""Bytes of the files whose dossiers stay in memory, where they take some twelve times as much."""


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    length: int


Kept = Dossier | _Place
"""What is given back for a dossier, by which it is found again."""


class Keeping:
    """Keeps dossiers until it is closed. Raises OSError where the disk has no room for them."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._length = 0
        self._room = IN_MEMORY

    def keep(self, dossier: Dossier, size: int) -> Kept:
        """Take in a dossier that was read from so many bytes."""
        self._room -= size
        if self._room >= 0:
            return dossier
        written = dossier.model_dump_json(exclude_unset=True).encode()
        place = _Place(self._length, len(written))
        self._file.seek(self._length)
        self._file.write(written)
        self._length += len(written)
        return place

    def find(self, kept: Kept) -> Dossier:
        """The dossier again."""
        if isinstance(kept, Dossier):
            return kept
        self._file.seek(kept.start)
        return Dossier.model_validate_json(self._file.read(kept.length))

    def close(self) -> None:
        """Let go of them all."""
        self._file.close()
