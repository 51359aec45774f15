"""What can be asked of search: entities of all types in one list, by the words that are typed."""

from db.graph.declaration import (
    Argument,
    ByRelation,
    Choice,
    Entity,
    Found,
    Kind,
    Many,
    Order,
    Snippet,
    Variant,
)
from db.graph.shared import PAGED
from db.models import Article, Event, Location, Searchable, Source, Statement
from db.search import index

_MODELS = {
    "source": Source,
    "location": Location,
    "event": Event,
    "article": Article,
    "statement": Statement,
}

TYPES = Choice(
    "SearchType",
    {
        "SOURCE": ("source", "Sources, by their name, their other names and their role."),
        "LOCATION": ("location", "Locations, by their name and their other names."),
        "EVENT": ("event", "Events, by their title and their summary."),
        "ARTICLE": ("article", "Articles, by their headline."),
        "STATEMENT": ("statement", "Statements, by their proposition and their quotations."),
    },
    description="What kind of thing to look for, and where its words are.",
)

SEARCH_RESULT = Entity(
    "SearchResult",
    description="Something that was found by its words.",
    members={
        "entity": Variant(
            "SearchEntity",
            tuple((model.__name__, f"{name}_id") for name, model in _MODELS.items()),
            description="What was found, with all that can be asked of it.",
        ),
        "snippet": Snippet(
            description="Some 30 words around the first one that was found, as HTML: those found are in mark "
            "elements, everything else is escaped. Between two texts of one entity stands a middle dot.",
        ),
    },
    model=Searchable,
    filters={
        name: ByRelation(
            model.__name__,
            ((model, "id", f"{name}_id"),),
            or_none=True,
            description=f"Keeps, of the {name}s found, those that match. Results of other types stay.",
        )
        for name, model in _MODELS.items()
    },
)

ROOT = Many(
    "SearchResult",
    Order("search", ("rowid",), of_link=True),
    link=Found(index.TABLE),
    far="rowid",
    arguments={
        "text": Argument(
            Kind.STRING,
            required=True,
            description='What to look for: words, "exact phrase", -without, begin*. Any other character only '
            "separates words.",
        ),
        "types": Argument(
            Kind.CODE,
            choice=TYPES,
            description="Only things of these kinds; of all, if left out. An empty list matches nothing.",
        ),
    },
    description="Everything whose words match: sources and locations first, the shortest name before the "
    f"others, then events, articles and statements, each the newest first. {PAGED}",
)
