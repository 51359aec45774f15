"""A dossier as rows of tables; what the tables hold beyond the dossier is derived here and only here."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final

from db.dates import FactDate
from db.dossier.format import DateEntry, Dossier, LocationEntry, SourceEntry, StatementEntry
from db.dossier.identity import Entities, Recognised

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table, each with all of its columns but ``revision_id``."""

_NO_DATE: Final = "The article does not say when; it was said before the article was published."
_POSITIONS_PER_POINT: Final = 1000
"""Statements that begin at the same point of the text are told apart by their order, up to so many. So a
statement that is put in moves no other, but for those that begin where it begins."""


def rows(dossier: Dossier, dossier_id: int, entities: Entities, recognised: Recognised) -> Rows:
    """The rows of a checked dossier; ``entities`` must know every slug in it."""
    return _Writer(dossier, dossier_id, entities, recognised).write()


def dated(prefix: str, entry: DateEntry) -> Row:
    """The columns of an uncertain date."""
    return _date_columns(prefix, FactDate.parse(entry.edtf), entry.basis, entry.note)


def _date_columns(prefix: str, day: FactDate, basis: str, note: str | None) -> Row:
    return {
        f"{prefix}_edtf": day.edtf,
        f"{prefix}_earliest": day.earliest,
        f"{prefix}_latest": day.latest,
        f"{prefix}_precision": day.precision,
        f"{prefix}_basis": basis,
        f"{prefix}_note": note,
    }


