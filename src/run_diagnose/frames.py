"""Reports as a pandas DataFrame: a row for each run."""

from __future__ import annotations

from typing import Any

from run_diagnose.batch.row import ERROR, Row, row_of
from run_diagnose.batch.sinks import flat
from run_diagnose.model.report import Report


def frame(report: Report) -> Any:
    """A row for each run, then one for each input that could not be read; metrics in columns like ``val_loss.best``."""
    import pandas as pd

    rows = [row_of(run, run.name) for run in report.runs]
    rows += [Row(path=e.path, name=e.path, status=ERROR, reason=e.reason, hint=e.hint) for e in report.errors]
    return pd.DataFrame([flat(row) for row in rows])
