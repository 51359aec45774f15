"""Where what was renamed is to be found."""

from urllib.parse import quote

from starlette.types import Scope

from api.web.failures import Renamed


def address_of(scope: Scope, plural: str, renamed: Renamed) -> str:
    """The address of the request with the new slug in the place of the former, which is after ``plural``."""
    parts = scope["path"].split("/")
    place = [each for each in range(1, len(parts)) if parts[each - 1 : each + 1] == [plural, renamed.former]]
    parts[place[-1]] = renamed.slug
    query = scope["query_string"].decode("latin-1")
    return quote("/".join(parts)) + (f"?{query}" if query else "")
