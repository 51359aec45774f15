"""Who says what in the first article: quotations, chains, relations and days."""

from collections import Counter

from db.dossier.format import Dossier, StatementEntry


def chain(statement: StatementEntry) -> list[tuple[str, str, str]]:
    return [(link.role, link.source, link.commitment) for link in statement.attributions]


def related(statements: dict[str, StatementEntry], kind: str) -> set[tuple[str, str, str | None, str]]:
    return {
        (slug, relation.statement, relation.aspect, relation.basis)
        for slug, statement in statements.items()
        for relation in statement.relations
        if relation.kind == kind
    }


def test_every_quotation_is_verbatim_and_its_speakers(dossier: Dossier) -> None:
    quoted = [
        (statement.attributions[0].source, quotation.text)
        for statement in dossier.statements
        for quotation in statement.quotations
    ]
    assert quoted == [
        (
            "volodymyr-zelenskyy",
            (
                "We continue to carry out active operations in the border areas on enemy territory, and that "
                "is absolutely just – war must return to where it came from"
            ),
        ),
        ("volodymyr-zelenskyy", "the main objective"),
        ("volodymyr-zelenskyy", "ease the pressure"),
        ("oleksandr-syrskyi", "including our presence in the Kursk and Belgorod regions"),
        (
            "volodymyr-zelenskyy",
            "Well done, guys! I’m proud of each and every one who is fighting for Ukraine!",
        ),
        ("volodymyr-zelenskyy", "There is an operation there"),
        ("institute-for-the-study-of-war", "Ukrainian forces recently advanced in Belgorod"),
        ("donald-trump", "not happy about what’s going on"),
        ("donald-trump", "bombing like crazy right now"),
    ]


def test_everybody_who_speaks_is_an_originator(dossier: Dossier) -> None:
    speakers = Counter(
        link.source
        for statement in dossier.statements
        for link in statement.attributions
        if link.role == "ORIGINATOR"
    )
    assert speakers == {
        "nigerian-tribune": 15,
        "volodymyr-zelenskyy": 7,
        "oleksandr-syrskyi": 1,
        "zelenskyys-commanders": 1,
        "russian-government": 2,
        "russian-defence-ministry": 1,
        "russia": 1,
        "institute-for-the-study-of-war": 1,
        "donald-trump": 2,
        "third-party-sources": 1,
        "independent-military-bloggers": 1,
        "russian-military-bloggers": 1,
        "unnamed-russian-sources": 1,
        "analysts": 1,
        "western-analysts": 1,
        "ukrainian-analysts": 1,
        "unnamed-reports": 2,
    }
    unnamed = {source.slug for source in dossier.sources if not source.named}
    assert unnamed <= speakers.keys()


def test_the_article_is_the_last_link_of_every_chain(dossier: Dossier) -> None:
    publisher = dossier.article.publisher
    for statement in dossier.statements:
        last = statement.attributions[-1]
        role = "ORIGINATOR" if statement.form == "NARRATOR" else "AUTHOR"
        assert (last.source, last.role) == (publisher, role)
        assert all(link.source != publisher for link in statement.attributions[:-1])


def test_the_institute_bases_its_note_on_unnamed_russian_sources(
    statements: dict[str, StatementEntry],
) -> None:
    assert chain(statements["isw-notes-ukrainian-advance"]) == [
        ("ORIGINATOR", "institute-for-the-study-of-war", "CERTAIN"),
        ("AUTHOR", "nigerian-tribune", "UNCOMMITTED"),
    ]
    assert chain(statements["russian-sources-report-ground-gained"]) == [
        ("ORIGINATOR", "unnamed-russian-sources", "CERTAIN"),
        ("RELAYER", "institute-for-the-study-of-war", "UNCOMMITTED"),
        ("AUTHOR", "nigerian-tribune", "UNCOMMITTED"),
    ]
    assert related(statements, "BASED_ON") == {
        ("isw-notes-ukrainian-advance", "russian-sources-report-ground-gained", None, "STATED")
    }


