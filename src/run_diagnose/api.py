"""The same diagnosis from Python."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from run_diagnose import pipeline
from run_diagnose.errors import UsageError
from run_diagnose.model.report import Report
from run_diagnose.near import did_you_mean
from run_diagnose.pipeline import Options

Place = str | os.PathLike[str]


def diagnose(source: Place | Sequence[Place], *, config: Place | None = None, **choices: Any) -> Report:
    """The report on one log, run folder or glob, or on several.

    ``config`` is the run's training config. ``choices`` are the fields of ``pipeline.Options``:
    ``diagnose("run.csv", task="regression", select=("COL",))``. Inputs that cannot be read are in ``Report.errors``.
    Raises UsageError for a choice, rule or column that does not exist.
    """
    known = {field.name for field in dataclasses.fields(Options)}
    for name in choices:
        if name not in known:
            raise UsageError(f"diagnose() takes no `{name}`", did_you_mean(name, known))
    places = [source] if isinstance(source, str | os.PathLike) else list(source)
    if config is not None:
        choices["config_file"] = Path(config).as_posix()
    return pipeline.diagnose([os.fspath(place) for place in places], Options(**choices))
