"""What pydantic found, in the words of somebody who writes a dossier: what is wrong and what is allowed."""

import inspect
import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import Any, get_args

from pydantic_core import ErrorDetails

from db.dossier.format import Dossier
from db.dossier.markup import KEY
from db.dossier.problems import Finding, Path
from db.dossier.shapes import SHAPES, Entry


def finding(error: ErrorDetails) -> Finding:
    """The error at the path of the value, or of the key, that is at fault."""
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    kind = error["type"]
    if kind == "missing":
        return Finding(path[:-1], f"the key “{path[-1]}” is missing: {_description(path)}")
    if kind == "extra_forbidden":
        allowed = nearest(str(path[-1]), _entry_at(path[:-1]).model_fields)
        return Finding((*path, KEY), f"there is no key “{path[-1]}” here: the keys are {', '.join(allowed)}")
    if kind in _WORDS:
        return Finding(path, _WORDS[kind](error["input"], error.get("ctx", {})))
    return Finding(path, error["msg"])


def nearest(word: str, allowed: Iterable[str]) -> list[str]:
    """``allowed``, what resembles ``word`` most first."""

    def likeness(candidate: str) -> float:
        return SequenceMatcher(None, word.casefold(), candidate.casefold()).ratio()

    listed = list(allowed)
    close = sorted((name for name in listed if likeness(name) > 0.5), key=likeness, reverse=True)
    return close + [name for name in listed if name not in close]


def shown(value: Any) -> str:
    """The value as a reader of the error knows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    text = str(value)
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"


def _code(value: Any, context: dict[str, Any]) -> str:
    allowed = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
    return f"{shown(value)} is not allowed here: write {_either(nearest(str(value), allowed))}"


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _shape(value: Any, context: dict[str, Any]) -> str:
    return f"{shown(value)} is not {SHAPES[context['pattern']]}"


def _text(value: Any, _: dict[str, Any]) -> str:
    if isinstance(value, int | float):
        return f"a text is expected, and {str(value).lower()} is none: put it in quotes"
    return f"a text is expected, and here is {shown(value)}"


def _expected(what: str) -> Callable[[Any, dict[str, Any]], str]:
    return lambda value, _: f"{what} is expected, and here is {shown(value)}"


_WORDS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "literal_error": _code,
    "string_pattern_mismatch": _shape,
    "string_type": _text,
    "int_type": _expected("a whole number"),
    "int_from_float": _expected("a whole number"),
    "float_type": _expected("a number"),
    "bool_type": _expected("true or false"),
    "date_type": _expected("a day, as 2025-04-08,"),
    "list_type": _expected("a list"),
    "dict_type": _expected("a mapping"),
    "model_type": _expected("a mapping"),
    "value_error": lambda _, context: str(context["error"]),
    "string_too_short": lambda *_: "the text is empty",
    "string_too_long": lambda value, context: (
        f"the text has {len(value):,} characters, and {context['max_length']:,} are allowed"
    ),
    "too_short": lambda _, context: f"at least {context['min_length']} must be given",
    "too_long": lambda value, context: f"{len(value)} are given, and {context['max_length']} are allowed",
    "greater_than": lambda value, context: f"{value} must be greater than {context['gt']:,.0f}",
    "greater_than_equal": lambda value, context: f"{value} must be {context['ge']:g} or more",
    "less_than": lambda value, context: f"{value} must be less than {context['lt']:,.0f}",
    "less_than_equal": lambda value, context: f"{value} must be {context['le']:,.0f} or less",
}


def _description(path: Path) -> str:
    field = _entry_at(path[:-1]).model_fields[str(path[-1])]
    return (field.description or "").rstrip(".").strip()


def _entry_at(path: Path) -> type[Entry]:
    """The class of the entry that stands at ``path``."""
    entry: type[Entry] = Dossier
    for part in path:
        if isinstance(part, str) and part in entry.model_fields:
            entry = _entry_in(entry.model_fields[part].annotation) or entry
    return entry


def _entry_in(annotation: Any) -> type[Entry] | None:
    if inspect.isclass(annotation) and issubclass(annotation, Entry):
        return annotation
    return next(filter(None, map(_entry_in, get_args(annotation))), None)
