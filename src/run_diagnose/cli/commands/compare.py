"""Hold runs against each other: logs, run folders, globs, stores, saved reports, or a table whose rows are runs.

One table, the best run first and collapsed runs last; who leads by which metric; what the configs differ in; and what
makes the table deceive. Status: 0, or 1 where a --fail gate trips or --fail-on is reached, 2 wrong use or unreadable.
"""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli import flags

Baseline = Annotated[
    str | None, typer.Option(metavar="RUN", help="The run that others are held against: name, path or number.")
]
Alert = Annotated[list[str] | None, typer.Option(metavar="CONDITION", help="Warn where it holds: 'val/r2<-0.01'.")]
Fail = Annotated[
    list[str] | None, typer.Option(metavar="CONDITION", help="Status 1 where it holds: 'val_loss>1.02*baseline'.")
]


def command(
    paths: Annotated[list[str], typer.Argument(metavar="RUN...", help="Runs, at least two.", show_default=False)],
    primary: flags.Primary = None,
    baseline: Baseline = None,
    sort_by: Annotated[str | None, typer.Option("--sort-by", metavar="COLUMN", help="Another order.")] = None,
    sort_order: Annotated[str | None, typer.Option("--sort-order", metavar="ORDER", help="asc or desc.")] = None,
    keep: Annotated[list[str] | None, typer.Option(metavar="REGEX", help="Only these metrics and config keys.")] = None,
    drop: Annotated[list[str] | None, typer.Option(metavar="REGEX", help="Not these.")] = None,
    only_changed: Annotated[
        bool, typer.Option("--only-changed", help="Leave out metrics in which all runs are equal.")
    ] = False,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="Runs in the table; CSV and JSON hold all.")] = 60,
    precision: Annotated[int, typer.Option(metavar="N", min=1, max=17, help="Significant digits.")] = 4,
    ignore_key: Annotated[
        list[str] | None, typer.Option("--ignore-key", metavar="KEY", help="A config key that is no difference.")
    ] = None,
    alert: Alert = None,
    fail: Fail = None,
    md: Annotated[bool, typer.Option("--md", help="Markdown.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="JSON: the comparison and every run's report.")] = False,
    csv_: Annotated[bool, typer.Option("--csv", help="CSV, one row a run.")] = False,
    format_: flags.Format = None,
    output: flags.Output = None,
    map_: flags.Map = None,
    higher: flags.Higher = None,
    lower: flags.Lower = None,
    task: flags.Task = None,
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
    """Compare runs."""
    from run_diagnose.cli.comparing import Asked, compared

    shown = {"markdown": md, "json": json_, "csv": csv_}
    status = compared(
        paths,
        Asked(
            primary=primary,
            baseline=baseline,
            ignore_keys=tuple(flags.split(ignore_key)),
            alerts=tuple(alert or ()),
            fails=tuple(fail or ()),
            sort_by=sort_by,
            sort_order=sort_order,
            keep=tuple(keep or ()),
            drop=tuple(drop or ()),
            only_changed=only_changed,
            precision=precision,
            top=top,
            format=next((name for name, asked in shown.items() if asked), format_),
            files=tuple(output or ()),
            charts=not no_charts,
            ascii=ascii_,
            color=color,
            quiet=quiet,
            verbose=verbose,
            fail_on=fail_on,
            exit_zero=exit_zero,
        ),
        {"task": task, "primary-metric": primary, "higher-is-better": higher, "lower-is-better": lower},
        {"maps": flags.pairs(map_, "--map")},
        {"configs": config or (), "isolated": isolated},
    )
    raise typer.Exit(status)
