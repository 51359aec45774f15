"""The rows of statements, their chains, and what they say of events, places and numbers."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from db.dates import FactDate
from db.dossier.format import StatementEntry
from db.dossier.ledger import Ledger, Row, date_columns, dated

_NO_DATE: Final = "The article does not say when; it was said before the article was published."
_POSITIONS_PER_POINT: Final = 1000
"""Statements that begin at the same point of the text are told apart by their order, up to so many. So a
statement that is put in moves no other, but for those that begin where it begins."""


def write_statements(ledger: Ledger) -> None:
    """Write every statement of the dossier; its anchors must be written already."""
    for statement, position in zip(ledger.dossier.statements, _positions(ledger), strict=True):
        _statement(ledger, statement, position)


def _positions(ledger: Ledger) -> Iterator[int]:
    """The place of each statement in the article: where its first anchor starts, then the given order."""
    before: defaultdict[int, int] = defaultdict(int)
    anchors = ledger.dossier.anchors
    for statement in ledger.dossier.statements:
        start = min([anchors[name].start for name in statement.anchors])
        yield start * _POSITIONS_PER_POINT + min(before[start], _POSITIONS_PER_POINT - 1)
        before[start] += 1


def _statement(ledger: Ledger, statement: StatementEntry, position: int) -> None:
    key = ledger.key("STATEMENT", statement.slug)
    said = _said(ledger, statement)
    ledger.add(
        "statement",
        {
            "id": key,
            "slug": statement.slug,
            "dossier_id": ledger.dossier_id,
            "article_id": ledger.article_id,
            "position": position,
            "proposition": statement.proposition,
            "form": statement.form,
            "speech_act": statement.speech_act,
            "reporting_verb": statement.reporting_verb,
            "channel": statement.channel,
            **said,
        },
    )
    listed = {"statement_id": key, "said_earliest": said["said_earliest"]}
    for name in statement.anchors:
        ledger.add("statement_anchor", {"statement_id": key, "anchor_id": ledger.anchors[name]})
    for number, quotation in enumerate(statement.quotations):
        words = {"text": quotation.text, "anchor_id": ledger.anchors[quotation.anchor]}
        ledger.add("quotation", {"statement_id": key, "position": number, **words})
    _attributions(ledger, statement, listed)
    _events_of(ledger, statement, listed)
    for slug in statement.mentions:
        location_id = ledger.key("LOCATION", slug)
        ledger.add("statement_location", {**listed, "location_id": location_id})
    _figures(ledger, statement, key)
    for relation in statement.relations:
        ledger.add_keyed(
            "relation",
            {
                "statement_id": key,
                "other_id": ledger.key("STATEMENT", relation.statement),
                "kind": relation.kind,
                "aspect": relation.aspect,
                "basis": relation.basis,
                "note": relation.note,
            },
        )


def _said(ledger: Ledger, statement: StatementEntry) -> Row:
    if statement.said is not None:
        return dated("said", statement.said)
    published = FactDate.parse(ledger.dossier.article.published.edtf)
    return date_columns("said", FactDate.not_after(published.latest), "INFERRED", _NO_DATE)


def _attributions(ledger: Ledger, statement: StatementEntry, listed: Row) -> None:
    position = 0
    for link in statement.attributions:
        position += link.role != "ORIGINATOR"
        ledger.add(
            "attribution",
            {
                **listed,
                "source_id": ledger.key("SOURCE", link.source),
                "position": position,
                "role": link.role,
                "commitment": link.commitment,
                "basis": link.basis,
                "wording": link.wording,
            },
        )


def _events_of(ledger: Ledger, statement: StatementEntry, listed: Row) -> None:
    key = listed["statement_id"]
    for slug in dict.fromkeys(bearing.event for bearing in statement.bearings):
        ledger.add("statement_event", {**listed, "event_id": ledger.key("EVENT", slug)})
    for bearing in statement.bearings:
        ledger.add(
            "bearing",
            {
                "statement_id": key,
                "event_id": ledger.key("EVENT", bearing.event),
                "aspect": bearing.aspect,
                "stance": bearing.stance,
                "explicit": bearing.explicit,
            },
        )
    for participation in statement.participations:
        ledger.add_keyed(
            "participation",
            {
                "statement_id": key,
                "event_id": ledger.key("EVENT", participation.event),
                "source_id": ledger.key("SOURCE", participation.source),
                "role": participation.role,
                "occurred_earliest": ledger.entities.occurred(participation.event),
            },
        )
    for placement in statement.placements:
        ledger.add_keyed(
            "placement",
            {
                "statement_id": key,
                "event_id": ledger.key("EVENT", placement.event),
                "location_id": ledger.key("LOCATION", placement.location),
                "role": placement.role,
                "occurred_earliest": ledger.entities.occurred(placement.event),
            },
        )


def _figures(ledger: Ledger, statement: StatementEntry, key: int) -> None:
    for figure in statement.figures:
        ledger.add_keyed(
            "figure",
            {
                "statement_id": key,
                "anchor_id": ledger.anchors[figure.anchor],
                "event_id": ledger.optional("EVENT", figure.event),
                "location_id": ledger.optional("LOCATION", figure.location),
                "measure": figure.measure,
                "low": figure.low,
                "best": figure.best,
                "high": figure.high,
                "unit": figure.unit,
                "wording": figure.wording,
            },
        )
