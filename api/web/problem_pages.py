"""``/problems``: what each type of problem means, for people and for programs."""

import html
import re
from collections.abc import Iterator

import orjson
from starlette.routing import Route

from api.web.accept import HTML, JSON
from api.web.document import Document
from api.web.problems import PROBLEM_TYPES, TYPES, ProblemType


def problem_routes() -> list[Route]:
    """A page for each type, and one that lists them, as JSON or HTML."""
    index = TYPES.rstrip("/")
    pages = {index: _document(_index(), {"problems": [_described(each) for each in PROBLEM_TYPES]})}
    pages |= {each.path: _document(_page(each), _described(each)) for each in PROBLEM_TYPES}
    return [Route(path, page, methods=["GET"], include_in_schema=False) for path, page in pages.items()]


def _document(page: str, data: object) -> Document:
    return Document((JSON, orjson.dumps(data)), (HTML, page.encode()))


def _described(each: ProblemType) -> dict[str, str | int]:
    return {
        "type": each.path,
        "code": each.kind.code,
        "title": each.kind.title,
        "status": each.kind.status,
        "meaning": each.meaning,
        "remedy": each.remedy,
    }


def _page(each: ProblemType) -> str:
    kind = each.kind
    body = (
        f"<h1>{html.escape(kind.title)}</h1>",
        f"<p>Status {kind.status}, code <code>{kind.code}</code>, type <code>{each.path}</code>.</p>",
        f"<h2>When it happens</h2><p>{_text(each.meaning)}</p>",
        f"<h2>What to do</h2><p>{_text(each.remedy)}</p>",
        f'<p><a href="{TYPES.rstrip("/")}">All problems</a></p>',
    )
    return _html(kind.title, "".join(body))


def _index() -> str:
    def rows() -> Iterator[str]:
        for each in PROBLEM_TYPES:
            yield (
                f'<tr><td>{each.kind.status}</td><td><a href="{each.path}">{html.escape(each.kind.title)}</a>'
                f"</td><td><code>{each.kind.code}</code></td></tr>"
            )

    head = "<tr><th>Status</th><th>Problem</th><th>Code</th></tr>"
    return _html("Problems", f"<h1>Problems</h1><table>{head}{''.join(rows())}</table>")


def _text(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(title)} · Dateline</title></head><body><main>{body}</main></body></html>\n"
    )
