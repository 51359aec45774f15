"""``python -m tests.pages.screenshots``: take the pictures of the documentation anew, from the seeds.

The machine's own fonts are in them, so they are not compared with anything; look at them.
"""

import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from api.settings import Settings
from tests.ide.conftest import FLAGS, find_chromium
from tests.seeded import load_seeds
from tests.serving import serving

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
PRESENCE = "/events/ukrainian-presence-in-belgorod-region"
DISPUTED = "/events/ukrainian-incursions-into-belgorod-region"


@dataclass(frozen=True)
class Picture:
    """What is on a picture: an element of a page, or the window's first screen, in pixels."""

    name: str
    path: str
    width: int
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    element: str | None = None


PICTURES = (
    Picture("front", "/", 1180, 860),
    Picture("event", PRESENCE, 1180, 1330),
    Picture("timeline-dark", DISPUTED, 1180, scheme="dark", element="figure.timeline"),
    Picture("statement", PRESENCE, 820, element="#statement-isw-notes-ukrainian-advance"),
    Picture("map", "/articles/2025-04-08-belgorod-admission", 1180, element="figure.map .drawing"),
    Picture("search", "/search?text=Belgorod", 1180, 760),
    Picture("phone", DISPUTED, 390, element="figure.timeline"),
    Picture("phone-dark", PRESENCE, 390, 844, scheme="dark"),
)


def take(browser: Browser, server: str, picture: Picture) -> bytes:
    """The picture as PNG."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(server + picture.path)
    for kind, drawn in (("timeline", "a.mark-link"), ("map", ".land[d^=M]")):
        figure = page.locator(f"figure.{kind}:has(script.data)")
        if figure.count():
            figure.locator(drawn).first.wait_for(state="attached")
    shot = page.locator(picture.element).screenshot() if picture.element else page.screenshot()
    context.close()
    return smaller(shot)


def smaller(png: bytes) -> bytes:
    """The same picture, compressed as well as can be and without what is not picture."""
    kept = {kind: content for kind, content in chunks(png) if kind != b"IDAT"}
    pixels = b"".join(content for kind, content in chunks(png) if kind == b"IDAT")
    packed = zlib.compress(zlib.decompress(pixels), 9)
    return png[:8] + chunk(b"IHDR", kept[b"IHDR"]) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG, with its length before it and its checksum behind it."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk of a PNG: its kind and its content."""
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/dateline.db"
        load_seeds(url)
        with serving(create_app(Settings(database_url=url))) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            for picture in PICTURES:
                (FOLDER / f"{picture.name}.png").write_bytes(take(browser, server, picture))
            browser.close()


if __name__ == "__main__":
    main()
