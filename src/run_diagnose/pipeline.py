"""From what the person named to a report: the one module that knows all stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from run_diagnose.errors import DiagnoseError
from run_diagnose.model.report import Failure, Report, RunReport
from run_diagnose.model.run import Run
from run_diagnose.version import __version__


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the person said beside the paths."""

    config_file: str | None = None
    predictions: str | None = None
    metrics: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    """Role (or axis) to column name, from ``--map``; the column must exist."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Column to role, from the settings; a column that a log lacks is no error."""
    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    primary: str | None = None
    task: str | None = None
    num_classes: int | None = None
    select: tuple[str, ...] = ()
    """Codes, prefixes, slugs or kinds; empty: all rules."""
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    min_confidence: float = 0.0
    limits: Mapping[str, Any] = field(default_factory=dict)
    """Limits by rule slug, from the settings."""
    stdin_name: str = "stdin"
    run: str | None = None
    """Which run of a file that holds several."""
    strict: bool = False
    """Let a broken rule raise; for tests."""


def diagnose(paths: Sequence[str], options: Options | None = None) -> Report:
    """Everything that can be said of the runs at ``paths``; what cannot be read is in ``errors``."""
    options = options or Options()
    runs: list[RunReport] = []
    errors: list[Failure] = []
    for path in paths:
        try:
            runs.extend(judge(run, options) for run in read(path, options))
        except DiagnoseError as error:
            errors.append(Failure(path=path, reason=error.reason, hint=error.hint))
    return Report(version=__version__, runs=tuple(runs), errors=tuple(errors))


def read(path: str, options: Options) -> list[Run]:
    """The runs of one file or folder, before any judgement. Raises DiagnoseError."""
    raise NotImplementedError


def judge(run: Run, options: Options) -> RunReport:
    """The report on one run."""
    raise NotImplementedError