class _Writer:
    def __init__(self, dossier: Dossier, dossier_id: int, entities: Entities, recognised: Recognised) -> None:
        self._dossier = dossier
        self._dossier_id = dossier_id
        self._entities = entities
        self._recognised = recognised
        self._rows: Rows = defaultdict(list)
        self._article_id = entities.key("ARTICLE", dossier.article.slug)
        self._anchors: dict[str, int] = {}

    def write(self) -> Rows:
        self._article()
        for source in self._dossier.sources:
            self._source(source)
        for location in self._dossier.locations:
            self._location(location)
        self._events()
        for statement, position in zip(self._dossier.statements, self._positions(), strict=True):
            self._statement(statement, position)
        for side in self._dossier.sides:
            self._rows["side"].append(
                {
                    "event_id": self._key("EVENT", side.event),
                    "source_id": self._key("SOURCE", side.source),
                    "dossier_id": self._dossier_id,
                    "side": side.side,
                    "why": side.why,
                    "note": side.note,
                }
            )
        self._gaps()
        return self._rows

    def _key(self, entity: str, slug: str) -> int:
        return self._entities.key(entity, slug)

    def _optional(self, entity: str, slug: str | None) -> int | None:
        return None if slug is None else self._entities.key(entity, slug)

    def _add(self, table: str, row: Row) -> int:
        """Add a row with a surrogate key, which is returned."""
        key = self._recognised.key(table, row)
        self._rows[table].append({"id": key, **row})
        return key

    def _article(self) -> None:
        article = self._dossier.article
        self._rows["article"].append(
            {
                "id": self._article_id,
                "slug": article.slug,
                "dossier_id": self._dossier_id,
                "headline": article.headline,
                "publisher_id": self._key("SOURCE", article.publisher),
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
            }
        )
        for name, anchor in self._dossier.anchors.items():
            span = {"start": anchor.start, "end": anchor.end, "sha256": anchor.sha256}
            self._anchors[name] = self._add("anchor", {"article_id": self._article_id, **span})
        for omission in self._dossier.left_out:
            self._rows["omission"].append(
                {
                    "anchor_id": self._anchors[omission.anchor],
                    "article_id": self._article_id,
                    "reason": omission.reason,
                }
            )

    def _source(self, source: SourceEntry) -> None:
        key = self._key("SOURCE", source.slug)
        self._rows["source"].append(
            {
                "id": key,
                "slug": source.slug,
                "dossier_id": self._dossier_id,
                "name": source.name,
                "kind": source.kind,
                "named": source.named,
                "role": source.role,
                "description": source.description,
                "country": source.country,
            }
        )
        self._names("source", key, source)
        for tie in source.affiliations:
            self._rows["affiliation"].append(
                {
                    "source_id": key,
                    "organisation_id": self._key("SOURCE", tie.organisation),
                    "role": tie.role,
                    **dated("span", tie.span),
                }
            )
        for likeness in source.possibly_same_as:
            self._rows["likeness"].append(
                {"source_id": key, "other_id": self._key("SOURCE", likeness.source), "note": likeness.note}
            )

    def _names(self, owner: str, key: int, entry: SourceEntry | LocationEntry) -> None:
        for name in entry.other_names:
            columns = {"name": name.name, "language": name.language, "kind": name.kind}
            self._rows[f"{owner}_name"].append({f"{owner}_id": key, **columns})
        for one in entry.identifiers:
            columns = {"scheme": one.scheme, "value": one.value}
            self._rows[f"{owner}_identifier"].append({f"{owner}_id": key, **columns})

    def _location(self, location: LocationEntry) -> None:
        key = self._key("LOCATION", location.slug)
        point = location.point
        lender = None if point is None else self._optional("LOCATION", point.borrowed_from)
        self._rows["location"].append(
            {
                "id": key,
                "slug": location.slug,
                "dossier_id": self._dossier_id,
                "name": location.name,
                "kind": location.kind,
                "part_of_id": self._optional("LOCATION", location.part_of),
                "description": location.description,
                "iso_code": location.iso_code,
                "latitude": point.latitude if point else None,
                "longitude": point.longitude if point else None,
                "point_location_id": None if point is None else key if lender is None else lender,
                "point_precision": point.precision if point else "NONE",
                "point_basis": point.basis if point else None,
                "point_note": point.note if point else None,
            }
        )
        self._names("location", key, location)

    def _events(self) -> None:
        for event in self._dossier.events:
            self._rows["event"].append(
                {
                    "id": self._key("EVENT", event.slug),
                    "slug": event.slug,
                    "dossier_id": self._dossier_id,
                    "title": event.title,
                    "summary": event.summary,
                    "type": event.type,
                    "modality": event.modality,
                    **dated("occurred", event.occurred),
                    "part_of_id": self._optional("EVENT", event.part_of),
                }
            )

    def _positions(self) -> Iterator[int]:
        """The place of each statement in the article: where its first anchor starts, then the given order."""
        before: Counter[int] = Counter()
        for statement in self._dossier.statements:
            start = min(self._dossier.anchors[name].start for name in statement.anchors)
            yield start * _POSITIONS_PER_POINT + min(before[start], _POSITIONS_PER_POINT - 1)
            before[start] += 1

    def _statement(self, statement: StatementEntry, position: int) -> None:
        key = self._key("STATEMENT", statement.slug)
        said = self._said(statement)
        self._rows["statement"].append(
            {
                "id": key,
                "slug": statement.slug,
                "dossier_id": self._dossier_id,
                "article_id": self._article_id,
                "position": position,
                "proposition": statement.proposition,
                "form": statement.form,
                "speech_act": statement.speech_act,
                "reporting_verb": statement.reporting_verb,
                "channel": statement.channel,
                **said,
            }
        )
        listed = {"statement_id": key, "said_earliest": said["said_earliest"]}
        for name in statement.anchors:
            self._rows["statement_anchor"].append({"statement_id": key, "anchor_id": self._anchors[name]})
        for number, quotation in enumerate(statement.quotations):
            words = {"text": quotation.text, "anchor_id": self._anchors[quotation.anchor]}
            self._rows["quotation"].append({"statement_id": key, "position": number, **words})
        self._attributions(statement, listed)
        self._events_of(statement, listed)
        for slug in statement.mentions:
            location_id = self._key("LOCATION", slug)
            self._rows["statement_location"].append({**listed, "location_id": location_id})
        self._figures(statement, key)
        for relation in statement.relations:
            self._add(
                "relation",
                {
                    "statement_id": key,
                    "other_id": self._key("STATEMENT", relation.statement),
                    "kind": relation.kind,
                    "aspect": relation.aspect,
                    "basis": relation.basis,
                    "note": relation.note,
                },
            )

    def _said(self, statement: StatementEntry) -> Row:
        if statement.said is not None:
            return dated("said", statement.said)
        published = FactDate.parse(self._dossier.article.published.edtf)
        return _date_columns("said", FactDate.not_after(published.latest), "INFERRED", _NO_DATE)

    def _attributions(self, statement: StatementEntry, listed: Row) -> None:
        position = 0
        for link in statement.attributions:
            position += link.role != "ORIGINATOR"
            self._rows["attribution"].append(
                {
                    **listed,
                    "source_id": self._key("SOURCE", link.source),
                    "position": position,
                    "role": link.role,
                    "commitment": link.commitment,
                    "basis": link.basis,
                    "wording": link.wording,
                }
            )

    def _events_of(self, statement: StatementEntry, listed: Row) -> None:
        key = listed["statement_id"]
        for slug in dict.fromkeys(bearing.event for bearing in statement.bearings):
            self._rows["statement_event"].append({**listed, "event_id": self._key("EVENT", slug)})
        for bearing in statement.bearings:
            self._rows["bearing"].append(
                {
                    "statement_id": key,
                    "event_id": self._key("EVENT", bearing.event),
                    "aspect": bearing.aspect,
                    "stance": bearing.stance,
                    "explicit": bearing.explicit,
                }
            )
        for participation in statement.participations:
            self._add(
                "participation",
                {
                    "statement_id": key,
                    "event_id": self._key("EVENT", participation.event),
                    "source_id": self._key("SOURCE", participation.source),
                    "role": participation.role,
                    "occurred_earliest": self._entities.occurred(participation.event),
                },
            )
        for placement in statement.placements:
            self._add(
                "placement",
                {
                    "statement_id": key,
                    "event_id": self._key("EVENT", placement.event),
                    "location_id": self._key("LOCATION", placement.location),
                    "role": placement.role,
                    "occurred_earliest": self._entities.occurred(placement.event),
                },
            )

    def _figures(self, statement: StatementEntry, key: int) -> None:
        for figure in statement.figures:
            self._add(
                "figure",
                {
                    "statement_id": key,
                    "anchor_id": self._anchors[figure.anchor],
                    "event_id": self._optional("EVENT", figure.event),
                    "location_id": self._optional("LOCATION", figure.location),
                    "measure": figure.measure,
                    "low": figure.low,
                    "best": figure.best,
                    "high": figure.high,
                    "unit": figure.unit,
                    "wording": figure.wording,
                },
            )

    def _gaps(self) -> None:
        for gap in self._dossier.gaps:
            self._add(
                "gap",
                {
                    "article_id": self._article_id,
                    "anchor_id": self._anchors[gap.anchor],
                    "kind": gap.kind,
                    "subject": gap.subject,
                    "aspect": gap.aspect,
                    "event_id": self._optional("EVENT", gap.event),
                    "statement_id": self._optional("STATEMENT", gap.statement),
                },
            )
