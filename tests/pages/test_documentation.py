"""The documentation of the pages names what there is."""

import re
import zlib
from pathlib import Path

from api.pages.routes import PAGES
from tests.pages.screenshots import FOLDER, PICTURES, chunk, chunks, smaller

ROOT = Path(__file__).parent.parent.parent
PAGES_MD = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")


def test_every_page_is_described() -> None:
    described = re.findall(r"^\| `([^`]+)`", PAGES_MD, re.MULTILINE)
    assert {page.path for page in PAGES if "{" in page.path or page.path == "/"} <= set(described)


def test_every_picture_is_shown_with_a_text_instead_and_is_small() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(pictures/([\w-]+)\.png\)", PAGES_MD)
    shown += re.findall(r'<img src="pictures/([\w-]+)\.png"[^>]* alt="([^"]+)">', PAGES_MD)
    names = {each.name for each in PICTURES}
    assert {name for pair in shown for name in pair} >= names
    assert {path.stem for path in FOLDER.glob("*.png")} == names
    assert [path.name for path in FOLDER.glob("*.png") if path.stat().st_size > 200_000] == []


def test_no_picture_lies_in_the_folder_that_no_page_shows() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in FOLDER.parent.glob("*.md"))
    assert [path.name for path in FOLDER.iterdir() if f"pictures/{path.name}" not in pages] == []


def test_a_picture_is_compressed_without_a_change() -> None:
    picture = (FOLDER / "map.png").read_bytes()
    header = next(chunks(picture))
    pixels = b"".join(content for kind, content in chunks(picture) if kind == b"IDAT")
    loose = [
        header,
        (b"tEXt", b"Comment\0x"),
        (b"IDAT", zlib.compress(zlib.decompress(pixels), 1)),
        (b"IEND", b""),
    ]
    tight = [*chunks(smaller(picture[:8] + b"".join(chunk(*each) for each in loose)))]

    assert [kind for kind, _ in tight] == [b"IHDR", b"IDAT", b"IEND"]
    assert tight[0] == header
    assert zlib.decompress(tight[1][1]) == zlib.decompress(pixels)
    assert len(tight[1][1]) < len(loose[2][1])
