"""Say what went wrong in a run, since when, why, and what to change.

Status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or unreadable input, 3 a bug in diagnose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from run_diagnose.cli import flags

if TYPE_CHECKING:
    from run_diagnose.cli.output import Look


def command(
    paths: flags.Paths,
    config_file: flags.ConfigFile = None,
    predictions: flags.Predictions = None,
    metrics: flags.Metrics = None,
    map_: flags.Map = None,
    higher: flags.Higher = None,
    lower: flags.Lower = None,
    primary: flags.Primary = None,
    task: flags.Task = None,
    num_classes: flags.NumClasses = None,
    run: flags.WhichRun = None,
    select: flags.Select = None,
    ignore: flags.Ignore = None,
    extend_select: flags.ExtendSelect = None,
    severity: flags.Severity = None,
    min_confidence: flags.MinConfidence = None,
    format_: flags.Format = None,
    output: flags.Output = None,
    top: flags.Top = None,
    no_charts: flags.NoCharts = False,
    ascii_: flags.Ascii = False,
    color: flags.Color = "auto",
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
    fail_on: flags.FailOn = None,
    exit_zero: flags.ExitZero = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Check runs and report."""
    from run_diagnose.cli.output import Look

    look = Look(
        format=format_,
        files=tuple(output or ()),
        color=color,
        ascii=ascii_,
        charts=not no_charts,
        top=top,
        quiet=quiet,
        verbose=verbose,
    ).checked()
    given = {
        "select": flags.split(select),
        "ignore": flags.split(ignore),
        "extend-select": flags.split(extend_select),
        "severity": flags.pairs(severity, "--severity") or None,
        "min-confidence": min_confidence,
        "fail-on": fail_on,
        "task": task,
        "num-classes": num_classes,
        "primary-metric": primary,
        "higher-is-better": higher,
        "lower-is-better": lower,
    }
    beside = {
        "config_file": config_file,
        "predictions": predictions,
        "metrics": metrics,
        "maps": flags.pairs(map_, "--map"),
        "run": run,
    }
    source = {"configs": config or (), "isolated": isolated}
    raise typer.Exit(_check(paths, given, source, beside, look, exit_zero))


def _check(
    paths: list[str], given: dict[str, Any], source: dict[str, Any], beside: dict[str, Any], look: Look, exit_zero: bool
) -> int:
    """Check, publish, and work out the status: paths under different settings are judged by their own."""
    from run_diagnose.cli.judging import join, judged
    from run_diagnose.cli.output import publish
    from run_diagnose.cli.status import status
    from run_diagnose.cli.trouble import say, tell

    parts = judged(paths, given, source, beside)
    if look.verbose:
        for settings, _ in parts:
            say(f"settings: {settings.file or 'no file'}")
    whole = join([report for _, report in parts])
    if whole.runs or not whole.errors or look.format not in (None, "terminal", "markdown", "concise"):
        publish(whole, look)
    for error in whole.errors:
        tell(error.reason, error.hint, error.path)
    return max(status(report, settings["fail-on"], exit_zero=exit_zero) for settings, report in parts)
