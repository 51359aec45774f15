"""By what the rows of a list can be counted: derived from its filters, so that what can be asked for can be
counted, under the same names.
"""

from collections.abc import Iterator, Mapping

from db.graph.count import CODE_COUNT, PERIOD_COUNT, count_of
from db.graph.declaration import (
    ByColumn,
    ByDate,
    ByRelation,
    ByTree,
    Counts,
    Entity,
    Facet,
    Facets,
    Group,
    Kind,
)
from db.graph.query import ENTITIES, QUERY

# The types whose lists can be counted. Names and identifiers are parts of what they name.
COUNTED = (
    *QUERY.node_types,
    "Attribution",
    "Bearing",
    "Relation",
    "Figure",
    "Participation",
    "Placement",
)

EACH_ONCE = "A row counts once for each value, so counts may add up to more than there are rows."


def _members(entity: Entity) -> Iterator[tuple[str, Facet]]:
    for name, declared in entity.filters.items():
        match declared:
            case ByColumn(kind=Kind.CODE | Kind.BOOLEAN, identifies=False):
                text = f"By {_noun(name)}, the most frequent first."
                yield name, Counts(CODE_COUNT.name, declared, description=text)
            case ByDate():
                text = (
                    f"By the day, month or year in which it {_VERB[declared.prefix]}, in order of time; only "
                    "dates that certainly lie in one."
                )
                yield name, Counts(PERIOD_COUNT.name, declared, description=text)
            case ByTree():
                what = entity.name.lower()
                text = (
                    f"By {what}, rolled up: a row counts for its own {what} and for everything that this is "
                    f"inside, once for each. {EACH_ONCE}"
                )
                yield name, Counts(count_of(entity.name), declared, description=text)
            case ByRelation(type=target) if target in COUNTED:
                text = f"By what is known of each {_noun(name)}. {EACH_ONCE}"
                yield name, Group(declared, description=text)
                if target in QUERY.node_types:
                    text = f"By each {_noun(name)} itself, the most frequent first. {EACH_ONCE}"
                    yield f"{name}s", Counts(count_of(target), declared, description=text)
            case _:
                pass


_VERB = {"said": "was said", "occurred": "happened", "published": "was published"}


def _noun(name: str) -> str:
    """A filter's name in words: ``speechAct`` is "speech act"."""
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name)


FACETS: Mapping[str, Facets] = {
    name: Facets(
        f"{name}Facets",
        name,
        dict(_members(ENTITIES[name])),
        description="The rows of a list, counted by what is known of "
        f"{ENTITIES[name].plural or f'each {name.lower()}'}.",
    )
    for name in COUNTED
}
