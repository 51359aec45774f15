"""The tables, one file per entity."""

from sqlalchemy import Table

from db.models.article import Anchor, Article, Gap, Omission
from db.models.clustering import keep_by_key
from db.models.declarative import Model, Versioned
from db.models.event import Event, Participation, Placement, Side
from db.models.history import add_history
from db.models.location import Location, LocationIdentifier, LocationName
from db.models.revision import Change, ChangeField, Dossier, Revision, RevisionDossier
from db.models.search import Searchable, SearchName
from db.models.source import Affiliation, Likeness, Source, SourceIdentifier, SourceName, likeness_pair
from db.models.statement import (
    Attribution,
    Bearing,
    Figure,
    Quotation,
    Relation,
    Statement,
    StatementAnchor,
    StatementEvent,
    StatementLocation,
)
from db.models.term import Term, TermMatch

metadata = Model.metadata
history = add_history(
    metadata,
    {
        mapper.local_table.name
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, Versioned) and isinstance(mapper.local_table, Table)
    },
)
keep_by_key(metadata)

__all__ = [
    "Affiliation",
    "Anchor",
    "Article",
    "Attribution",
    "Bearing",
    "Change",
    "ChangeField",
    "Dossier",
    "Event",
    "Figure",
    "Gap",
    "Likeness",
    "Location",
    "LocationIdentifier",
    "LocationName",
    "Model",
    "Omission",
    "Participation",
    "Placement",
    "Quotation",
    "Relation",
    "Revision",
    "RevisionDossier",
    "SearchName",
    "Searchable",
    "Side",
    "Source",
    "SourceIdentifier",
    "SourceName",
    "Statement",
    "StatementAnchor",
    "StatementEvent",
    "StatementLocation",
    "Term",
    "TermMatch",
    "Versioned",
    "history",
    "likeness_pair",
    "metadata",
]