def test_the_ministry_is_certain_and_the_article_uncommitted(statements: dict[str, StatementEntry]) -> None:
    claim = statements["ministry-claims-troops-were-blocked"]
    assert (claim.speech_act, claim.reporting_verb) == ("CLAIMS", "claimed")
    assert chain(claim) == [
        ("ORIGINATOR", "russian-defence-ministry", "CERTAIN"),
        ("AUTHOR", "nigerian-tribune", "UNCOMMITTED"),
    ]


def test_what_contradicts_what_is_inferred_and_about_the_outcome(
    statements: dict[str, StatementEntry],
) -> None:
    assert related(statements, "CONTRADICTS") == {
        (one, other, "OUTCOME", "INFERRED")
        for one, other in [
            ("bloggers-report-clashes-in-demidovka", "ministry-claims-troops-were-blocked"),
            ("isw-notes-ukrainian-advance", "kremlin-says-incursions-were-repelled"),
            ("isw-notes-ukrainian-advance", "russian-claims-of-thwarted-advances"),
            ("zelenskyy-confirms-belgorod-operations", "kremlin-says-incursions-were-repelled"),
        ]
    }


def test_the_remark_of_18_march_answers_russia_and_is_made_clearer_later(
    statements: dict[str, StatementEntry],
) -> None:
    remark, claims = "zelenskyy-there-is-an-operation", "russian-claims-of-thwarted-advances"
    assert related(statements, "RESPONDS_TO") == {(remark, claims, None, "STATED")}
    assert (
        "zelenskyy-confirms-belgorod-operations",
        remark,
        "OCCURRENCE",
        "STATED",
    ) in related(statements, "UPDATES")
    assert {slug for slug, other, _, _ in related(statements, "CHARACTERISES") if other == remark} == {
        "article-acknowledgement-builds-on-earlier-remark"
    }


def test_the_days_of_saying(statements: dict[str, StatementEntry]) -> None:
    others = {
        slug: (statement.said.edtf, statement.said.basis) if statement.said else None
        for slug, statement in statements.items()
        if statement.form != "NARRATOR"
    }
    monday, undated = ("2025-04-07", "PARTLY_STATED"), None
    assert others == {
        "zelenskyy-confirms-belgorod-operations": monday,
        "zelenskyy-operations-on-enemy-territory": monday,
        "zelenskyy-refers-to-kursk-operations": monday,
        "zelenskyy-on-the-main-objective": undated,
        "kremlin-accuses-ukraine-of-incursions": ("[..2025-04-07]", "INFERRED"),
        "kremlin-says-incursions-were-repelled": ("[..2025-04-07]", "INFERRED"),
        "third-party-sources-report-presence": ("../2025-04-07", "INFERRED"),
        "syrskyi-informs-of-presence": undated,
        "zelenskyy-praises-units": undated,
        "zelenskyy-there-is-an-operation": ("2025-03-18", "PARTLY_STATED"),
        "russian-claims-of-thwarted-advances": ("[..2025-03-18]", "INFERRED"),
        "ministry-claims-troops-were-blocked": ("2025-03-18~", "INFERRED"),
        "bloggers-report-clashes-in-demidovka": ("2025-03-18~", "INFERRED"),
        "isw-notes-ukrainian-advance": ("2025-03-21", "PARTLY_STATED"),
        "russian-sources-report-ground-gained": ("[..2025-03-21]", "INFERRED"),
        "russian-bloggers-suggest-pull-back": undated,
        "zelenskyy-and-commanders-on-the-strategy": undated,
        "analysts-speculate-on-trade-of-territory": undated,
        "analysts-question-effectiveness": undated,
        "reports-of-mounting-casualties": undated,
        "reports-of-supply-difficulties": undated,
        "trump-is-not-happy": monday,
        "trump-condemns-russian-bombing": monday,
    }


def test_the_article_itself_speaks_on_the_day_of_its_publication(dossier: Dossier) -> None:
    published = dossier.article.published
    assert (published.edtf, published.basis) == ("2025-04-08", "INFERRED")
    spoken = {
        (statement.said.edtf, statement.said.basis) if statement.said else None
        for statement in dossier.statements
        if statement.form == "NARRATOR"
    }
    assert spoken == {("2025-04-08", "INFERRED")}
