"""The GraphiQL page, the REST documentation page and the assets that both load, under a strict policy.

Nothing here comes from another host, and the browser is told to refuse it if it did.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from api.ide.build import BUILT, COMMAND, FOLDER
from api.ide.example import Example
from api.web.accept import Representation
from api.web.coding import IDENTITY, accepted
from api.web.document import Document
from api.web.failures import PageNotBuilt
from api.web.headers import fields
from api.web.validators import Version, held, tag

_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src {styles}; "
    "img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
)
# Monaco, the editor inside GraphiQL, writes style elements and attributes as it goes; Swagger UI does not.
IDE_POLICY = _POLICY.format(styles="'self' 'unsafe-inline'", forms="'none'")
DOCS_POLICY = _POLICY.format(styles="'self'", forms="'none'")
# The other pages have a box to search in.
PAGES_POLICY = _POLICY.format(styles="'self'", forms="'self'")

_ASSETS_PATH = "/assets"
_SVG = Representation("svg", "image/svg+xml")
_YEAR = 365 * 24 * 60 * 60
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Assets:
    """The built files: `urls` by plain name (`ide.js`), `files` by the hashed name that is asked for."""

    urls: dict[str, str]
    files: dict[str, Path]


@cache
def assets(built: Path = BUILT) -> Assets:
    """What `built` holds; raises `PageNotBuilt`. The server asks at its start, not at the first visit."""
    try:
        manifest: dict[str, str] = orjson.loads((built / "manifest.json").read_bytes())
        files = {path.name: path for path in (built / "assets").iterdir()}
    except FileNotFoundError:
        raise PageNotBuilt(f"The GraphiQL page is not built: run `{COMMAND}`.") from None
    if missing := sorted(set(manifest.values()) - files.keys()):
        raise PageNotBuilt(f"The GraphiQL page lacks {missing[0]}: delete {built} and run `{COMMAND}`.")
    return Assets({name: f"{_ASSETS_PATH}/{file}" for name, file in manifest.items()}, files)


def ide_page(endpoint: str, examples: Sequence[Example]) -> Response:
    """GraphiQL for the GraphQL endpoint at this path, with one tab for each example."""
    urls = assets().urls
    config = {
        "endpoint": endpoint,
        "examples": [
            {
                "title": example.title,
                "story": example.story,
                "query": example.query,
                "variables": orjson.dumps(example.variables, option=orjson.OPT_INDENT_2).decode()
                if example.variables
                else None,
            }
            for example in examples
        ],
        "workers": {kind: urls[f"{kind}.worker.js"] for kind in ("editor", "json", "graphql")},
    }
    return _page("Dateline", "ide", config, IDE_POLICY)


def docs_page(openapi_url: str) -> Response:
    """Swagger UI for the OpenAPI document at this path."""
    return _page("Dateline: REST", "docs", {"openapi": openapi_url}, DOCS_POLICY)


def _page(title: str, name: str, config: object, policy: str) -> Response:
    urls = assets().urls
    # Inside a script element only "<" can end the element; JSON has an escape for it.
    data = orjson.dumps(config).decode().replace("<", "\\u003c")
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{html.escape(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{urls[f"{name}.css"]}">
<script type="application/json" id="config">{data}</script>
<script type="module" src="{urls[f"{name}.js"]}"></script>
</head>
<body>
<div id="{name}"></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
""",
        headers={
            "Cache-Control": "no-cache",
            "Content-Security-Policy": policy,
        },
    )


def asset_routes() -> list[Route]:
    """`/assets/{name}` and the icon, for the application's routes; none of them is part of the REST API."""
    icon = Document((_SVG, (FOLDER / "favicon.svg").read_bytes()), caching=b"public, max-age=%d" % _DAY)
    return [
        Route(f"{_ASSETS_PATH}/{{name}}", _asset, include_in_schema=False),
        Route("/favicon.svg", icon, methods=["GET"], include_in_schema=False),
        # Browsers ask for this one of their own accord, for a page that is JSON.
        Route("/favicon.ico", icon, methods=["GET"], include_in_schema=False),
    ]


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    files = assets().files
    if name not in files:
        raise HTTPException(404)
    # The name carries the hash of the contents: it never means anything else.
    headers = {
        "Cache-Control": f"public, max-age={_YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    given = fields(request.scope["headers"])
    # A notice of licences has no compressed copy, and whoever refuses the plain file gets it then.
    codings = [each for each in accepted(given.accept_encoding) if f"{name}{_ENDINGS[each]}" in files]
    coding = codings[0] if codings else IDENTITY
    file = files[f"{name}{_ENDINGS[coding]}"]
    if coding != IDENTITY:
        headers["Content-Encoding"] = coding
    version = Version(name)
    headers["ETag"] = tag(version, "file", coding)
    known = given.if_none_match and held(given.if_none_match, version, "file", codings or [coding])
    if known:
        headers["ETag"] = known
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return FileResponse(file, headers=headers, media_type=_media_type(name))


# How the build calls the copies in each coding.
_ENDINGS = {"zstd": ".zst", "br": ".br", "gzip": ".gz", IDENTITY: ""}

_MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
}


def _media_type(name: str) -> str:
    # Not from the machine's own table: some say text/plain for .js, which nosniff then refuses to run.
    return _MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
