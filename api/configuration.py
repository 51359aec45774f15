"""The settings as an operator sees them: what each is, where its value came from, and what it may be.

``python -m api.configuration`` writes ``docs/settings.md``; with ``--check`` it says if it is current.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic.fields import FieldInfo

from api.masking import masked
from api.settings import PREFIX, Settings
from db.generated_page import DOCS, write_or_check

PAGE: Final = DOCS / "settings.md"
COMMAND: Final = "python -m api.configuration"

_BOUNDS: Final = (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"))


@dataclass(frozen=True)
class Shown:
    """A setting as it is shown, with passwords masked. ``source`` is ``default`` or ``environment``."""

    variable: str
    value: str
    source: str
    default: str
    allowed: str
    description: str


def shown(chosen: Settings | None = None) -> list[Shown]:
    """Every setting, in the order of their declaration; without ``chosen``, each at its default."""
    found = []
    for name, field in Settings.model_fields.items():
        default = _text(field.get_default(call_default_factory=True))
        given = chosen is not None and name in chosen.model_fields_set
        found.append(
            Shown(
                variable=variable(name),
                value=_text(getattr(chosen, name)) if chosen is not None else default,
                source="environment" if given else "default",
                default=default,
                allowed=_allowed(field),
                description=field.description or "",
            )
        )
    return found


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def unknown(environment: Mapping[str, str] | None = None) -> list[str]:
    """What to say of each variable that looks like a setting and is none: nothing reads it.

    No error: container platforms add variables of their own, named after the service.
    """
    found = []
    for name in sorted(os.environ if environment is None else environment):
        given = name.lower().removeprefix(PREFIX.lower())
        if given != name.lower() and given not in Settings.model_fields:
            near = get_close_matches(given, Settings.model_fields, 1, cutoff=0.75)
            found.append(f"{name} is no setting" + (f": is {variable(near[0])} meant?" if near else "."))
    return found


def _text(value: object) -> str:
    return "none" if value is None else masked(str(value).lower() if isinstance(value, bool) else str(value))


def _allowed(field: FieldInfo) -> str:
    bounds: dict[str, Any] = {}
    for each in field.metadata:
        bounds |= {name: getattr(each, name) for name, _ in _BOUNDS if hasattr(each, name)}
    said = [f"{words} {_figure(bounds[name])}" for name, words in _BOUNDS if name in bounds]
    kinds = getattr(field.annotation, "__args__", ())
    if said:
        return ", ".join(said)
    if field.annotation is bool:
        return "true or false"
    if kinds and all(isinstance(each, str) for each in kinds):
        return " or ".join(kinds)
    return "a path" if field.annotation is Path or Path in kinds else "a text"


def _figure(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:g}"


def render() -> str:
    """The page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield f"<!-- `{COMMAND}` wrote this page. -->"
    yield ""
    yield "Each setting is an environment variable, read and checked once, when a command starts: the"
    yield "command ends with a sentence for each that holds what it cannot be. `dateline settings` prints"
    yield "the values that hold, passwords masked, and where each came from. A variable that begins with"
    yield "`DATELINE_` and is none of these gets a warning. Traces have OpenTelemetry's own variables:"
    yield "[operating.md](operating.md#traces)."
    yield ""
    yield "| Variable | Default | May be | What it says |"
    yield "| --- | --- | --- | --- |"
    for each in shown():
        yield f"| `{each.variable}` | `{each.default}` | {each.allowed} | {each.description} |"
    yield ""


def main(arguments: list[str]) -> int:
    """As `write_or_check` has it."""
    return write_or_check(PAGE, render(), COMMAND, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
