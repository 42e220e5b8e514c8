"""Reports as a pandas DataFrame: a row for each run."""

from __future__ import annotations

from typing import Any

from run_diagnose.batch.row import ERROR, Row, row_of
from run_diagnose.batch.table import frame as as_frame
from run_diagnose.model.report import Report


def frame(report: Report) -> Any:
    """A row for each run, then one for each input that could not be read; metrics in columns like ``val_loss.best``."""
    rows = [row_of(run, run.name) for run in report.runs]
    rows += [Row(path=e.path, name=e.path, status=ERROR, reason=e.reason, hint=e.hint) for e in report.errors]
    return as_frame(rows)
