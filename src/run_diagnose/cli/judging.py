"""Paths to reports, each path under the settings that hold for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from run_diagnose import pipeline
from run_diagnose.model.report import Report
from run_diagnose.rules import built_in
from run_diagnose.settings import Settings, resolve
from run_diagnose.settings.options import options


def judged(
    paths: Sequence[str], flags: Mapping[str, Any], source: Mapping[str, Any], beside: Mapping[str, Any]
) -> list[tuple[Settings, Report]]:
    """The reports on ``paths``, in their order: one for each stretch of paths under the same settings.

    ``source`` says where settings may come from (``configs``, ``isolated``), ``beside`` what no setting holds.
    """
    found = [(resolve(path, flags, **source), path) for path in paths]
    made = []
    for settings, group in groupby(found, key=lambda pair: pair[0]):
        made.append((settings, pipeline.diagnose([p for _, p in group], options(settings, built_in(), **beside))))
    return made


def join(reports: Sequence[Report]) -> Report:
    """Several reports as one."""
    runs = tuple(run for report in reports for run in report.runs)
    errors = tuple(error for report in reports for error in report.errors)
    return replace(reports[0], runs=runs, errors=errors)
