"""Reads a training log and says what went wrong, since when, why, and what to change.

``run_diagnose.diagnose("run.csv")`` gives a Report. Names are loaded on first use, so that importing the package
costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from run_diagnose.version import __version__

if TYPE_CHECKING:
    from run_diagnose.api import compare, diagnose, scan
    from run_diagnose.errors import DiagnoseError
    from run_diagnose.model.finding import Finding
    from run_diagnose.model.report import Report, RunReport

_HOMES = {
    "compare": "run_diagnose.api",
    "diagnose": "run_diagnose.api",
    "scan": "run_diagnose.api",
    "DiagnoseError": "run_diagnose.errors",
    "Finding": "run_diagnose.model.finding",
    "Report": "run_diagnose.model.report",
    "RunReport": "run_diagnose.model.report",
}

__all__ = ["DiagnoseError", "Finding", "Report", "RunReport", "__version__", "compare", "diagnose", "scan"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'run_diagnose' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
