"""Say what went wrong in a run, since when, why, and what to change.

Status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or unreadable input, 3 a bug in diagnose.
"""

from __future__ import annotations

from typing import Any

import typer

from run_diagnose.cli import flags


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
    baseline: flags.Baseline = None,
    write_baseline: flags.WriteBaseline = None,
    previous: flags.Previous = None,
    show_suppressed: flags.ShowSuppressed = False,
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
    summary: flags.Summary = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Check runs and report."""
    from run_diagnose.cli.judging import conclude, earlier, judged, known
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
        suppressed=show_suppressed,
        summary=summary,
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
    beside: dict[str, Any] = {
        "config_file": config_file,
        "predictions": predictions,
        "metrics": metrics,
        "maps": flags.pairs(map_, "--map"),
        "run": run,
        "ignores": known(baseline),
        "previous": earlier(previous),
    }
    source = {"configs": config or (), "isolated": isolated}
    raise typer.Exit(conclude(judged(paths, given, source, beside), look, exit_zero=exit_zero, write=write_baseline))
