"""YAML is read without its surprises, and without harm by a hostile file."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from db.dossier import markup
from db.dossier.plain import MAX_DEPTH, InDoubt, plain_value
from db.dossier.plain_json import as_yaml, json_value
from db.dossier.reading import read
from tests.dossier.bridge import DOSSIER

NO_MAPPING = "not YAML, as JSON has to be: while parsing a flow mapping, did not find expected ',' or '}'"


def problems(text: str | bytes) -> list[str]:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    with pytest.raises(markup.NotMarkup) as refused:
        markup.parse("x.yaml", data)
    return [str(problem) for problem in refused.value.problems]


def test_what_a_plain_word_means() -> None:
    text = (
        "[yes, no, on, 2031-05-06, 1:30, 010, 0x1F, 1_000, "
        "true, false, null, ~, 12, -3, 1.5, 1e3, .5, 'true']"
    )
    assert markup.parse("x.yaml", text.encode()) == [
        *("yes", "no", "on", "2031-05-06", "1:30", "010", "0x1F", "1_000"),
        *(True, False, None, None, 12, -3, 1.5, 1000.0, 0.5, "true"),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\nb: 2\na: 3", ["x.yaml:3:1: a: the key is given twice"]),
        ("a: [1, {b: 1, b: 2}]", ["x.yaml:1:15: a[1].b: the key is given twice"]),
        ("a: &x 1\nb: *x", ["x.yaml:2:4: b: *x is an alias, which a dossier may not use: write it out"]),
        (
            "a: !!binary x",
            ["x.yaml:1:4: a: the tag tag:yaml.org,2002:binary is not allowed: remove it"],
        ),
        ("a: !set [1]", ["x.yaml:1:4: a: the tag !set is not allowed: remove it"]),
        ('a: "x\\0y"', ["x.yaml:1:4: a: the character U+0000 is not allowed"]),
        ("b: 1\nä: 😀x\x01", ["x.yaml:2:6: (dossier): the character U+0001 is not allowed"]),
        (
            "a: 1.2345678901234567",
            [
                (
                    "x.yaml:1:4: a: 1.2345678901234567 has 17 significant digits, and a number keeps 15: "
                    "shorten it"
                )
            ],
        ),
        ("a: 1e999", ["x.yaml:1:4: a: the number 1e999 is too large"]),
        ("a: " + "9" * 5000, ["x.yaml:1:4: a: the number 999999999999999999… is too large"]),
        ("? [a]\n: 1", ["x.yaml:1:3: (dossier): a key is a word, and this one is a list, mapping or alias"]),
        ("", ["x.yaml:1:1: (dossier): the file is empty"]),
        (
            "a: 1\n---\nb: 2",
            ["x.yaml:2:1: (dossier): a file holds one dossier, and here begins another document"],
        ),
        (
            "a:\n  - b\n c: d",
            ["x.yaml:3:2: (dossier): not YAML: while parsing a block mapping, did not find expected key"],
        ),
        ('{"a": 1,\n "a": 2}', ["x.yaml:2:2: a: the key is given twice"]),
        ('{"a": "x\\u0000"}', ["x.yaml:1:7: a: the character U+0000 is not allowed"]),
        ('{"a": "\x7f"}', ["x.yaml:1:8: (dossier): the character U+007F is not allowed"]),
        ('{\n\t"a": 1e999}', ["x.yaml:2:7: a: the number 1e999 is too large"]),
        ('{"a": 1\n "b": 2}', [f"x.yaml:2:5: (dossier): {NO_MAPPING}"]),
        ('{"a"\n: 1}', [f"x.yaml:2:1: (dossier): {NO_MAPPING}"]),
        ("[" * 100_000, [f"x.yaml:1:21: {'[0]' * 6}: more than 20 lists and mappings inside one another"]),
    ],
)
def test_what_is_refused(text: str, lines: list[str]) -> None:
    assert problems(text) == lines


def test_bytes_that_are_no_utf8_are_refused_at_their_place() -> None:
    assert problems(b"a: 1\nb: \xe4\xff") == [
        "x.yaml:2:4: (dossier): byte 0xe4 is no UTF-8: save the file as UTF-8"
    ]


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert problems(b" " * (markup.MAX_BYTES + 1)) == [
        "x.yaml:1:1: (dossier): the file has 33,554,433 bytes, and 33,554,432 are allowed: split the dossier"
    ]


def test_columns_count_code_points() -> None:
    assert markup.marks("x.yaml", "{ä😀: 1, b: 2}".encode())[("b",)] == (1, 12)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbf- 1")
    reading = read(file)
    assert [problem.message for problem in reading.problems] == ["a mapping is expected, and here is a list"]


_PIECES = st.sampled_from(
    [
        *(
            "a",
            "b: ",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "'",
            '"',
            "? ",
            "# ",
            "|\n  ",
        ),
        *(
            "&x ",
            "*x",
            "!!str ",
            "!!int ",
            "! ",
            "!t ",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\\0",
            "\\ud800",
            "\\n",
        ),
        *(
            "1",
            "-7",
            "1.5",
            "1e999",
            "0x1",
            "0.1234567890123456",
            "9" * 19,
            "null",
            "~",
            "true",
            "yes",
            "12:30",
        ),
        *("ä", "\x01", "\ufeff", "\t", "<<: ", "a: 1\n", "a: 2\n", "“", "[" * 21),
    ]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=20,
)
_BRIDGE = DOSSIER.read_text(encoding="utf-8")


def _spoilt(at: int, until: int, pieces: list[str]) -> str:
    """A dossier with a stretch of it replaced."""
    return _BRIDGE[:at] + "".join(pieces) + _BRIDGE[until:]


_PLACES = st.integers(0, len(_BRIDGE))


@given(
    st.lists(_PIECES, max_size=30).map("".join)
    | st.builds(_spoilt, _PLACES, _PLACES, st.lists(_PIECES, max_size=3))
    | st.builds(lambda at, pieces: _spoilt(at, at, pieces), _PLACES, st.lists(_PIECES, max_size=3))
    | _VALUES.map(lambda value: str(yaml.safe_dump(value, allow_unicode=True)))
)
def test_what_is_read_quickly_is_what_is_read_with_care(text: str) -> None:
    try:
        quick: Any = plain_value(text)
    except (InDoubt, yaml.YAMLError):
        return
    careful = markup._Parser("x.yaml")
    assert repr(careful.document(text)) == repr(quick)
    assert careful.problems == []


def test_a_sound_dossier_is_read_quickly() -> None:
    assert repr(plain_value(_BRIDGE)) == repr(markup.parse("x.yaml", _BRIDGE.encode()))


_JSON_PIECES = st.sampled_from(
    [
        *("{", "}", "[", "]", ",", ":", '"', '"a"', '"b":', '"c":1', "\n", "\t", " ", "/"),
        *("\\", "\\\\", "\\u0000", "\\u00e9", "\\ud83d", "\\ude00", "\\uD83D\\uDE00", "\\/", "\\n", "\\x41"),
        *("1", "-0", "1.5", "1e999", "1E3", "01", "0.1234567890123456", "9" * 19, "NaN", "-Infinity"),
        *("null", "true", "yes", "~", "ä", "😀", "\x7f", "\x85", "\u2028", "\ufeff", "\uffff", "# "),
    ]
)
_BRIDGE_JSON = json.dumps(plain_value(_BRIDGE), indent="\t")
_JSON_SPACE = st.sampled_from(["", "", "", " ", "\n", "\r\n\t"])
_JSON_TEXTS = st.sampled_from(['""', '":"', '"\\u003a"', '"\\":"', '"a"', '" \\" :"', '"[1, 2"']) | st.builds(
    json.dumps, st.text(), ensure_ascii=st.booleans()
)
_JSON_NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,3})?", fullmatch=True)


def _written(brackets: str, parts: list[str], space: str) -> str:
    return brackets[0] + space + f"{space},".join(parts) + brackets[1]


def _json_of(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Lists and mappings of these texts, in which a key may be given twice and stand apart from its colon."""
    pairs = st.builds("{}{}:{}{}".format, _JSON_TEXTS, _JSON_SPACE, _JSON_SPACE, parts)
    return st.builds(_written, st.just("[]"), st.lists(parts, max_size=4), _JSON_SPACE) | st.builds(
        _written, st.just("{}"), st.lists(pairs, max_size=4), _JSON_SPACE
    )


