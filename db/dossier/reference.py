"""Writes ``docs/dossier.md`` from the format: ``python -m db.dossier.reference [--check]``."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from db.dossier.format import Dossier
from db.dossier.shapes import ANCHOR, SHAPES, SLUG, Entry, Of
from db.generated_page import DOCS, write_or_check

PAGE = DOCS / "dossier.md"
COMMAND = "python -m db.dossier.reference"

_INTRODUCTION = """\
# The dossier

A dossier is one file, in YAML or JSON, that takes one article apart. It lives in `seeds/`, is reviewed like
code, and is loaded by `dateline load`. The article's text is not in it: spans of the text are numbers and
hashes, and only the verbatim words of speakers and the wording of figures are quoted.

This page is written by `python -m db.dossier.reference` from `db/dossier/format.py`, as is the JSON Schema
in `openapi/dossier.schema.json`, which editors can complete and check by. The codes are explained in the
[codebook](codebook.md).

## Writing one

1. `dateline anchor --article TEXT --sentences` prints the fingerprint of the text and an anchor for each
   sentence; `dateline anchor --article TEXT "exact words"` the anchor of some words.
2. `dateline check DOSSIER --article TEXT` says everything that is wrong, each at its line and column, and
   which sentences have no anchor yet.
3. `dateline load DOSSIER` loads it. The same file again changes nothing; a changed one makes a revision
   with exactly what differs; an entity that is taken out leaves a tombstone with its reason from
   `withdrawn`.
4. `dateline verify DOSSIER --article COPY` finds the anchors in another copy of the text.

## YAML

UTF-8, one document, up to 32 MiB. Only `true` and `false` are true and false; days are written plain
(`2025-03-18`); a text that looks like a number is put in quotes (`'486816'`). Tags, aliases, keys given
twice, U+0000 and numbers of more than 15 significant digits are errors.

## JSON

A program had better write JSON: the same keys and values in a file that begins with `{`, held to the same
rules, and quicker to read. A folder's dossiers are its files that end in `.yaml`, `.yml` or `.json`.

## What can be referred to

Slugs refer to what this dossier defines, to what the other dossiers given in the same command define, and
to what is loaded in the database. `dateline check` looks at the database of `DATELINE_DATABASE_URL` (or
`--database`) if it exists and has the schema of this release; `--no-database` leaves it out. An entity
belongs to the dossier that defines it: another one refers to it and does not define it again. What another
dossier refers to cannot be withdrawn.

## A new slug

To rename an entity, give it the new slug wherever the dossier says the old one, and note the old one:

```yaml
renamed:
  events/bridge-closed: events/oxmoor-bridge-closed
```

The entity stays the same: what other dossiers said about it still holds, though their files must say the
new slug when they are next loaded. The former address leads to the new one (308), for good: no other entity
can take the slug, but the entity itself can take it back. Leave the note in the file; so a database that is
made anew knows it, too. Two entities do not become one in this way: withdraw one of them.

## Text, anchors and sentences

Offsets count Unicode code points of the text in the form `NFC_LF`: UTF-8 without a byte order mark, line
ends as LF, Unicode NFC, no white space at either end. Spans lie apart or one inside the other. Every anchor
is used, by a fact or in `left_out`, and what is left out holds no anchor that carries a fact. The words of
a quotation or figure are exactly their anchor's, which lies inside one of the statement's anchors.

A sentence ends at a full stop, question or exclamation mark or ellipsis, with the closing marks after it,
where an upper-case letter or a digit follows, and at every line's end; not after an initial or a known
abbreviation (Mr., Gen., U.S. ...). Sentences inside a quotation count one by one. A sentence is accounted
for when an anchor that is used touches it.

`dateline verify` knows an anchor by its length and hash only. It tries the copy as it is, then set in each
common way (curly or straight quotation marks, one or two line feeds between paragraphs or wrapped lines,
hyphens or dashes, three dots or an ellipsis), and hashes every slice of the anchor's length between word
boundaries; quotations and figures are also searched as words. It does not find an anchor that a copy
changed by a letter, or that mixes settings within itself: absent means not found.

## Dates

A date is an EDTF string (ISO 8601-2, levels 0 to 2), read to the first and the last day that it allows.

| Written | Means | Precision |
| --- | --- | --- |
| `2025-03-18`, `2025-03`, `2025` | a day, a month, a year | `DAY`, `MONTH`, `YEAR` |
| `2025-03-XX`, `202X` | some day of the month, some year of the decade | `MONTH`, `DECADE` |
| `2025-22`, `2025-33` | summer, the first quarter (codes 21 to 41) | `SEASON` |
| `2025-03-18/2025-03-20` | from one to the other; `..` or nothing is an open end | `INTERVAL` |
| `[2025-03-18..2025-03-20]` | one unknown day of it | `ONE_OF` |
| `../..` | no date | `UNKNOWN` |

