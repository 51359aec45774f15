"""What a snippet says that the name beside it says already."""

import pytest
from markupsafe import Markup

from api.pages.snippet import apart


@pytest.mark.parametrize(
    ("name", "snippet", "marked", "further"),
    [
        ("Belgorod region", "<mark>Belgorod</mark> region", "<mark>Belgorod</mark> region", ""),
        ("Belgorod", "<mark>Belgorod</mark> · Белгород", "<mark>Belgorod</mark>", "Белгород"),
        # What separates two texts may stand in one as well.
        ("A · B", "A · <mark>B</mark> · C · D", "A · <mark>B</mark>", "C · D"),
        ("A  b\n c", "A <mark>b</mark> c · d", "A <mark>b</mark> c", "d"),
        (
            "<b> & 'c'",
            "&lt;b&gt; &amp; &#39;<mark>c</mark>&#39;",
            "&lt;b&gt; &amp; &#39;<mark>c</mark>&#39;",
            "",
        ),
        # A name of which the snippet has the end, the beginning, the middle.
        ("a & b c b c", "… b <mark>c</mark>", "a &amp; b c b <mark>c</mark>", ""),
        ("a b a b c", "a <mark>b</mark> …", "a <mark>b</mark> a b c", ""),
        ("a b c", "… <mark>b</mark> …", "a <mark>b</mark> c", ""),
        ("a b c", "… <mark>c</mark> · d …", "a b <mark>c</mark>", "d …"),
        # Another text that is a part of the name, or has more than the name.
        ("New Belgorod", "<mark>Belgorod</mark>", "", "<mark>Belgorod</mark>"),
        ("Belgorod", "New <mark>Belgorod</mark>", "", "New <mark>Belgorod</mark>"),
        ("a b c", "… <mark>b</mark>", "", "… <mark>b</mark>"),
        ("a b c", "<mark>b</mark> …", "", "<mark>b</mark> …"),
        ("a", "… d <mark>e</mark> …", "", "… d <mark>e</mark> …"),
        # A mark over two texts.
        ("a b", "a <mark>b · c</mark> d", "", "a <mark>b · c</mark> d"),
        ("", " · <mark>a</mark>", "", " · <mark>a</mark>"),
        (" ", "… <mark>a</mark>", "", "… <mark>a</mark>"),
    ],
)
def test_the_name_is_said_once(name: str, snippet: str, marked: str, further: str) -> None:
    found = apart(Markup(snippet), name)  # noqa: S704 - what the database escaped
    assert found == (marked, further)
    assert [type(each) for each in found] == [Markup, Markup]
