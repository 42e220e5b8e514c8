"""Paths to reports, each path under the settings that hold for it; reports to what is printed and the status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from run_diagnose import pipeline
from run_diagnose.cli.output import FOR_PEOPLE, Look, publish, write_whole
from run_diagnose.cli.status import status
from run_diagnose.cli.trouble import say, tell
from run_diagnose.errors import UnreadableError
from run_diagnose.model.ignore import Ignore
from run_diagnose.model.report import Report, RunReport
from run_diagnose.pipeline import Options
from run_diagnose.plugins import every_rule
from run_diagnose.settings import Settings, resolve
from run_diagnose.settings.baseline import dumps, load
from run_diagnose.settings.options import options
from run_diagnose.settings.stale import told

Part = tuple[Settings, Report]
Judge = Callable[[Sequence[str], Options], Report]


def judged(
    paths: Sequence[str],
    flags: Mapping[str, Any],
    source: Mapping[str, Any],
    beside: Mapping[str, Any],
    judge: Judge | None = None,
) -> list[Part]:
    """The reports on ``paths``, in their order: one for each stretch of paths under the same settings.

    ``source`` says where settings may come from (``configs``, ``isolated``), ``beside`` what no setting holds.
    """
    work = judge or pipeline.diagnose
    found = [(resolve(path, flags, **source), path) for path in paths]
    asked = [
        (settings, options(settings, every_rule(), **beside), [path for _, path in group])
        for settings, group in groupby(found, key=lambda pair: pair[0])
    ]
    reports = told([(chosen.ignores, work(group, chosen)) for _, chosen, group in asked])
    return [(settings, report) for (settings, _, _), report in zip(asked, reports, strict=True)]


def known(baseline: str | None) -> tuple[Ignore, ...]:
    """What a baseline file accepts. Raises UnreadableError."""
    return (load(baseline),) if baseline else ()


def earlier(path: str | None) -> tuple[RunReport, ...]:
    """The runs of a saved report. Raises UnreadableError."""
    if not path:
        return ()
    from run_diagnose.render.json_v1 import loads

    try:
        return loads(Path(path).read_text(encoding="utf-8")).runs
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise UnreadableError(f"{path}: {reason}", f"diagnose RUN --format json -o {path}") from error


def conclude(
    parts: Sequence[Part], look: Look, *, exit_zero: bool, alone: bool = False, write: str | None = None
) -> int:
    """Print the report and the errors, and give the exit status: each run counts by its own settings.

    ``write``: a file that takes what was found as a baseline; what is accepted there is no reason to fail.

    ``alone``: configs without a run are judged, so that a verdict is not to be had and its want is no finding.
    """
    if look.verbose:
        for settings, _ in parts:
            say(f"settings: {settings.file or 'no file'}")
    whole = join([report for _, report in parts])
    if whole.runs or look.format not in (None, *FOR_PEOPLE):
        publish(whole, look)
    for error in whole.errors:
        tell(error.reason, error.hint, error.path)
    if write:
        write_whole(write, dumps(whole))
        if not look.quiet:
            say(f"wrote the baseline {write}")
    exit_zero = exit_zero or write is not None
    return max(status(report, settings["fail-on"], exit_zero=exit_zero, alone=alone) for settings, report in parts)


def join(reports: Sequence[Report]) -> Report:
    """Several reports as one."""
    runs = tuple(run for report in reports for run in report.runs)
    errors = tuple(error for report in reports for error in report.errors)
    return replace(reports[0], runs=runs, errors=errors)
