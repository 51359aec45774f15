"""Codes, dates and chains in words."""

from typing import Any

import pytest

from api.pages.wording import amount, day, label, link, when
from db.vocabulary import schemes


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "words"),
    [
        ("2025-03-18", "2025-03-18", "2025-03-18", "18 March 2025"),
        ("0001-01-01", "0001-01-01", "0001-01-01", "1 January 1"),
        ("2025-03-18~", "2025-03-17", "2025-03-19", "about 18 March 2025"),
        ("2025-03?", "2025-03-01", "2025-03-31", "perhaps March 2025"),
        ("2024%", "2024-01-01", "2024-12-31", "perhaps about 2024"),
        ("[..2025-04-07]", None, "2025-04-07", "no later than 7 April 2025"),
        ("[2025-03-18..]", "2025-03-18", None, "no earlier than 18 March 2025"),
        (
            "[2025-03-18..2025-03-20]",
            "2025-03-18",
            "2025-03-20",
            "between 18 March 2025 and 20 March 2025",
        ),
        ("../2025-04-07", None, "2025-04-07", "up to 7 April 2025, its beginning unknown"),
        ("2025-03~/..", "2025-02-15", None, "from about March 2025 on"),
        ("2025-03-18/2025-03-20", "2025-03-18", "2025-03-20", "18 March 2025 to 20 March 2025"),
        ("2025-21", "2025-03-01", "2025-05-31", "between 1 March 2025 and 31 May 2025"),
        ("202X", "2020-01-01", "2029-12-31", "between 1 January 2020 and 31 December 2029"),
        ("../..", None, None, "no date is known"),
        ("", None, None, "no date is known"),
    ],
)
def test_a_date_keeps_its_doubt(edtf: str, earliest: str | None, latest: str | None, words: str) -> None:
    assert when({"edtf": edtf, "earliest": earliest, "latest": latest}) == words


def test_a_day_is_written_out() -> None:
    assert day("2025-12-01") == "1 December 2025"


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (None, 20.0, None, "20"),
        (18.0, 20.0, 25.0, "20 (18 to 25)"),
        (20.0, 20.0, 20.0, "20"),
        (18.0, None, 25.0, "18 to 25"),
        (1000.0, None, None, "at least 1,000"),
        (None, 99999999999999.0, None, "99,999,999,999,999"),
        (0.0, 0.1, None, "0.1"),
        (None, None, 25.5, "at most 25.5"),
    ],
)
def test_a_figure_says_how_exact_it_is(
    low: float | None, best: float | None, high: float | None, words: str
) -> None:
    assert amount({"low": low, "best": best, "high": high}) == words


def test_every_link_of_every_chain_has_words() -> None:
    def words(role: str, commitment: str, basis: str) -> str:
        attribution: dict[str, Any] = {"role": role, "commitment": commitment, "basis": basis}
        return link(attribution)

    codes = {name: [term.code for term in scheme.terms] for name, scheme in schemes().items()}
    all_of_them = {
        words(role, commitment, basis)
        for role in codes["attribution_role"]
        for commitment in codes["commitment"]
        for basis in codes["attribution_basis"]
    }
    counts = [len(codes[name]) for name in ("attribution_role", "commitment", "attribution_basis")]
    assert len(all_of_them) == counts[0] * counts[1] * counts[2]
    assert words("RELAYER", "UNCOMMITTED", "TOLD") == "passes it on and takes no view of it, having been told"


def test_a_code_without_an_entry_is_shown_as_it_is() -> None:
    assert label("stance", "AFFIRMS") == "Affirms"
    assert label("stance", "NEW") == "NEW"
