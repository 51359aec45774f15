"""The text of a sample article while it is written: sentences, and spans of them with their hashes."""

from typing import Any

from db.dossier.text import sha256


class Prose:
    """Sentences, a line each, and the anchors that were set in them."""

    def __init__(self) -> None:
        self.anchors: dict[str, dict[str, Any]] = {}
        self._lines: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The whole text, as it is hashed."""
        return "\n".join(self._lines)

    def sentence(self, words: str) -> str:
        """Write a sentence; the name of its anchor."""
        start = self._length
        self._lines.append(words)
        self._length += len(words) + 1
        name = f"s{len(self._lines):02}"
        self._set(name, start, words)
        return name

    def part(self, name: str, words: str) -> str:
        """Anchor words of the sentence that was written last; the anchor's name is the sentence's with
        ``name``.
        """
        sentence = f"s{len(self._lines):02}"
        anchor = f"{sentence}-{name}"
        self._set(anchor, self.anchors[sentence]["start"] + self._lines[-1].index(words), words)
        return anchor

    def fingerprint(self) -> dict[str, Any]:
        """What a dossier says of the text."""
        text = self.text
        return {"sha256": sha256(text), "length": len(text), "normalisation": "NFC_LF"}

    def _set(self, name: str, start: int, words: str) -> None:
        self.anchors[name] = {"start": start, "end": start + len(words), "sha256": sha256(words)}
