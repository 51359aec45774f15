"""Every route of the table with slugs of the small world in its path."""

from collections.abc import Iterator

from api.rest.table import ROOT, ROUTES
from tests.world import WORLD

# A kind of entity has at least three of them, and the later ones are where the odd values are.
NUMBERS = (1, 2, 3)


def requests() -> Iterator[tuple[str, str, str | None]]:
    """For each route the path of a request, the name of its document, and the slug in it, if any."""
    for path, document in ROUTES:
        if "{slug}" not in path:
            yield ROOT + path, document, None
            continue
        kind = document.partition("-")[0]
        for number in NUMBERS:
            slug = str(WORLD[kind][number - 1]["slug"])
            yield ROOT + path.replace("{slug}", slug), document, slug
