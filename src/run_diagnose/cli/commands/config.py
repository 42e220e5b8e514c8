"""Check training configs alone, before a run: numbers that are read as text, settings that contradict each other.

Status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or a file that cannot be read.
"""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli import flags


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="YAML, JSON or TOML.", show_default=False)],
    select: flags.Select = None,
    ignore: flags.Ignore = None,
    severity: flags.Severity = None,
    baseline: flags.Baseline = None,
    write_baseline: flags.WriteBaseline = None,
    show_suppressed: flags.ShowSuppressed = False,
    format_: flags.Format = None,
    output: flags.Output = None,
    color: flags.Color = "auto",
    ascii_: flags.Ascii = False,
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
    fail_on: flags.FailOn = None,
    exit_zero: flags.ExitZero = False,
    summary: flags.Summary = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Check configs."""
    from run_diagnose import pipeline
    from run_diagnose.cli.judging import conclude, judged, known
    from run_diagnose.cli.output import Look

    look = Look(
        format=format_,
        files=tuple(output or ()),
        color=color,
        ascii=ascii_,
        quiet=quiet,
        verbose=verbose,
        suppressed=show_suppressed,
        summary=summary,
    ).checked()
    given = {
        "select": flags.split(select),
        "ignore": flags.split(ignore),
        "severity": flags.pairs(severity, "--severity") or None,
        "fail-on": fail_on,
    }
    source = {"configs": config or (), "isolated": isolated}
    parts = judged(files, given, source, {"ignores": known(baseline)}, judge=pipeline.diagnose_configs)
    raise typer.Exit(conclude(parts, look, exit_zero=exit_zero, alone=True, write=write_baseline))
