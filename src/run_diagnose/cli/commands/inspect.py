"""Show how a log was read: format, encoding, axis, columns with role, direction and how sure, what was left out."""

from __future__ import annotations

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
    task: flags.Task = None,
    run: flags.WhichRun = None,
    ascii_: flags.Ascii = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Read without judging."""
    from run_diagnose import pipeline
    from run_diagnose.cli.judging import join
    from run_diagnose.cli.output import emit
    from run_diagnose.cli.status import WRONG
    from run_diagnose.cli.trouble import tell
    from run_diagnose.render import Options
    from run_diagnose.render.inspect import render
    from run_diagnose.settings import resolve
    from run_diagnose.settings.options import options

    given = {"task": task, "higher-is-better": higher, "lower-is-better": lower}
    beside = {
        "config_file": config_file,
        "predictions": predictions,
        "metrics": metrics,
        "maps": flags.pairs(map_, "--map"),
        "run": run,
    }
    reports = []
    for path in paths:
        settings = resolve(path, given, configs=config or (), isolated=isolated)
        reports.append(pipeline.diagnose([path], options(settings, (), **beside)))
    whole = join(reports)
    if whole.runs:
        emit(render(whole, Options(ascii=ascii_)))
    for error in whole.errors:
        tell(error.reason, error.hint, error.path)
    raise typer.Exit(WRONG if whole.errors else 0)