@given(
    st.lists(_JSON_PIECES, max_size=20).map(lambda pieces: "{" + "".join(pieces) + "}")
    | st.builds(
        lambda at, until, pieces: _BRIDGE_JSON[:at] + "".join(pieces) + _BRIDGE_JSON[until:],
        *(st.integers(1, len(_BRIDGE_JSON)), st.integers(1, len(_BRIDGE_JSON))),
        st.lists(_JSON_PIECES, max_size=3),
    )
    | st.builds(
        lambda value, ascii_only, indent: json.dumps({"a": value}, ensure_ascii=ascii_only, indent=indent),
        *(_VALUES, st.booleans(), st.sampled_from([None, 0, 1, "\t"])),
    )
    | st.recursive(_JSON_TEXTS | _JSON_NUMBERS, _json_of, max_leaves=15).map('{{"a": {}}}'.format)
)
def test_json_is_the_yaml_that_it_is(text: str) -> None:
    try:
        quick: Any = json_value(text.encode())
    except InDoubt:
        return
    if _depth(quick) > MAX_DEPTH or len(max(_keys(quick), key=len, default="")) > 500:
        return  # libyaml takes no key beyond 1,024 bytes, and a dossier has none of either
    careful = markup._Parser("x.json")
    assert repr(careful.document(text)) == repr(quick)
    assert careful.problems == []


