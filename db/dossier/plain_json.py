"""The plain value of a dossier that a program wrote as JSON, in a sixth of the time that YAML takes.

JSON is YAML, but for one escape, which `as_yaml` puts right, and for some characters and breaks of lines that
no program writes, which are refused. So as in `db.dossier.plain` whatever might be wrong is left to
`db.dossier.markup`, which knows the places: what is read here, it would read alike.
"""

import json
import re
from typing import Any, Final

from db.dossier.plain import InDoubt, NoNumber, unquoted

# Two halves of a character beyond U+FFFF; a backslash that is itself escaped is passed over.
_HALVES = re.compile(r"\\\\|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
# YAML has none of the controls, and breaks lines where the others stand.
_NOT_ALIKE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufffe\uffff]")
# In YAML a key and its colon are on one line; within a text there is no line's end in JSON.
_PARTED: Final = re.compile(r'"[ \t]*[\r\n]\s*:')


def may_be_json(text: str) -> bool:
    """Whether it begins as the JSON of a dossier does; YAML may, too."""
    return text.startswith("{") or text.lstrip(" \t\r\n").startswith("{")


def json_value(text: str) -> Any:
    """The value of a text in JSON. Raises `InDoubt`."""
    if "\\u0000" in text or _PARTED.search(text) or _NOT_ALIKE.search(text):
        raise InDoubt
    try:
        value = _DECODER.decode(text)
        if _HALF.search(text):
            # A half without the other is a character that UTF-8 does not have.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InDoubt from error
    return value


def as_yaml(text: str) -> str:
    """The text with characters beyond U+FFFF escaped as YAML escapes them, where it is JSON."""
    if not may_be_json(text) or not _HALF.search(text):
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _HALVES.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    if found[0] == "\\\\":
        return found[0]
    high, low = int(found[1], 16), int(found[2], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise InDoubt
    return entries


def _number(text: str) -> Any:
    try:
        return unquoted(text)
    except NoNumber as error:
        raise InDoubt from error


def _no_number(text: str) -> Any:
    raise InDoubt(text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_number, parse_int=_number, parse_constant=_no_number
)
