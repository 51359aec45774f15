"""YAML as a dossier may use it: mappings, lists, texts, numbers, true, false and null, each with its place.

Built on the events of libyaml rather than on PyYAML's nodes: composing recurses in C and takes the process
down on a few thousand brackets. What makes YAML surprising is left out: no ``yes`` for true, no dates, no
base-60 or octal numbers, no tags, no aliases. A key given twice is an error. JSON is read as the YAML that
it is.
"""

from codecs import BOM_UTF8
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import yaml

from db.dossier.plain import (
    MAX_DEPTH,
    STRINGS,
    SURROGATE,
    InDoubt,
    NoNumber,
    plain_value,
    unquoted,
)
from db.dossier.plain_json import as_yaml, json_value, may_be_json
from db.dossier.problems import Path, Problem, written

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 32 * 2**20
"""Of one file; an article of a hundred thousand words takes a tenth of it."""

Marks = dict[Path, tuple[int, int]]


class NotMarkup(Exception):
    """The file is no YAML that a dossier may use; each problem says where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def parse(file: str, data: bytes) -> Any:
    """The plain value of a file in YAML or JSON. Raises `NotMarkup` with everything that is wrong."""
    _refuse_large(file, data)
    with suppress(InDoubt):
        return json_value(data.removeprefix(BOM_UTF8))
    text = _decoded(file, data)
    if not may_be_json(text):
        with suppress(InDoubt, yaml.YAMLError):
            return plain_value(text)
    # Also where nothing is wrong in the end: this parser has the last word.
    parser = _Parser(file)
    value = parser.document(text)
    if parser.problems:
        raise NotMarkup(parser.problems)
    return value


def marks(file: str, data: bytes) -> Marks:
    """Where each key's value and each list item begins, as (line, column) from 1.

    A key itself is at its path with ``KEY`` appended.
    """
    parser = _Parser(file, marks={})
    parser.document(_decoded(file, data))
    return parser.marks or {}


KEY: Final = "\0key"


class _Parser:
    def __init__(self, file: str, marks: Marks | None = None) -> None:
        self.file = file
        self.marks = marks
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = iter(())

    def document(self, text: str) -> Any:
        self._events = yaml.parse(as_yaml(text), Loader=yaml.CSafeLoader)
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = ", ".join(part for part in (error.context, error.problem) if part)
            wanted = "YAML, as JSON has to be" if may_be_json(text) else "YAML"
            self._place(mark.line if mark else 0, mark.column if mark else 0, (), f"not {wanted}: {message}")
        except yaml.reader.ReaderError as error:
            # libyaml counts bytes, and gives the code point as a number.
            before = text.encode()[: error.position].decode(errors="ignore")
            line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
            self._place(line, column, (), f"the character U+{error.character:04X} is not allowed")
        raise NotMarkup(self.problems)

    def _document(self) -> Any:
        next(self._events)  # the stream starts
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            self._wrong(start.start_mark, (), "the file is empty")
            raise NotMarkup(self.problems)
        value = self._value(next(self._events), ())
        next(self._events)  # the document ends
        further = next(self._events)
        if not isinstance(further, yaml.StreamEndEvent):
            self._wrong(further.start_mark, (), "a file holds one dossier, and here begins another document")
        return value

    def _value(self, event: Any, path: Path) -> Any:
        mark = event.start_mark
        if self.marks is not None:
            self.marks[path] = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.AliasEvent):
            self._wrong(mark, path, f"*{event.anchor} is an alias, which a dossier may not use: write it out")
            return None
        if len(path) >= MAX_DEPTH:
            self._wrong(mark, path[:6], f"more than {MAX_DEPTH} lists and mappings inside one another")
            raise NotMarkup(self.problems)
        if event.tag is not None and not event.implicit:
            self._wrong(mark, path, f"the tag {event.tag} is not allowed: remove it")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path)
        return self._mapping(path)

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for event in self._events:
            mark = event.start_mark
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._wrong(mark, path, "a key is a word, and this one is a list, mapping or alias")
                raise NotMarkup(self.problems)
            key = event.value
            if key in entries:
                self._wrong(mark, (*path, key), "the key is given twice")
            elif self.marks is not None:
                self.marks[(*path, key, KEY)] = (mark.line + 1, mark.column + 1)
            self._clean(event, (*path, key))
            entries[key] = self._value(next(self._events), (*path, key))
        return entries

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        self._clean(event, path)
        plain, quoted = event.implicit
        if not plain:
            if not quoted and event.tag not in STRINGS:
                self._wrong(event.start_mark, path, f"the tag {event.tag} is not allowed: remove it")
            return text
        try:
            return unquoted(text)
        except NoNumber as error:
            self._wrong(event.start_mark, path, str(error))
            return 0

    def _clean(self, event: Any, path: Path) -> None:
        # PostgreSQL cannot hold the first, UTF-8 not the second; libyaml lets both pass as escapes.
        if "\0" in event.value:
            self._wrong(event.start_mark, path, "the character U+0000 is not allowed")
        elif not event.value.isascii() and (lone := SURROGATE.search(event.value)):
            self._wrong(event.start_mark, path, f"the lone surrogate U+{ord(lone[0]):04X} is not allowed")

    def _wrong(self, mark: Any, path: Path, message: str) -> None:
        self._place(mark.line, mark.column, path, message)

    def _place(self, line: int, column: int, path: Path, message: str) -> None:
        self.problems.append(Problem(self.file, line + 1, column + 1, written(path), message))


def _refuse_large(file: str, data: bytes) -> None:
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, and {MAX_BYTES:,} are allowed: split the dossier"
        raise NotMarkup([Problem(file, 1, 1, written(()), message)])


def _decoded(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"byte {data[error.start]:#04x} is no UTF-8: save the file as UTF-8"
        raise NotMarkup([Problem(file, line, column, written(()), message)]) from error
