"""What happens in the first article: stances, sides, figures, places, and what is missing."""

from db.dossier.format import Dossier, StatementEntry

ADMITTED = "ukrainian-presence-in-belgorod-region"
REPELLED = "ukrainian-incursions-into-belgorod-region"


def test_who_affirms_the_admitted_presence_and_who_only_implies_it(
    statements: dict[str, StatementEntry],
) -> None:
    bearings = {
        slug: (bearing.stance, bearing.explicit)
        for slug, statement in statements.items()
        for bearing in statement.bearings
        if bearing.event == ADMITTED and bearing.aspect == "OCCURRENCE"
    }
    explicit, implied = ("AFFIRMS", True), ("AFFIRMS", False)
    assert bearings == {
        "zelenskyy-confirms-belgorod-operations": explicit,
        "zelenskyy-operations-on-enemy-territory": implied,
        "kremlin-accuses-ukraine-of-incursions": implied,
        "article-first-explicit-admission": implied,
        "third-party-sources-report-presence": explicit,
        "syrskyi-informs-of-presence": explicit,
        "zelenskyy-there-is-an-operation": implied,
        "bloggers-report-clashes-in-demidovka": implied,
        "isw-notes-ukrainian-advance": explicit,
        "article-belgorod-operations-appear-limited": implied,
    }


def test_only_russia_speaks_against_the_incursions_outcome(statements: dict[str, StatementEntry]) -> None:
    stances = {
        (statement.attributions[0].source, bearing.stance)
        for statement in statements.values()
        for bearing in statement.bearings
        if bearing.event == REPELLED and bearing.aspect == "OUTCOME"
    }
    assert stances == {
        ("russian-government", "DENIES"),
        ("russia", "DENIES"),
        ("russian-defence-ministry", "DENIES"),
        ("volodymyr-zelenskyy", "AFFIRMS"),
        ("independent-military-bloggers", "AFFIRMS"),
        ("institute-for-the-study-of-war", "AFFIRMS"),
    }


def test_each_side_of_the_admitted_presence(dossier: Dossier) -> None:
    assert {entry.source: entry.side for entry in dossier.sides if entry.event == ADMITTED} == {
        "ukrainian-forces": "PERFORMER",
        "volodymyr-zelenskyy": "PERFORMER",
        "oleksandr-syrskyi": "PERFORMER",
        "russia": "OPPOSING",
        "russian-government": "OPPOSING",
        "russian-defence-ministry": "OPPOSING",
        "institute-for-the-study-of-war": "UNINVOLVED",
        "independent-military-bloggers": "UNINVOLVED",
        "third-party-sources": "UNINVOLVED",
        "russian-military-bloggers": "UNDETERMINED",
        "unnamed-russian-sources": "UNDETERMINED",
    }


def test_the_figures(dossier: Dossier) -> None:
    figures = [
        (figure.measure, figure.best, figure.unit, figure.wording, figure.event or figure.location)
        for statement in dossier.statements
        for figure in statement.figures
    ]
    assert figures == [
        ("DISTANCE_TO_BORDER", 2, "KILOMETRE", "two kilometres", "demidovka"),
        ("KILLED", 20, "PERSON", "20 people", "missile-strike-on-kryvyi-rih"),
        ("CHILDREN_KILLED", 9, "PERSON", "nine children", "missile-strike-on-kryvyi-rih"),
    ]


def test_every_point_is_inferred_from_a_gazetteer_or_borrowed(dossier: Dossier) -> None:
    borrowed, nowhere = {}, set()
    for location in dossier.locations:
        if location.point is None:
            nowhere.add(location.slug)
            continue
        assert location.point.basis == "INFERRED"
        if location.point.borrowed_from:
            borrowed[location.slug] = (location.point.borrowed_from, location.point.precision)
            continue
        named = [
            one.value for one in location.identifiers if one.value in location.point.note.rstrip(".").split()
        ]
        assert len(named) == 1, location.slug
    assert borrowed == {
        "demidovka": ("belgorod-region", "REGION"),
        "prilesye": ("belgorod-region", "REGION"),
        "demidovka-area": ("belgorod-region", "REGION"),
        "sumy-border-area": ("sumy-region", "REGION"),
        "kharkiv-border-area": ("kharkiv-region", "REGION"),
    }
    assert nowhere == {
        "russian-border-areas",
        "captured-russian-territory",
        "front-line",
        "occupied-ukrainian-regions",
    }


def test_what_is_only_aimed_at_or_guessed_did_not_occur(dossier: Dossier) -> None:
    unreal = {e.slug: e.modality for e in dossier.events if e.modality in ("POSSIBLE", "HYPOTHETICAL")}
    assert unreal == {
        "ukrainian-pull-back-from-demidovka-area": "POSSIBLE",
        "russian-diversion-from-donetsk-region": "HYPOTHETICAL",
        "trade-of-captured-territory": "HYPOTHETICAL",
    }


def test_every_event_is_spoken_of(dossier: Dossier) -> None:
    spoken = {bearing.event for statement in dossier.statements for bearing in statement.bearings}
    assert spoken == {event.slug for event in dossier.events}


def test_the_gaps(dossier: Dossier) -> None:
    assert [(gap.kind, gap.aspect, gap.event, gap.statement) for gap in dossier.gaps] == [
        ("NOT_GIVEN", "EXTENT", ADMITTED, "zelenskyy-confirms-belgorod-operations"),
        (
            "UNCONFIRMED",
            "OCCURRENCE",
            "ukrainian-advance-near-demidovka-and-prilesye",
            "russian-sources-report-ground-gained",
        ),
    ]
