"""The front door: one command line in, one exit status out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from run_diagnose.cli.group import COMMANDS, Front
from run_diagnose.errors import DiagnoseError

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


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; never a traceback."""
    words = list(sys.argv[1:] if args is None else args)
    try:
        status = app(args=words, prog_name="diagnose", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except DiagnoseError as error:
        from run_diagnose.cli.trouble import tell

        tell(error.reason, error.hint)
        return error.status
    except Exception as error:  # the last line of defence: told apart below, never shown as a traceback
        from run_diagnose.cli.trouble import wrong_use

        return wrong_use(error, words, COMMANDS) or _bug(error, words)
    return status if isinstance(status, int) else 0


def _bug(error: Exception, words: list[str]) -> int:
    from run_diagnose.cli.bug import report_bug

    return report_bug(error, words)