`~` (approximate) and `?` (uncertain) move both ends outwards by one unit of the component that they stand
by: a day, a month, three months, a year, a decade where the year ends in X; `%` (both) by two. The standard
gives no bounds; unit and doubling are those of the padding settings of the `edtf` Python library. Open ends
are 0001-01-01 and 9999-12-31. Seasons are the northern meteorological ones unless the code says southern;
winter begins in December of its year. Impossible days, years outside 1 to 9999 and times of day are errors.

A statement without `said` was made on an unknown day up to the last on which the article may have been
published: `[..2025-04-09]`, precision `UNKNOWN`, basis `INFERRED`.

## Further rules

- A chain begins with one or more `ORIGINATOR`s and ends with the article's publisher: as `AUTHOR`, or as
  the one `ORIGINATOR` where the form is `NARRATOR`. No source is in it twice.
- A statement that says who takes part in an event, where it was or how many there were has a bearing on it.
- Every event is spoken of by a statement, and its `OCCURRENCE`, or that of a part of it, is borne on (with
  the stance `NEUTRAL` where the statement only takes the event for granted): its status is computed from
  there.
- Nothing is part of itself, rests on itself (`BASED_ON`, `REPEATS`) or corrects itself, whatever the way
  round.
- A point is no closer than its location's kind allows: `SETTLEMENT` for a city, town, village or area,
  `DISTRICT` for a district, border area or front, `REGION`, `COUNTRY`. A borrowed point is the own point of
  an enclosing location, with a precision that fits that one's kind.
- An identifier and an ISO code name one thing; where a source stands to an event is said by one dossier.

## Keys
"""

_REFERRING = {SLUG: "a slug", ANCHOR: "an anchor's name"}


def render() -> str:
    """The page, in Markdown."""
    return "\n".join([_INTRODUCTION, *map(_section, _entries(Dossier))]).rstrip() + "\n"


def _entries(entry: type[Entry]) -> Iterator[type[Entry]]:
    """The entry, then those that its keys hold, each once, in the order of the format."""
    seen: dict[type[Entry], None] = {}
    waiting = [entry]
    while waiting:
        here = waiting.pop(0)
        if here not in seen:
            seen[here] = None
            waiting += [
                found for field in here.model_fields.values() if (found := _entry_in(field.annotation))
            ]
    yield from seen


def _entry_in(annotation: Any) -> type[Entry] | None:
    if inspect.isclass(annotation) and issubclass(annotation, Entry):
        return annotation
    return next(filter(None, map(_entry_in, get_args(annotation))), None)


def _section(entry: type[Entry]) -> str:
    lines = [f"### {_title(entry)}", "", inspect.getdoc(entry) or "", "", "| Key | Holds | Meaning |"]
    lines.append("| --- | --- | --- |")
    for name, field in entry.model_fields.items():
        required = " (required)" if field.is_required() else ""
        lines.append(f"| `{name}`{required} | {_holds(field)} | {field.description} |".replace("||", "|"))
    return "\n".join([*lines, ""])


def _title(entry: type[BaseModel]) -> str:
    return entry.__name__.removesuffix("Entry")


def _holds(field: FieldInfo) -> str:
    kind = _kind(field.annotation, field.metadata)
    default = field.get_default(call_default_factory=True)
    if field.is_required() or default in (None, [], {}):
        return kind
    if isinstance(default, Entry):
        return f"{kind}; `../..` if left out"
    shown = str(default).lower() if isinstance(default, bool) else default
    return f"{kind}; `{shown}` if left out"


def _kind(annotation: Any, metadata: Any = ()) -> str:
    """What a key holds, in words."""
    for mark in metadata:
        if isinstance(mark, Of):
            return f"a code of [{mark.scheme}](codebook.md#{mark.scheme.replace('_', '-')})"
        pattern = getattr(mark, "pattern", None)
        if pattern in SHAPES:
            return _REFERRING.get(pattern, SHAPES[pattern])
    if inspect.isclass(annotation) and issubclass(annotation, Entry):
        return f"[{_title(annotation)}](#{_title(annotation).lower()})"
    arguments = [part for part in get_args(annotation) if part is not type(None)]
    origin = getattr(annotation, "__origin__", None)
    if origin is list:
        return f"a list of: {_kind(arguments[0])}"
    if origin is dict:
        return f"a mapping to: {_kind(arguments[1])}"
    if hasattr(annotation, "__metadata__"):
        return _kind(arguments[0], annotation.__metadata__)
    if arguments:
        return _kind(arguments[0])
    return {"str": "a text", "int": "a whole number", "float": "a number", "bool": "`true` or `false`"}.get(
        annotation.__name__, f"a {annotation.__name__}, as 2025-04-08"
    ).replace("a date,", "a day,")


def main(arguments: list[str]) -> int:
    """As `write_or_check` has it."""
    return write_or_check(PAGE, render(), COMMAND, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
