"""Arguments of facets: how many counts, of which related rows, and by which period."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from api.gql.annotations import or_null
from api.gql.enums import word_enum
from api.gql.inputs import filter_of
from db.compile.facets import DEFAULT_COUNTS, MAX_COUNTS, PERIODS, counts_of
from db.graph.declaration import ByDate, ByRelation, ByTree, Facet, Facets, Group
from db.graph.query import ENTITIES

_NAMED = {"DAY": "a day, as 2025-03-18", "MONTH": "a month, as 2025-03", "YEAR": "a year, as 2025"}


@cache
def _period() -> Any:
    words = {name: (name, f"By {_NAMED[name]}.") for name in PERIODS}
    return word_enum("Period", "The periods by which dates can be counted.", words)


def counts_argument(default: int = DEFAULT_COUNTS, most: int = MAX_COUNTS) -> tuple[Any, str]:
    """How many counts are asked for."""
    return or_null(int), f"How many counts: 0 to {most}; {default} where it is left out."


def facet_arguments(facet: Facet, home: Facets) -> Mapping[str, tuple[Any, str]]:
    """The arguments of a facet among those of a type."""
    if isinstance(facet, Group):
        return {
            "filter": (or_null(filter_of(ENTITIES[facet.relation.type])), "Only related rows like these.")
        }
    arguments = {"first": counts_argument(*counts_of(facet.by))}
    match facet.by:
        case ByDate():
            arguments = {"by": (_period(), "By days, months or years."), **arguments}
        case ByRelation(type=target):
            arguments["filter"] = (
                or_null(filter_of(ENTITIES[target])),
                "Only rows like these are counted by.",
            )
        case ByTree():
            level = "Only what is like this is counted by, as one kind."
            arguments["filter"] = (or_null(filter_of(ENTITIES[home.entity])), level)
        case _:
            pass
    return arguments
