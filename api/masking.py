"""Passwords in what is shown: settings are printed, logged and quoted in errors, their secrets are not."""

import re
from typing import Final

MASK: Final = "***"

# Up to the last @, as a password with an unescaped one is the very kind that ends in an error message.
_IN_URL: Final = re.compile(r"(://[^:/?#]*:).*(?=@)", re.DOTALL)
# A parameter of a URL, or a keyword of libpq, whose value may stand in quotation marks.
_NAMED: Final = re.compile(
    r"((?:password|passwd|secret|token)\s*=\s*)('(?:[^'\\]|\\.)*'?|[^&\s]*)", re.IGNORECASE
)


def masked(text: str) -> str:
    """The text with *** in place of the passwords of URLs and of libpq's connection strings."""
    return _NAMED.sub(rf"\1{MASK}", _IN_URL.sub(rf"\1{MASK}", text))
