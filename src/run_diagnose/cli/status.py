"""The exit status a report earns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from run_diagnose.model.report import Report, RunReport

LEVELS = {"note": 0, "warning": 1, "error": 2, "never": 3}
FINE, FOUND, WRONG = 0, 1, 2


def status(report: Report, fail_on: str, *, exit_zero: bool = False, alone: bool = False) -> int:
    """2 if an input could not be read; else 1 if a run reaches ``fail_on``; else 0.

    ``alone``: only findings count, for configs that are judged without a run.
    """
    if report.errors:
        return WRONG
    reached = any(level(run, alone=alone) >= LEVELS[fail_on] for run in report.runs)
    return FOUND if reached and not exit_zero else FINE


def level(run: RunReport, *, alone: bool = False) -> int:
    """The worst that was found, -1 for nothing; a run that could not be judged counts like a warning."""
    found = max((LEVELS[f.severity.value] for f in run.findings), default=-1)
    return max(found, LEVELS["warning"]) if run.verdict == "undetermined" and not alone else found
