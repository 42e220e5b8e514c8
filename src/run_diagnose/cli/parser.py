"""The command line as typer parses it: every command, every option, every page of help."""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli.group import Front

app = typer.Typer(
    name="diagnose",
    cls=Front,
    help="Read a training log and say what went wrong, since when, why, and what to change.",
    epilog="diagnose PATH... is diagnose check PATH...; diagnose COMMAND --help tells more.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: drawing it with rich takes longer than a diagnosis
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from run_diagnose.version import __version__

        typer.echo(f"diagnose {__version__}")
        raise typer.Exit()


@app.callback()
def front(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options that stand before a command."""
