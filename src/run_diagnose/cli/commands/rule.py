"""Explain a rule, with the limits in force; without a name, list the rules."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from run_diagnose.cli import flags


def command(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="A name, code, prefix of codes or kind.")] = None,
    every: Annotated[bool, typer.Option("--all", help="The pages of all rules.")] = False,
    on: Annotated[str | None, typer.Option(metavar="FILE", help="Trace it on this log, number by number.")] = None,
    config_file: flags.ConfigFile = None,
    map_: flags.Map = None,
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
    if on is not None:
        emit(_traced(rule, on, {"config_file": config_file, "maps": flags.pairs(map_, "--map")}, config, isolated))
        return
    found = explain.find(rule) if rule else tuple(explain.pages())
    settings = resolve(".", {}, configs=config or (), isolated=isolated)
    found = tuple(explain.in_force(page, settings["rules"], settings.origin) for page in found)
    if format_ == "json":
        emit(explain.as_json(found))
    elif len(found) == 1 or every:
        emit("\n".join(explain.as_markdown(page) for page in found))
    else:
        emit(explain.as_list(found))


def _traced(rule: str | None, log: str, beside: dict[str, Any], config: list[str] | None, isolated: bool) -> str:
    """The rules that ``rule`` names, each on every run of ``log``."""
    from run_diagnose import explain, pipeline, plugins
    from run_diagnose.cli.trouble import plain
    from run_diagnose.errors import UsageError
    from run_diagnose.settings import resolve
    from run_diagnose.settings.options import options
    from run_diagnose.trace import trace

    if rule is None:
        raise UsageError("--on needs the name of a rule", f"diagnose rule spread-collapse --on {log}")
    settings = resolve(log, {}, configs=config or (), isolated=isolated)
    chosen = options(settings, plugins.every_rule(), **beside)
    by_slug = {r.slug: r for r in plugins.every_rule()}
    pages = [explain.in_force(page, settings["rules"], settings.origin) for page in explain.find(rule)]
    return "\n".join(
        plain(trace(run, by_slug[page.slug], page, chosen.limits.get(page.slug)))
        for run in pipeline.read(log, chosen)
        for page in pages
        if page.slug in by_slug
    )
