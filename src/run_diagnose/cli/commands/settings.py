"""Show every setting in force for a log (or for this folder) and where it comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli import flags


def command(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A log or folder; its settings file counts.")] = ".",
    every_limit: Annotated[
        bool, typer.Option("--all", help="Every limit of every rule, the default ones too.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Show settings."""
    from run_diagnose.cli.output import emit
    from run_diagnose.plugins import every_rule
    from run_diagnose.settings import resolve
    from run_diagnose.settings.show import as_json, as_text

    settings = resolve(path, {}, configs=config or (), isolated=isolated)
    emit((as_json if json_ else as_text)(settings, every_rule(), every_limit=every_limit))
