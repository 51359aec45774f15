"""A template to a response. All that a dossier says is escaped, and no page holds a script that runs."""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from api.ide.page import PAGES_POLICY, assets
from api.pages import wording
from db.graph.dataset import LICENCE, LICENCE_URL
from db.search.question import MAX_LENGTH

FOLDER = Path(__file__).with_name("templates")

# What every page loads, by the name that the templates use.
_FILES = {"style": "pages.css", "script": "pages.js", "atlas": "atlas.json"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "amount": wording.amount,
        "chain_link": wording.link,
        "data": data,
        "day": wording.day,
        "named": wording.named,
        "web": web,
        "when": wording.when,
    }
    environment.globals |= {
        "label": wording.label,
        "meaning": wording.meaning,
        "bearing_on": wording.bearing_on,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "longest_question": MAX_LENGTH,
        "originators": wording.originators,
    }
    return environment


@cache
def appearance() -> bytes:
    """A digest of what all pages look like: the templates, and the files of the bundle that they name."""
    found = blake2b(repr(sorted(assets().urls.items())).encode(), digest_size=16)
    for file in sorted(FOLDER.iterdir()):
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.digest()


def rendered(template: str, context: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """The page of a template."""
    urls = assets().urls
    files = {name: urls[file] for name, file in _FILES.items()}
    body = _environment().get_template(template).render(**context, assets=files)
    headers = {
        "Content-Security-Policy": PAGES_POLICY,
    }
    return HTMLResponse(body, status, headers)


def data(value: object) -> Markup:
    """JSON for a script element, in which only "<" could end the element; JSON has an escape for it."""
    return Markup(orjson.dumps(value).decode().replace("<", "\\u003c"))  # noqa: S704 - no "<" is left in it


def web(url: str | None) -> str | None:
    """An address that may be linked to; None for one of another scheme, as ``javascript:``."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def in_graphiql(path: str, query: str, variables: Mapping[str, Any]) -> str:
    """GraphiQL's address with a query in it: in the fragment, which is never sent and has no limit."""
    asked = {"query": query}
    if variables:
        asked["variables"] = orjson.dumps(variables, option=orjson.OPT_INDENT_2).decode()
    return f"{path}#{urlencode(asked)}"
