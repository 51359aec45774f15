"""The routes: each path with the stored document that answers it.

Parameters are not listed: those of the path and of the query are the document's variables, and a filter
among them brings one parameter for each condition that ``db/graph`` declares.

Paths are tried from the top, so those that services ask most often come first.
"""

from typing import NamedTuple

ROOT = "/v1"


class Route(NamedTuple):
    """A path below `ROOT` and the name of its document in ``documents/``."""

    path: str
    document: str


ROUTES = (
    Route("/events/{slug}", "event"),
    Route("/statements/{slug}", "statement"),
    Route("/sources/{slug}", "source"),
    Route("/locations/{slug}", "location"),
    Route("/articles/{slug}", "article"),
    Route("/events", "events"),
    Route("/statements", "statements"),
    Route("/sources", "sources"),
    Route("/locations", "locations"),
    Route("/articles", "articles"),
    Route("/events/{slug}/status", "event-status"),
    Route("/events/{slug}/status-history", "event-status-history"),
    Route("/events/{slug}/disputes", "event-disputes"),
    Route("/events/{slug}/contradictions", "event-contradictions"),
    Route("/events/{slug}/statements", "event-statements"),
    Route("/events/{slug}/placements", "event-placements"),
    Route("/events/{slug}/participations", "event-participations"),
    Route("/events/{slug}/sides", "event-sides"),
    Route("/events/{slug}/figures", "event-figures"),
    Route("/events/{slug}/parts", "event-parts"),
    Route("/events/{slug}/gaps", "event-gaps"),
    Route("/statements/{slug}/events", "statement-events"),
    Route("/statements/{slug}/locations", "statement-locations"),
    Route("/statements/{slug}/related-by", "statement-related-by"),
    Route("/statements/{slug}/gaps", "statement-gaps"),
    Route("/sources/{slug}/statements", "source-statements"),
    Route("/sources/{slug}/participations", "source-participations"),
    Route("/sources/{slug}/sides", "source-sides"),
    Route("/sources/{slug}/members", "source-members"),
    Route("/sources/{slug}/articles", "source-articles"),
    Route("/locations/{slug}/placements", "location-placements"),
    Route("/locations/{slug}/statements", "location-statements"),
    Route("/locations/{slug}/figures", "location-figures"),
    Route("/locations/{slug}/parts", "location-parts"),
    Route("/articles/{slug}/statements", "article-statements"),
    Route("/articles/{slug}/gaps", "article-gaps"),
    Route("/articles/{slug}/anchors", "article-anchors"),
    Route("/articles/{slug}/omissions", "article-omissions"),
    Route("/statements/counts/by-speech-act", "statement-counts-by-speech-act"),
    Route("/statements/counts/by-form", "statement-counts-by-form"),
    Route("/statements/counts/by-commitment", "statement-counts-by-commitment"),
    Route("/statements/counts/by-source", "statement-counts-by-source"),
    Route("/statements/counts/by-article", "statement-counts-by-article"),
    Route("/statements/counts/by-event", "statement-counts-by-event"),
    Route("/statements/counts/by-place", "statement-counts-by-place"),
    Route("/events/counts/by-type", "event-counts-by-type"),
    Route("/events/counts/by-modality", "event-counts-by-modality"),
    Route("/events/counts/by-participant", "event-counts-by-participant"),
    Route("/events/counts/by-place", "event-counts-by-place"),
    Route("/sources/counts/by-kind", "source-counts-by-kind"),
    Route("/sources/counts/by-country", "source-counts-by-country"),
    Route("/locations/counts/by-kind", "location-counts-by-kind"),
    Route("/locations/counts/by-precision", "location-counts-by-precision"),
    Route("/articles/counts/by-publisher", "article-counts-by-publisher"),
    Route("/articles/counts/by-language", "article-counts-by-language"),
    Route("/statements/counts/by-day", "statement-counts-by-day"),
    Route("/statements/counts/by-month", "statement-counts-by-month"),
    Route("/statements/counts/by-year", "statement-counts-by-year"),
    Route("/events/counts/by-day", "event-counts-by-day"),
    Route("/events/counts/by-month", "event-counts-by-month"),
    Route("/events/counts/by-year", "event-counts-by-year"),
    Route("/articles/counts/by-day", "article-counts-by-day"),
    Route("/articles/counts/by-month", "article-counts-by-month"),
    Route("/articles/counts/by-year", "article-counts-by-year"),
    Route("/figures", "figures"),
    Route("/figures/totals", "figure-totals"),
    Route("/search", "search"),
    Route("/events/{slug}/history", "event-history"),
    Route("/statements/{slug}/history", "statement-history"),
    Route("/sources/{slug}/history", "source-history"),
    Route("/locations/{slug}/history", "location-history"),
    Route("/articles/{slug}/history", "article-history"),
    Route("/changes", "changes"),
    Route("/revisions", "revisions"),
    Route("/revisions/{number}", "revision"),
    Route("/terms", "terms"),
    Route("/terms/{scheme}/{code}", "term"),
    Route("/dataset", "dataset"),
)
