"""Judge every run below a folder, one line each as soon as it is finished; thousands of them, or over a cluster.

What was finished stands in a cache, by content and rules: a scan that was killed goes on where it stopped. A log that
cannot be read is one line. Status: 0 nothing at or above --fail-on, 1 findings, 2 something could not be read.
"""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli import flags


def command(
    paths: Annotated[list[str], typer.Argument(metavar="DIR...", help="Folders with runs.", show_default=False)],
    statistics: Annotated[bool, typer.Option("--statistics", help="How many runs each rule found.")] = False,
    jsonl: Annotated[str | None, typer.Option(metavar="FILE", help="A line of JSON for each run.")] = None,
    parquet: Annotated[str | None, typer.Option(metavar="FILE", help="A table (needs the extra `parquet`).")] = None,
    full: Annotated[bool, typer.Option("--full", help="Whole reports in --jsonl.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", metavar="N", help="Processes; else one per processor.")
    ] = None,
    backend: Annotated[str, typer.Option(metavar="NAME", help="loky (this machine), dask or ray.")] = "loky",
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Of the dask scheduler or ray head.")] = None,
    cache_dir: Annotated[str | None, typer.Option("--cache-dir", metavar="FOLDER", help="Where to keep rows.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep rows.")] = False,
    select: flags.Select = None,
    ignore: flags.Ignore = None,
    extend_select: flags.ExtendSelect = None,
    severity: flags.Severity = None,
    min_confidence: flags.MinConfidence = None,
    task: flags.Task = None,
    higher: flags.Higher = None,
    lower: flags.Lower = None,
    ascii_: flags.Ascii = False,
    color: flags.Color = "auto",
    quiet: flags.Quiet = False,
    fail_on: flags.FailOn = None,
    exit_zero: flags.ExitZero = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Scan runs."""
    from run_diagnose.cli.scanning import Shown, scanned

    given = {
        "select": flags.split(select),
        "ignore": flags.split(ignore),
        "extend-select": flags.split(extend_select),
        "severity": flags.pairs(severity, "--severity") or None,
        "min-confidence": min_confidence,
        "fail-on": fail_on,
        "task": task,
        "higher-is-better": higher,
        "lower-is-better": lower,
    }
    plan = {"workers": workers, "backend": backend, "address": scheduler, "full": full, "no_cache": no_cache}
    shown = Shown(statistics=statistics, jsonl=jsonl, parquet=parquet, ascii=ascii_, color=color, quiet=quiet)
    source = {"configs": config or (), "isolated": isolated}
    raise typer.Exit(scanned(paths, given, source, {**plan, "cache_dir": cache_dir}, shown, exit_zero=exit_zero))