def _parts(value: Any) -> list[Any]:
    return [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []


def _depth(value: Any) -> int:
    within = 1 if isinstance(value, dict | list) else 0
    return within + max(map(_depth, _parts(value)), default=0)


def _keys(value: Any) -> list[str]:
    own = [*value] if isinstance(value, dict) else []
    return own + [key for part in _parts(value) for key in _keys(part)]


def test_a_sound_dossier_in_json_is_read_quickly() -> None:
    """Not by way of what explains: half a character is a whole one there, too."""
    text = _BRIDGE_JSON.replace('"title": "', '"title": "\\ud83d\\ude00 \\\\ud83d ')
    assert text != _BRIDGE_JSON
    value = json_value(text.encode())
    assert value == markup._Parser("x.json").document(text)
    assert any(event["title"].startswith("😀 \\ud83d ") for event in value["events"])
    assert as_yaml("{x: '\\ud83d\\ude00'}") == "{x: '\\ud83d\\ude00'}"


@pytest.mark.parametrize(
    "inside",
    [
        *('"a": 1, "a": 1', '"a": {"b": 1, "b": ":"}', '"a": 1, "a" \n: "\\u003a"', '"a"\n: 1', '"a"\r: 1'),
        *('"a": 0.1234567890123456', '"a": [1234567890.1234567]', '"a": [[-1e-0000000000001', '"a": NaN'),
        *('"a": 12345678901234567890', '"a": 1, "b": [0,\n1000000000000000000]', '"a": 1e999'),
        *('"a": "\\u0000"', '"a": "\\ud83d"', '"a": "\x85"', '"a": "\u2028"', '"a": "\uffff"', '"a": 1,'),
    ],
)
def test_json_in_which_something_may_be_wrong_is_left_to_who_explains(inside: str) -> None:
    with pytest.raises(InDoubt):
        json_value(("{" + inside + "}").encode())


def test_json_as_programs_write_it_is_read_quickly() -> None:
    """Spaces before a colon, characters by number, numbers of 15 digits, and dates between brackets."""
    text = (
        '{"a" : "\\u00e9\\/\\":", "b":[-1.2345678901e5,123456789012345],\r\n"c" :"[2031-05-06..2031-05-08]"}'
    )
    assert json_value(text.encode()) == {
        "a": 'é/":',
        "b": [-1.2345678901e5, 123456789012345],
        "c": "[2031-05-06..2031-05-08]",
    }


def test_the_shape_of_a_dossier_in_json_is_told_at_its_place(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text('{"dossier": "😀",\n\t"nonsense": ' + "[" * 30 + "]" * 30 + "}")
    assert [str(each) for each in read(file).problems] == [
        f"{file}:2:33: nonsense[0][0][0][0][0]: more than 20 lists and mappings inside one another"
    ]
    file.write_text('{"dossier": "x",\n\t"nonsense": "\\ud83d\\ude00"}')
    assert f"{file}:2:2: nonsense: " in "\n".join(str(each) for each in read(file).problems)
