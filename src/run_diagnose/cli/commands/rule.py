"""Explain a rule, with the limits in force; without a name, list the rules."""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli import flags


def command(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="A name, code, prefix of codes or kind.")] = None,
    every: Annotated[bool, typer.Option("--all", help="The pages of all rules.")] = False,
    format_: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="markdown or json.")] = "markdown",
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Explain rules."""
    from run_diagnose import explain
    from run_diagnose.cli.output import emit
    from run_diagnose.errors import UsageError
    from run_diagnose.settings import resolve

    if format_ not in ("markdown", "json"):
        raise UsageError(f"--format: a rule's page cannot be had as `{format_}`", "--format markdown or --format json")
    found = explain.find(rule) if rule else tuple(explain.pages())
    settings = resolve(".", {}, configs=config or (), isolated=isolated)
    found = tuple(explain.in_force(page, settings["rules"], settings.origin) for page in found)
    if format_ == "json":
        emit(explain.as_json(found))
    elif len(found) == 1 or every:
        emit("\n".join(explain.as_markdown(page) for page in found))
    else:
        emit(explain.as_list(found))
