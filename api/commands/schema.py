"""``dateline schema``: the generated files in ``openapi/``, written or checked."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.commands.files import fail

FOLDER = Path(__file__).parent.parent.parent / "openapi"


def generated() -> dict[str, Callable[[], str]]:
    """What makes each file of ``openapi/``."""
    from api.gql.schema import sdl
    from api.rest.openapi import openapi_json
    from db.dossier.schema import schema_json

    return {"schema.graphql": sdl, "openapi.json": openapi_json, "dossier.schema.json": schema_json}


def schema(
    *,
    check: Annotated[
        bool, typer.Option(help="Write nothing; exit status 1 where a file is not current.")
    ] = False,
) -> None:
    """Write the GraphQL schema, the OpenAPI document and the dossier's JSON Schema to openapi/."""
    stale: list[str] = []
    for name, make in generated().items():
        path, text = FOLDER / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            typer.echo(f"wrote openapi/{name}")
    if check and stale:
        fail(f"openapi/{', openapi/'.join(stale)}: not current; run `make openapi`")
