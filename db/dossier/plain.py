"""The plain value of YAML in which all is as it should be, in half the time of `db.dossier.markup`.

It goes through the same events, and keeps no places and explains nothing: whatever might be wrong, or means
something else than it seems to, it leaves to `db.dossier.markup`, which reads the text anew.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

MAX_DEPTH: Final = 20
"""Of lists and mappings inside one another; the format nests six deep."""
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
STRINGS: Final = ("tag:yaml.org,2002:str", "!")
"""Tags that say no more than that a text is one."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")
SURROGATE = re.compile("[\ud800-\udfff]")
# 15 significant digits pass through a 64-bit float unchanged, and no more do (DBL_DIG).
_MAX_DIGITS: Final = 15
_LONGEST_INTEGER: Final = 18


class InDoubt(Exception):
    """The value is not to be had in this way; it may be sound all the same."""


class NoNumber(ValueError):
    """The text is a number that cannot be kept; the message says why."""


def unquoted(text: str) -> Any:
    """The value of a scalar without quotation marks and tag. Raises `NoNumber`."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    found = _number(text)
    return text if found is None else found


def _number(text: str) -> int | float | None:
    """What a scalar says that begins as a number does; None where it is a text. Raises `NoNumber`."""
    if _INTEGER.fullmatch(text):
        if len(text) > _LONGEST_INTEGER:
            raise NoNumber(f"the number {text[:_LONGEST_INTEGER]}… is too large")
        return int(text)
    if not _FLOAT.fullmatch(text):
        return None
    digits = re.split("[eE]", text)[0].lstrip("+-0.").replace(".", "")
    if len(digits) > _MAX_DIGITS:
        raise NoNumber(
            f"{text} has {len(digits)} significant digits, and a number keeps {_MAX_DIGITS}: shorten it"
        )
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NoNumber(f"the number {text} is too large")
    return value


def plain_value(text: str) -> Any:
    """The value of a text of one document. Raises `InDoubt`, and YAMLError as PyYAML does."""
    events = yaml.CSafeLoader(text)
    try:
        # Only an escape can give what YAML allows and no dossier does: PostgreSQL cannot hold U+0000, and
        # UTF-8 no lone surrogate.
        return _Reader(events.get_event, escapes="\\" in text).document()
    finally:
        events.dispose()


class _Reader:
    def __init__(self, event: Callable[[], Any], *, escapes: bool) -> None:
        self._event = event
        self._escapes = escapes

    def document(self) -> Any:
        self._event()  # the stream starts
        if type(self._event()) is not yaml.DocumentStartEvent:
            raise InDoubt
        value = self._value(self._event(), 0)
        self._event()  # the document ends
        if type(self._event()) is not yaml.StreamEndEvent:
            raise InDoubt
        return value

    def _value(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth >= MAX_DEPTH or kind is yaml.AliasEvent or (event.tag is not None and not event.implicit):
            raise InDoubt
        return self._mapping(depth + 1) if kind is yaml.MappingStartEvent else self._list(depth + 1)

    def _list(self, depth: int) -> list[Any]:
        items: list[Any] = []
        following, value = self._event, self._value
        while type(event := following()) is not yaml.SequenceEndEvent:
            items.append(value(event, depth))
        return items

    def _mapping(self, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        following, scalar = self._event, self._scalar
        while type(event := following()) is yaml.ScalarEvent:
            key = event.value
            if key in entries or (self._escapes and _refused(key)):
                raise InDoubt
            event = following()
            entries[key] = scalar(event) if type(event) is yaml.ScalarEvent else self._value(event, depth)
        if type(event) is not yaml.MappingEndEvent:
            raise InDoubt
        return entries

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if self._escapes and _refused(text):
            raise InDoubt
        plain, quoted = event.implicit
        if not plain:
            if not quoted and event.tag not in STRINGS:
                raise InDoubt
            return text
        try:
            return unquoted(text)
        except NoNumber as error:
            raise InDoubt from error


def _refused(text: str) -> bool:
    return "\0" in text or (not text.isascii() and SURROGATE.search(text) is not None)
