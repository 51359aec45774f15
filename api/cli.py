"""The command line: each command is a module of ``api/commands``, put together here."""

import typer

from api.commands import (
    anchor,
    backup,
    check,
    export,
    import_,
    keys,
    load,
    migrate,
    run,
    sample,
    schema,
    serve,
    settings,
    status,
    verify,
)

app = typer.Typer(
    name="dateline",
    help="A fact API for the news: who said what, on whose word, how firmly, and who disputes it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("serve")(serve.serve)
app.command("check")(check.check)
app.command("anchor")(anchor.anchor)
app.command("verify")(verify.verify)
app.command("load")(load.load)
app.command("settings")(settings.settings)
app.command("status")(status.status)
app.command("export")(export.export)
app.command("import")(import_.import_)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("migrate")(migrate.migrate)
app.command("sample")(sample.sample)
app.add_typer(keys.app, name="keys")
app.command("schema")(schema.schema)


def main() -> None:
    """Run the command that the arguments name."""
    app()


if __name__ == "__main__":
    main()
