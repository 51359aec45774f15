"""Dossiers as files: JSON, or YAML with an entry's parts on lines of their own, parts of parts in braces."""

import json
import re
from pathlib import Path
from typing import Any, Final

from db.sample.dossiers import SampleDossier

_FOLDER_OF: Final = 1000
"""Dossiers in one folder: more are a burden to whoever lists it."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _./()-]*[A-Za-z0-9_)]")
_OTHER_MEANINGS: Final = frozenset(("null", "true", "false"))
_HEAD: Final = "# Synthetic, made by `dateline sample`: no such article was ever published.\n"


def write(dossier: SampleDossier, number: int, folder: Path, *, as_json: bool = False) -> Path:
    """Write the dossier of that number below the folder; the file."""
    within = folder / f"{number // _FOLDER_OF:03}"
    within.mkdir(parents=True, exist_ok=True)
    file = within / f"{dossier.slug}.{'json' if as_json else 'yaml'}"
    content = dossier.content
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n" if as_json else yaml_text(content)
    file.write_text(text, encoding="utf-8")
    return file


def yaml_text(content: dict[str, Any]) -> str:
    """The dossier's plain values as YAML."""
    lines = [_HEAD.rstrip()]
    for key, value in content.items():
        if isinstance(value, dict):
            lines.append(f"{key}:")
            lines += [f"  {name}: {_flow(part)}" for name, part in value.items()]
        elif isinstance(value, list):
            lines.append(f"{key}:")
            lines += [line for entry in value for line in _entry(entry)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _entry(entry: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in entry.items():
        if isinstance(value, list) and isinstance(value[0], dict):
            lines.append(f"    {key}:")
            lines += [f"      - {_flow(part)}" for part in value]
        else:
            lines.append(f"    {key}: {_flow(value)}")
    lines[0] = f"  - {lines[0].lstrip()}"
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value not in _OTHER_MEANINGS
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value)
