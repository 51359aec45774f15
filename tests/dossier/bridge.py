"""A small dossier of an invented article, whole or with a line changed."""

from pathlib import Path

HERE = Path(__file__).parent
DOSSIER = HERE / "bridge.yaml"
TEXT = HERE / "bridge.txt"


def changed(*replacements: tuple[str, str]) -> str:
    """The dossier with pieces of it replaced; each piece must be there exactly once."""
    text = DOSSIER.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def written(folder: Path, *replacements: tuple[str, str], name: str = "bridge.yaml") -> Path:
    """The changed dossier as a file."""
    file = folder / name
    file.write_text(changed(*replacements), encoding="utf-8")
    return file


def line_of(text: str, piece: str) -> int:
    """The number of the first line with the piece."""
    return text[: text.index(piece)].count("\n") + 1
