"""The query string of a request."""

from urllib.parse import parse_qsl

from db.errors import BadInput

# No question has more, however often it repeats a parameter.
MAX_FIELDS = 500

FORMAT = "format"
"""The parameter that chooses a form, and goes before ``Accept``."""

Pairs = list[tuple[str, str]]


def pairs_of(query: bytes) -> Pairs:
    """The names and values of a query string, in its order; raises `BadInput`."""
    try:
        text = query.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        message = f"the query string is no percent-encoded UTF-8, or has more than {MAX_FIELDS} parameters"
        raise BadInput(message) from None
