"""What is always the same bytes while a server runs: pages, descriptions, the index."""

from typing import Self

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.problem import problem
from api.web.accept import HTML, Representation
from api.web.responding import Headers, respond, wanted
from api.web.validators import content_version
from db.errors import FactError

# To be asked for again whenever it is used: it costs a 304, and nobody sees the page of an older release.
REVALIDATE = b"no-cache"

# What a page says of itself that an answer from here says in its own way.
_SAID_HERE = frozenset({b"cache-control", b"content-length", b"content-type"})


def headers_of(page: Response) -> list[tuple[bytes, bytes]]:
    """The headers of a page that was made as a response, but those that sending it adds."""
    return [each for each in page.raw_headers if each[0] not in _SAID_HERE]


class Document:
    """The ASGI application of a document in one or several forms, the first of which is the usual one."""

    def __init__(
        self, *forms: tuple[Representation, bytes], headers: Headers = (), caching: bytes = REVALIDATE
    ) -> None:
        self._offered = tuple(representation for representation, _ in forms)
        self._forms = {representation: (body, content_version(body)) for representation, body in forms}
        self._kept: dict[Representation, dict[str, bytes]] = {each: {} for each in self._offered}
        self._headers: Headers = ((b"cache-control", caching), *headers)

    @classmethod
    def of_page(cls, page: Response) -> Self:
        """The document of a page that was made as a response."""
        return cls((HTML, bytes(page.body)), headers=headers_of(page))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers GET and HEAD; the route refuses the rest. A query string means nothing here."""
        head = scope["method"] == "HEAD"
        try:
            asked = wanted(scope, self._offered)
        except FactError as error:
            await problem(error, head=head)(scope, receive, send)
            return
        body, version = self._forms[asked.representation]
        kept = self._kept[asked.representation]
        await respond(send, asked, body, version, self._headers, head=head, kept=kept)
