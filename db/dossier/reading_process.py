"""A process that reads dossiers for a load, ``python -m db.dossier.reading_process``; it ends with its input.

It is sent pickles, first the hashes of what is loaded already, then files window by window. It answers the
first with nothing, when it can be asked, and each window with a pickle: what
`db.dossier.windows.read_window` gives back or raises. Before each answer stands its length.
"""

import gc
import os
import pickle
import sys
from typing import BinaryIO, Final

from db.dossier.windows import read_window

LENGTH: Final = 8
"""Bytes of the length before an answer, the greatest first."""


def answer(asked: BinaryIO, said: BinaryIO) -> None:
    """Answer until nothing more is asked."""
    # Both ends of the pipes are Dateline.
    loaded: frozenset[str] = pickle.load(asked)  # noqa: S301
    _say(said, b"")
    while True:
        try:
            files = pickle.load(asked)  # noqa: S301
        except EOFError:
            return
        try:
            found: object = read_window(files, loaded)
        except OSError as error:
            found = error
        _say(said, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))


def _say(said: BinaryIO, data: bytes) -> None:
    said.write(len(data).to_bytes(LENGTH, "big"))
    said.write(data)
    said.flush()


def main() -> None:
    """Answer on standard output, to which nothing else is written: print() goes to standard error."""
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # What is made here is let go of with its window, and hardly any of it in cycles.
    gc.freeze()
    gc.set_threshold(100_000)
    try:
        answer(sys.stdin.buffer, said)
    except BrokenPipeError:
        # Nobody waits for it any more: the load was stopped.
        os._exit(1)


if __name__ == "__main__":
    main()
