"""A dossier as rows of tables; what the tables hold beyond the dossier is derived here and only here."""

from db.dossier.format import Dossier, LocationEntry, SourceEntry
from db.dossier.identity import Keys, Recognised
from db.dossier.ledger import Ledger, Rows, dated
from db.dossier.statement_rows import write_statements


def rows(dossier: Dossier, dossier_id: int, entities: Keys, recognised: Recognised) -> Rows:
    """The rows of a checked dossier; ``entities`` must know every slug in it."""
    ledger = Ledger(dossier, dossier_id, entities, recognised)
    _article(ledger)
    for source in dossier.sources:
        _source(ledger, source)
    for location in dossier.locations:
        _location(ledger, location)
    _events(ledger)
    write_statements(ledger)
    _sides(ledger)
    _gaps(ledger)
    return ledger.rows


def _article(ledger: Ledger) -> None:
    article = ledger.dossier.article
    ledger.add(
        "article",
        {
            "id": ledger.article_id,
            "slug": article.slug,
            "dossier_id": ledger.dossier_id,
            "headline": article.headline,
            "publisher_id": ledger.key("SOURCE", article.publisher),
            "byline": article.byline,
            "url": article.url,
            "archived_url": article.archived_url,
            **dated("published", article.published),
            "retrieved": article.retrieved,
            "language": article.language,
            "licence": article.licence,
            "text_sha256": article.text.sha256,
            "text_length": article.text.length,
            "text_normalisation": article.text.normalisation,
        },
    )
    for name, anchor in ledger.dossier.anchors.items():
        ledger.anchors[name] = ledger.add_keyed(
            "anchor",
            {
                "article_id": ledger.article_id,
                "start": anchor.start,
                "end": anchor.end,
                "sha256": anchor.sha256,
            },
        )
    for omission in ledger.dossier.left_out:
        ledger.add(
            "omission",
            {
                "anchor_id": ledger.anchors[omission.anchor],
                "article_id": ledger.article_id,
                "reason": omission.reason,
            },
        )


def _source(ledger: Ledger, source: SourceEntry) -> None:
    key = ledger.key("SOURCE", source.slug)
    ledger.add(
        "source",
        {
            "id": key,
            "slug": source.slug,
            "dossier_id": ledger.dossier_id,
            "name": source.name,
            "kind": source.kind,
            "named": source.named,
            "role": source.role,
            "description": source.description,
            "country": source.country,
        },
    )
    _names(ledger, "source", key, source)
    for tie in source.affiliations:
        ledger.add(
            "affiliation",
            {
                "source_id": key,
                "organisation_id": ledger.key("SOURCE", tie.organisation),
                "role": tie.role,
                **dated("span", tie.span),
            },
        )
    for likeness in source.possibly_same_as:
        ledger.add(
            "likeness",
            {"source_id": key, "other_id": ledger.key("SOURCE", likeness.source), "note": likeness.note},
        )


def _names(ledger: Ledger, owner: str, key: int, entry: SourceEntry | LocationEntry) -> None:
    for name in entry.other_names:
        columns = {"name": name.name, "language": name.language, "kind": name.kind}
        ledger.add(f"{owner}_name", {f"{owner}_id": key, **columns})
    for one in entry.identifiers:
        columns = {"scheme": one.scheme, "value": one.value}
        ledger.add(f"{owner}_identifier", {f"{owner}_id": key, **columns})


def _location(ledger: Ledger, location: LocationEntry) -> None:
    key = ledger.key("LOCATION", location.slug)
    point = location.point
    lender = None if point is None else ledger.optional("LOCATION", point.borrowed_from)
    ledger.add(
        "location",
        {
            "id": key,
            "slug": location.slug,
            "dossier_id": ledger.dossier_id,
            "name": location.name,
            "kind": location.kind,
            "part_of_id": ledger.optional("LOCATION", location.part_of),
            "description": location.description,
            "iso_code": location.iso_code,
            "latitude": point.latitude if point else None,
            "longitude": point.longitude if point else None,
            "point_location_id": None if point is None else key if lender is None else lender,
            "point_precision": point.precision if point else "NONE",
            "point_basis": point.basis if point else None,
            "point_note": point.note if point else None,
        },
    )
    _names(ledger, "location", key, location)


def _events(ledger: Ledger) -> None:
    for event in ledger.dossier.events:
        ledger.add(
            "event",
            {
                "id": ledger.key("EVENT", event.slug),
                "slug": event.slug,
                "dossier_id": ledger.dossier_id,
                "title": event.title,
                "summary": event.summary,
                "type": event.type,
                "modality": event.modality,
                **dated("occurred", event.occurred),
                "part_of_id": ledger.optional("EVENT", event.part_of),
            },
        )


def _sides(ledger: Ledger) -> None:
    for side in ledger.dossier.sides:
        ledger.add(
            "side",
            {
                "event_id": ledger.key("EVENT", side.event),
                "source_id": ledger.key("SOURCE", side.source),
                "dossier_id": ledger.dossier_id,
                "side": side.side,
                "why": side.why,
                "note": side.note,
            },
        )


def _gaps(ledger: Ledger) -> None:
    for gap in ledger.dossier.gaps:
        ledger.add_keyed(
            "gap",
            {
                "article_id": ledger.article_id,
                "anchor_id": ledger.anchors[gap.anchor],
                "kind": gap.kind,
                "subject": gap.subject,
                "aspect": gap.aspect,
                "event_id": ledger.optional("EVENT", gap.event),
                "statement_id": ledger.optional("STATEMENT", gap.statement),
            },
        )
