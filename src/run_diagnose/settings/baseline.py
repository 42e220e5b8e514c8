"""Baselines: findings that were there before and are accepted, so that only new ones fail a build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from run_diagnose.errors import UnreadableError
from run_diagnose.model.finding import Severity
from run_diagnose.model.ignore import Ignore
from run_diagnose.model.report import Report

VERSION = 1


def dumps(report: Report) -> str:
    """The findings of ``report`` as a baseline, those that an older baseline held included.

    No epoch and no value: a re-run with other noise has the same baseline. Same findings, same bytes.
    """
    rows = {}
    for run in report.runs:
        held = [s.finding for s in run.suppressed if s.by.startswith("baseline ")]
        for f in sorted((*run.findings, *held), key=lambda f: f.severity.level):
            rows[f.fingerprint] = {
                "fingerprint": f.fingerprint,
                "rule": f.rule,
                "severity": f.severity.value,
                "run": run.name,
                "series": list(f.series),
            }
    ordered = sorted(rows.values(), key=lambda row: (row["run"], row["rule"], row["fingerprint"]))
    return json.dumps({"baseline_version": VERSION, "findings": ordered}, indent=1, ensure_ascii=True) + "\n"


def load(path: str) -> Ignore:
    """A baseline as a wish. Raises UnreadableError with what to do."""
    write = f"diagnose RUN --write-baseline {path}"
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise UnreadableError(f"baseline {path}: {reason}", write) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"baseline {path} is no JSON", write) from error
    rows = data.get("findings") if isinstance(data, dict) and data.get("baseline_version") == VERSION else None
    if not isinstance(rows, list):
        raise UnreadableError(f"{path} is no baseline of version {VERSION}", write)
    return Ignore(by=f"baseline {path}", known=dict(_entry(row, path) for row in rows))


def _entry(row: Any, path: str) -> tuple[str, Severity]:
    try:
        return str(row["fingerprint"]), Severity(row["severity"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(
            f"baseline {path}: an entry without fingerprint or severity", "write it anew with --write-baseline"
        ) from error
