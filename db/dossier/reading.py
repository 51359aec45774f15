"""From a file to a dossier: the markup, then the shape of each entry, every error at its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as File
from typing import Any

import orjson
from pydantic import ValidationError

from db.dossier import markup
from db.dossier.format import Dossier
from db.dossier.problems import Finding, Path, Problem, written
from db.dossier.wording import finding


@dataclass(frozen=True)
class Reading:
    """A dossier as far as its entries could be read.

    A misshapen entry is left out, so that the rest can still be checked: ``problems`` says what is wrong with
    it, ``kept`` which of a list are left, and ``also_named`` which slugs and anchors the left out ones bear.
    """

    file: str
    dossier: Dossier | None
    problems: list[Problem] = field(default_factory=list)
    kept: dict[str, list[int]] = field(default_factory=dict)
    also_named: dict[str, set[str]] = field(default_factory=dict)
    in_file: bool = True

    @property
    def whole(self) -> bool:
        """Whether nothing had to be left out."""
        return self.dossier is not None and not self.problems

    def without_dossier(self) -> "Reading":
        """What is needed to say where something is wrong."""
        return replace(self, dossier=None, problems=[], also_named={})

    def located(self, findings: list[Finding]) -> list[Problem]:
        """The findings at their places.

        Reads the file again: places are only wanted when something is wrong, and to keep them costs more
        memory than all the rest of a dossier.
        """
        if not findings:
            return []
        if not self.in_file:
            return _unplaced(self.file, findings)
        originals = [Finding(self._original(path), message) for path, message in findings]
        return _located(self.file, File(self.file).read_bytes(), originals)

    def _original(self, path: Path) -> Path:
        """The path in the file of what stands at ``path`` in the dossier, of which entries were left out."""
        if len(path) > 1 and path[0] in self.kept and isinstance(path[1], int):
            return (path[0], self.kept[str(path[0])][path[1]], *path[2:])
        return path


@dataclass(frozen=True)
class Values:
    """A dossier that is in no file: its plain values as YAML would give them, and what errors call it."""

    name: str
    content: Mapping[str, Any]

    def __str__(self) -> str:
        return self.name


Given = File | Values


def data_of(given: Given) -> bytes:
    """What tells one version of the dossier from another: the file's bytes, or the values in JSON."""
    return given.read_bytes() if isinstance(given, File) else orjson.dumps(given.content)


def read_data(given: Given, data: bytes) -> Reading:
    """Read a dossier of which `data_of` was asked already."""
    if isinstance(given, File):
        return read_bytes(str(given), data)
    try:
        return Reading(given.name, Dossier.model_validate(given.content), in_file=False)
    except ValidationError as error:
        found = [finding(detail) for detail in error.errors(include_url=False)]
    return Reading(given.name, None, _unplaced(given.name, found), in_file=False)


def read(file: File) -> Reading:
    """Read a dossier; what is wrong with it is in the reading. Raises OSError."""
    return read_bytes(str(file), file.read_bytes())


def read_bytes(name: str, data: bytes) -> Reading:
    """As `read`, of bytes already read from the file ``name``."""
    try:
        value = markup.parse(name, data)
    except markup.NotMarkup as error:
        return Reading(name, None, error.problems)
    try:
        return Reading(name, Dossier.model_validate(value))
    except ValidationError as error:
        found = [finding(detail) for detail in error.errors(include_url=False)]
    try:
        problems = _located(name, data, found)
    except markup.NotMarkup as error:
        # JSON that nests deeper than a dossier may: only who keeps places has counted.
        return Reading(name, None, error.problems)
    return _partial(name, value, found, problems)


_LISTS = ("left_out", "sources", "locations", "events", "statements", "sides", "gaps")


def _partial(name: str, value: Any, found: list[Finding], problems: list[Problem]) -> Reading:
    """What is left of the dossier without its misshapen entries, if anything."""
    if not isinstance(value, dict):
        return Reading(name, None, problems)
    bad = {path[:2] for path, _ in found if len(path) > 1}
    kept: dict[str, list[int]] = {}
    named: dict[str, set[str]] = {}
    rest = {key: content for key, content in value.items() if key in Dossier.model_fields}
    for key in _LISTS:
        if isinstance(rest.get(key), list):
            entries = rest[key]
            kept[key] = [index for index in range(len(entries)) if (key, index) not in bad]
            rest[key] = [entries[index] for index in kept[key]]
            named[key] = {
                str(entry["slug"]) for entry in entries if isinstance(entry, dict) and "slug" in entry
            }
    for key in ("anchors", "withdrawn", "renamed"):
        if isinstance(rest.get(key), dict):
            named[key] = set(rest[key])
            rest[key] = {item: entry for item, entry in rest[key].items() if (key, item) not in bad}
    try:
        return Reading(name, Dossier.model_validate(rest), problems, kept, named)
    except ValidationError:
        return Reading(name, None, problems)


def _unplaced(name: str, found: list[Finding]) -> list[Problem]:
    return [Problem(name, 1, 1, written(path), message) for path, message in found]


def _located(name: str, data: bytes, found: list[Finding]) -> list[Problem]:
    places = markup.marks(name, data)
    problems = []
    for path, message in found:
        at, (line, column) = _place(places, path)
        problems.append(Problem(name, line, column, written(at), message))
    return problems


def _place(places: markup.Marks, path: Path) -> tuple[Path, tuple[int, int]]:
    """The path as far as the file has it, and where that stands.

    That is at the value where it begins on the line of its key, else at the key.
    """
    while path and path not in places and (*path, markup.KEY) not in places:
        path = path[:-1]
    key = places.get((*path, markup.KEY))
    value = places.get(path, key)
    if value is None or path[-1:] == (markup.KEY,):
        return path[:-1], value or (1, 1)
    return path, value if key is None or key[0] == value[0] else key
