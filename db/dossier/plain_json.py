"""The plain value of a dossier that a program wrote as JSON, in an eighth of the time that YAML takes.

JSON is YAML, but for one escape, which `as_yaml` puts right, and for some characters and breaks of lines that
no program writes, which are refused. So as in `db.dossier.plain` whatever might be wrong is left to
`db.dossier.markup`, which knows the places: what is read here, it would read alike.

`orjson` reads, and keeps silent about two things: of keys that are given twice it takes the last, and of
digits those that a number can keep. Whether either may be so is asked of the whole text at once.
"""

import json
import re
from typing import Any, Final

import orjson

from db.dossier.plain import InDoubt

# Two halves of a character beyond U+FFFF; a backslash that is itself escaped is passed over.
_HALVES = re.compile(r"\\\\|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_ALIKE: Final = bytes(range(0x7F))
# YAML has none of the controls, and breaks lines where the others stand.
_NOT_ALIKE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufffe\uffff]")
# In YAML a key and its colon are on one line; within a text there is no line's end in JSON.
_BEFORE_COLON: Final = re.compile(rb'"([ \t\r\n]+):')
_SPELT: Final = re.compile(rb"\\u00(?:00|3[aA])")
"""By their numbers, U+0000, which no dossier may have, and the colon, of which all are to be counted."""
_SPACE: Final = b" \t\r\n"
_NUMERALS: Final = bytes.maketrans(b"0123456789+-.eE,", b"000000000000000:")
_LONG_NUMBERS: Final = tuple(before + 16 * b"0" for before in (b":", b":[", b"[["))
"""What a number of 16 characters or more is by `_NUMERALS`; all others keep their digits (DBL_DIG)."""


def may_be_json(text: str) -> bool:
    """Whether it begins as the JSON of a dossier does; YAML may, too."""
    return text.startswith("{") or text.lstrip(" \t\r\n").startswith("{")


def json_value(data: bytes) -> Any:
    """The value of a mapping in JSON, in UTF-8. Raises `InDoubt`."""
    if not data.lstrip(_SPACE).startswith(b"{"):
        raise InDoubt
    try:
        value = orjson.loads(data)
        written = orjson.dumps(value)
    except (ValueError, TypeError) as error:
        raise InDoubt from error
    if (
        _SPELT.search(data)
        or _NOT_ALIKE.search(data.translate(None, _ALIKE).decode())
        or any(b"\n" in space or b"\r" in space for space in _BEFORE_COLON.findall(data))
        # A colon follows each key, and all others are in texts: with a key that is given twice some are lost.
        or data.count(b":") != written.count(b":")
        or _has_long_number(data)
    ):
        raise InDoubt
    return value


def _has_long_number(data: bytes) -> bool:
    """Whether there may be a number so long that digits of it are lost; a text can look like one."""
    numerals = data.translate(_NUMERALS, _SPACE)
    return any(number in numerals for number in _LONG_NUMBERS)


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
