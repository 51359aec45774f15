"""Dossiers read some at a time: what a load has in memory is bounded by windows, however many there are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from db.dossier.checking import Soundness
from db.dossier.drafting import Draft, Drafting
from db.dossier.integrity import is_whole
from db.dossier.reading import Given, data_of, read_data
from db.dossier.world import Key, World

WINDOW: Final = 2**21
"""Bytes of the files of one window, some 1,600 statements: enough for long lists of values."""
_VALUES: Final = 2**15
"""What a dossier that is in no file counts as."""


@dataclass(frozen=True)
class Window:
    """Dossiers that were read and checked among themselves, as far as they are new."""

    unchanged: int
    """Dossiers that are loaded already, and so not in the draft."""
    draft: Draft
    world: World
    """What others have to be asked about."""
    wanted: list[Key]
    """What the dossiers refer to and none of them defines."""
    files: list[str]


def size(given: Given) -> int:
    """The bytes of a file, or what values count as; a pipe has none. Raises OSError."""
    return given.stat().st_size if isinstance(given, Path) else _VALUES


def can_be_read_again(given: Given) -> bool:
    """Whether it is no pipe. Raises OSError."""
    return given.is_file() if isinstance(given, Path) else True


def windows(files: Sequence[Given]) -> Iterator[Sequence[Given]]:
    """The files in order, some for each window. Raises OSError."""
    some: list[Given] = []
    filled = 0
    for file in files:
        some.append(file)
        filled += size(file)
        if filled >= WINDOW:
            yield some
            some, filled = [], 0
    if some:
        yield some


def read_window(files: Iterable[Given], loaded: Collection[str]) -> Window | None:
    """Read those dossiers whose hashes are not ``loaded``; None where one of them is more than an addition.

    That is where anything may be wrong with it, or where it says what became of something earlier.
    """
    soundness, drafting = Soundness(), Drafting()
    unchanged = 0
    for file in files:
        data = data_of(file)
        digest = sha256(data).hexdigest()
        if digest in loaded:
            unchanged += 1
            continue
        reading = read_data(file, data)
        dossier = reading.dossier
        if dossier is None or not reading.whole or dossier.withdrawn or dossier.renamed:
            return None
        if not soundness.add(reading, dossier):
            return None
        drafting.add(dossier, digest)
    if not soundness.together():
        return None
    world, draft = soundness.world, drafting.draft()
    if not is_whole(draft, world.defined):
        return None
    # The rows name all that is referred to.
    named = ((kind, slug) for kind, slugs in draft.slugs.items() for slug in slugs)
    wanted = [key for key in named if key not in world.defined]
    return Window(unchanged, draft, world.for_others(), wanted, soundness.files)
