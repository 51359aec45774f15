"""EDTF strings are read to the days that they allow, and what is no date is refused with a remedy."""

from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from db.dates import FactDate, ImpossibleDate

FIRST, LAST = date.min, date.max


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("2025-03-18", date(2025, 3, 18), date(2025, 3, 18), "DAY"),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "DAY"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "MONTH"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "YEAR"),
        ("0001", date(1, 1, 1), date(1, 12, 31), "YEAR"),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), "YEAR"),
        # unspecified digits
        ("2025-03-XX", date(2025, 3, 1), date(2025, 3, 31), "MONTH"),
        ("2025-XX-XX", date(2025, 1, 1), date(2025, 12, 31), "YEAR"),
        ("2025-XX", date(2025, 1, 1), date(2025, 12, 31), "YEAR"),
        ("2025-02-1X", date(2025, 2, 10), date(2025, 2, 19), "ONE_OF"),
        ("2025-02-X9", date(2025, 2, 9), date(2025, 2, 19), "ONE_OF"),
        ("2025-XX-31", date(2025, 1, 31), date(2025, 12, 31), "ONE_OF"),
        ("2025-1X-03", date(2025, 10, 3), date(2025, 12, 3), "ONE_OF"),
        ("202X", date(2020, 1, 1), date(2029, 12, 31), "DECADE"),
        ("202X-02-29", date(2020, 2, 29), date(2028, 2, 29), "DECADE"),
        ("XXXX", FIRST, LAST, "DECADE"),
        ("1950S2", date(1900, 1, 1), date(1999, 12, 31), "DECADE"),
        ("1950S4", date(1950, 1, 1), date(1950, 12, 31), "YEAR"),
        # approximate, uncertain, both: one unit of the component, or two
        ("2025-03-18~", date(2025, 3, 17), date(2025, 3, 19), "DAY"),
        ("2025-03-~18", date(2025, 3, 17), date(2025, 3, 19), "DAY"),
        ("2025-03-18%", date(2025, 3, 16), date(2025, 3, 20), "DAY"),
        ("2025-02?", date(2025, 1, 1), date(2025, 3, 31), "MONTH"),
        ("2025~", date(2024, 1, 1), date(2026, 12, 31), "YEAR"),
        ("2024?-02-29", date(2023, 2, 28), date(2025, 2, 28), "DAY"),
        ("202X~", date(2010, 1, 1), date(2039, 12, 31), "DECADE"),
        ("0001?", FIRST, date(2, 12, 31), "YEAR"),
        ("9999-12-31~", date(9999, 12, 30), LAST, "DAY"),
        # seasons
        ("2025-21", date(2025, 3, 1), date(2025, 5, 31), "SEASON"),
        ("2023-24", date(2023, 12, 1), date(2024, 2, 29), "SEASON"),
        ("2025-30", date(2025, 12, 1), date(2026, 2, 28), "SEASON"),
        ("2025-33", date(2025, 1, 1), date(2025, 3, 31), "SEASON"),
        ("2025-41", date(2025, 7, 1), date(2025, 12, 31), "SEASON"),
        ("2025-22~", date(2025, 3, 1), date(2025, 11, 30), "SEASON"),
        ("9999-24", date(9999, 12, 1), LAST, "SEASON"),
        # spans and sets
        ("2025-03-18/2025-03-20", date(2025, 3, 18), date(2025, 3, 20), "INTERVAL"),
        ("2025-03/2025-03-20", date(2025, 3, 1), date(2025, 3, 20), "INTERVAL"),
        ("../2025-04-07", FIRST, date(2025, 4, 7), "INTERVAL"),
        ("/2025-04-07", FIRST, date(2025, 4, 7), "INTERVAL"),
        ("2025-03-18~/..", date(2025, 3, 17), LAST, "INTERVAL"),
        ("../..", FIRST, LAST, "UNKNOWN"),
        ("[2025-03-18..2025-03-20]", date(2025, 3, 18), date(2025, 3, 20), "ONE_OF"),
        ("[2025-03-18, 2025-03-20]", date(2025, 3, 18), date(2025, 3, 20), "ONE_OF"),
        ("[..2025-04-09]", FIRST, date(2025, 4, 9), "ONE_OF"),
        ("[2025-04-09..]", date(2025, 4, 9), LAST, "ONE_OF"),
        ("{2025-03,2025-05-02}", date(2025, 3, 1), date(2025, 5, 2), "INTERVAL"),
    ],
)
def test_bounds(edtf: str, earliest: date, latest: date, precision: str) -> None:
    assert FactDate.parse(edtf) == FactDate(edtf, earliest, latest, precision)


