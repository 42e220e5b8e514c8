"""What the person named into runs: logs, folders, globs, stores, tables of runs, saved reports."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path

from run_diagnose import pipeline
from run_diagnose.comparison.labels import labelled
from run_diagnose.comparison.runs_table import is_runs_table, read_runs_table
from run_diagnose.comparison.sample import Sample, sample_of
from run_diagnose.comparison.unread import unread
from run_diagnose.errors import DiagnoseError, UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.report import Failure, Report

MOST_REPORT = 256 << 20
"""Bytes of a saved report that are read."""


@dataclass
class Gathered:
    """The runs in the order they were named, and what could not be read."""

    samples: list[Sample] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)


def gather(paths: Sequence[str], options: pipeline.Options) -> Gathered:
    """The runs behind ``paths``; one that cannot be read does not end the others."""
    found = Gathered()
    for path in _spread(paths):
        try:
            _add(found, path, options)
        except UsageError:
            raise
        except DiagnoseError as error:
            found.errors.append(Failure(path=path, reason=error.reason, hint=error.hint))
    found.samples = labelled(found.samples)
    return found


def joined(parts: Sequence[Gathered]) -> Gathered:
    """Several as one, with labels that no two runs share."""
    samples = labelled(s for part in parts for s in part.samples)
    return Gathered(samples, [error for part in parts for error in part.errors])


def _spread(paths: Sequence[str]) -> list[str]:
    """Patterns written out, so that reports and tables among the matches are seen as what they are."""
    out: list[str] = []
    for path in paths:
        marked = any(mark in path for mark in "*?[") and "://" not in path and not Path(path).exists()
        out += sorted(glob.glob(path, recursive=True)) or [path] if marked else [path]  # noqa: PTH207 - absolute patterns
    return _unlinked(out)


def _unlinked(found: list[str]) -> list[str]:
    """Without links to others among them: ``latest-run`` is one of the runs beside it."""
    real = {os.path.realpath(path) for path in found if not Path(path).is_symlink()}
    return [path for path in found if not Path(path).is_symlink() or os.path.realpath(path) not in real]


def _add(found: Gathered, path: str, options: pipeline.Options) -> None:
    if (saved := saved_report(path)) is not None:
        found.samples += [sample_of(run) for run in saved.runs]
        found.errors += saved.errors
    elif Path(path).is_file() and is_runs_table(path):
        found.samples += read_runs_table(path, options)
    else:
        report = _judged(path, options)
        found.samples += [sample_of(run) for run in report.runs]
        found.errors += [*report.errors, *unread(path, report, options)]


def _judged(path: str, options: pipeline.Options) -> Report:
    """The runs at ``path``; one that lacks the metric that is to rank is compared by what it has."""
    try:
        return pipeline.diagnose([path], options)
    except UsageError:
        if options.primary is None:
            raise
    return pipeline.diagnose([path], replace(options, primary=None))


def saved_report(path: str) -> Report | None:
    """The report that this file holds, None for any other file. UnreadableError for a damaged report."""
    file = Path(path)
    if file.suffix.lower() != ".json" or not file.is_file():
        return None
    with file.open("rb") as opened:
        head = opened.read(4096)
        if b'"schema_version"' not in head or b'"run-diagnose"' not in head:
            return None
        from run_diagnose.render.json_v1 import loads

        return loads(head + opened.read(MOST_REPORT))
