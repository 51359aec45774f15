"""What a client accepts (RFC 9110, section 12): weights in ``Accept``, and the form that is chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# Anything else is no weight, and what carries it is not accepted.
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_PROFILE = "; profile="


@dataclass(frozen=True)
class Representation:
    """A form in which there is an answer.

    ``name`` marks it in the answer's tag. ``content_type`` is the header; ``media_type`` is what Accept calls
    it, without parameters but for a profile (RFC 6906), which tells two forms of one type apart.
    """

    name: str
    content_type: str

    @property
    def media_type(self) -> str:
        """The media type without its parameters, but with its profile."""
        bare, separator, profile = self.content_type.partition(_PROFILE)
        return bare.partition(";")[0] + separator + profile


JSON = Representation("json", "application/json")
HTML = Representation("html", "text/html; charset=utf-8")


@lru_cache(maxsize=512)
def chosen(accept: str | None, offered: tuple[Representation, ...]) -> Representation | None:
    """The form that the client likes best, the first of several that it likes the same; None if none."""
    weights = media_ranges(accept)
    # Of two that are liked the same, a profile that was asked for by its name goes first.
    best = max(offered, key=lambda each: (weight(weights, each.media_type), _named(weights, each)))
    return best if weight(weights, best.media_type) > 0 else None


def weight(weights: Mapping[str, float], media_type: str) -> float:
    """The weight of a media type: that of the narrowest range which it is in."""
    bare = media_type.partition(";")[0]
    for media_range in (media_type, bare, f"{bare.partition('/')[0]}/*", "*/*"):
        if media_range in weights:
            return weights[media_range]
    return 0.0


def _named(weights: Mapping[str, float], form: Representation) -> bool:
    return ";" in form.media_type and form.media_type in weights


@lru_cache(maxsize=512)
def media_ranges(accept: str | None) -> Mapping[str, float]:
    """The weights of an Accept header by media range. A charset other than UTF-8 is not to be had.

    A profile is a wish and no condition: what has it not is sent where nothing has it.
    """
    weights: dict[str, float] = {}
    wished: dict[str, float] = {}
    for media_range, parameters, given in weighted(accept or "*/*"):
        charset = parameters.get("charset", "utf-8").strip('"')
        value = given if charset == "utf-8" else 0.0
        profiles = parameters.get("profile", "").strip('"').split()
        for profile in profiles:
            weights[f'{media_range}{_PROFILE}"{profile}"'] = value
        if not profiles:
            weights[media_range] = value
        elif value > 0:
            wished[media_range] = value
    return wished | weights


def weighted(header: str) -> list[tuple[str, dict[str, str], float]]:
    """The members of a header such as Accept: the word, its parameters, and its weight from 0 to 1."""
    found: list[tuple[str, dict[str, str], float]] = []
    for member in header.lower().split(","):
        word, *rest = (each.strip() for each in member.split(";"))
        parameters = {
            name.strip(): value.strip() for name, _, value in (each.partition("=") for each in rest)
        }
        quality = parameters.pop("q", "1")
        if word:
            found.append((word, parameters, float(quality) if _WEIGHT.fullmatch(quality) else 0.0))
    return found