NO_EDTF = (
    "is no date in EDTF: write 2025-03-18, 2025-03, 2025, 2025-03-XX (an unknown day), 2025~ (approximate), "
    "2025-03-18/2025-03-20 (a span) or [2025-03-18..2025-03-20] (one day of it)"
)


@pytest.mark.parametrize(
    ("edtf", "message"),
    [
        ("2025-02-30", "“2025-02-30” is no day: February 2025 has 28 days"),
        ("2025-02-29", "“2025-02-29” is no day: February 2025 has 28 days"),
        ("2025-04-31/2025-05", "“2025-04-31” is no day: April 2025 has 30 days"),
        ("XXXX-02-30", "“XXXX-02-30” is no day: February never has so many days"),
        ("2025-13", "“2025-13” has a month 13: months are 01 to 12 (and 21 to 41 are seasons)"),
        ("2025-03-32", "“2025-03-32” has a day 32: days are 01 to 31"),
        ("2025-00-10", "“2025-00-10” has a month 00: months are 01 to 12 (and 21 to 41 are seasons)"),
        ("2025-22-05", "“2025-22-05” has a day in a season: leave one of them out"),
        ("0000", "“0000” has a year outside 0001 to 9999"),
        ("-0044", "“-0044” has a year outside 0001 to 9999"),
        ("Y20250", "“Y20250” has a year outside 0001 to 9999"),
        (
            "2025-03-18T10:00",
            "“2025-03-18T10:00” has a time of day, and only days are kept: write the day alone",
        ),
        (
            "2025-03-18 10:00",
            "“2025-03-18 10:00” has a time of day, and only days are kept: write the day alone",
        ),
        ("2025-03-uu", "“2025-03-uu” marks unknown digits as an old draft did: write X for u, as 2025-03-XX"),
        ("2025-04/2025-03", "“2025-04/2025-03” ends before it begins"),
        ("[2025-04..2025-03]", "“2025-04..2025-03” ends before it begins"),
        (
            "2025/2026/2027",
            "“2025/2026/2027” has more than two ends: a span is written 2025-03-18/2025-03-20",
        ),
        ("[]", "“[]” is no set of dates: write [2025-03-18..2025-03-20] or [2025-03,2025-05]"),
        ("[..]", "a set that is open at both ends says nothing: leave the date out"),
        ("", "a date has no space around it and is not empty"),
        (" 2025", "a date has no space around it and is not empty"),
        ("20250318", f"“20250318” {NO_EDTF}"),
        ("2025-3-18", f"“2025-3-18” {NO_EDTF}"),
        ("18 March 2025", f"“18 March 2025” {NO_EDTF}"),
        ("unknown", f"“unknown” {NO_EDTF}"),
    ],
)
def test_what_is_no_date_is_refused(edtf: str, message: str) -> None:
    with pytest.raises(ImpossibleDate) as refused:
        FactDate.parse(edtf)
    assert str(refused.value) == message


def test_a_saying_of_unknown_date_ends_with_its_publication() -> None:
    assert FactDate.not_after(date(2025, 4, 9)) == FactDate(
        "[..2025-04-09]", FIRST, date(2025, 4, 9), "UNKNOWN"
    )


DAYS = st.dates(min_value=date(1000, 1, 1))
FORMS = st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y", "%Y-%m-XX", "%Y-XX-XX"])


@given(DAYS, FORMS)
def test_the_edtf_library_gives_the_same_bounds(day: date, form: str) -> None:
    edtf = day.strftime(form)
    assert _bounds(FactDate.parse(edtf)) == _oracle(edtf)


@given(
    st.tuples(DAYS, DAYS),
    st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]),
    st.sampled_from(["{}/{}", "[{}..{}]"]),
)
def test_the_edtf_library_gives_the_same_spans(days: tuple[date, date], form: str, span: str) -> None:
    edtf = span.format(*(day.strftime(form) for day in sorted(days)))
    assert _bounds(FactDate.parse(edtf)) == _oracle(edtf)


def _bounds(day: FactDate) -> tuple[date, date]:
    return day.earliest, day.latest


def _oracle(edtf: str) -> tuple[date, date]:
    read = parse_edtf(edtf)
    return date(*read.lower_strict()[:3]), date(*read.upper_strict()[:3])
