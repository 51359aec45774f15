"""The JSON Schema of a dossier, for editors and other programs: ``openapi/dossier.schema.json``.

It refuses every misshapen entry. It cannot see what takes a second look at the text of a value (30 February,
a low that is higher than best) or at other entries; for these there is ``dateline check``.
"""

from typing import Any

import orjson
from pydantic.json_schema import GenerateJsonSchema

from db.dossier.format import Dossier


def schema() -> dict[str, Any]:
    """The schema, in the dialect of 2020-12."""
    made = Dossier.model_json_schema()
    title = {"title": "Dateline dossier", "description": made.pop("description")}
    made.pop("title")
    return {"$schema": GenerateJsonSchema.schema_dialect, **title, **made}


def schema_json() -> str:
    """The schema as it is written to the file."""
    return orjson.dumps(schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
