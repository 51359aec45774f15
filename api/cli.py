"""The command line: each command is a module of ``api/commands``, put together here."""

import typer

from api.commands import anchor, check

app = typer.Typer(
    name="dateline",
    help="A fact API for the news: who said what, on whose word, how firmly, and who disputes it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("anchor")(anchor.anchor)


def main() -> None:
    """Run the command that the arguments name."""
    app()


if __name__ == "__main__":
    main()
