"""What a scan keeps of a run: one row of plain values, small enough for ten thousand of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field, fields
from typing import Any

from run_diagnose.facts import dataclass
from run_diagnose.model.report import RunReport
from run_diagnose.model.wording import setting

OK, ERROR, SKIPPED = "ok", "error", "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run, or one file that could not be read. The same keys in JSON lines, Parquet and frames."""

    path: str
    name: str
    status: str = OK
    """``ok``; ``error`` for what cannot be read; ``skipped`` for a readable file that is no log."""
    verdict: str = ""
    answer: str = ""
    codes: tuple[str, ...] = ()
    """Codes of the findings, worst first."""
    findings: tuple[dict[str, Any], ...] = ()
    """``code``, ``rule``, ``severity``, ``confidence`` and ``onset`` of each."""
    axis: str = ""
    last: float | None = None
    points: int = 0
    kept: float | None = None
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Losses and metrics by their name in the log: ``role``, ``best``, ``at``, ``last``, ``nonfinite``."""
    change: str = ""
    """The first change that is recommended."""
    reason: str = ""
    hint: str = ""
    report: dict[str, Any] | None = None
    """The whole report as its JSON, where it was asked for."""

    @property
    def severity(self) -> str:
        """The worst severity found, empty where there is none."""
        return str(self.findings[0]["severity"]) if self.findings else ""


def row_of(report: RunReport, name: str, *, full: bool = False) -> Row:
    """The row of a judged run."""
    first = next(iter(report.changes), None)
    change = f"{first.key}: {setting(first.old)} -> {setting(first.new)}" if first and first.new is not None else ""
    picked = report.checkpoint.picked if report.checkpoint else None
    return Row(
        path=report.sources[0].path if report.sources else name,
        name=name,
        verdict=report.verdict,
        answer=report.answer,
        codes=tuple(dict.fromkeys(f.code for f in report.findings)),
        findings=tuple(
            {
                "code": f.code,
                "rule": f.rule,
                "severity": f.severity.value,
                "confidence": f.confidence,
                "onset": f.onset.value if f.onset else None,
            }
            for f in report.findings
        ),
        axis=report.axis.name,
        last=report.axis.last,
        points=report.axis.points,
        kept=picked.at if picked else None,
        metrics={
            s.name: {"role": s.role, "best": s.best, "at": s.best_at, "last": s.last, "nonfinite": s.nonfinite}
            for s in report.series
            if s.role.endswith(("_loss", "_metric"))
        },
        change=change,
        report=_whole(report) if full else None,
    )


def _whole(report: RunReport) -> dict[str, Any]:
    from run_diagnose.model.report import Report
    from run_diagnose.render.json_v1 import to_dict
    from run_diagnose.version import __version__

    whole: dict[str, Any] = to_dict(Report(version=__version__, runs=(report,)))
    return whole


def to_json(row: Row) -> str:
    """One line of strict JSON: figures that are not finite are null; fields that say nothing are left out."""
    data = {key: value for key, value in asdict(row).items() if value not in ("", None, (), {}) or key == "verdict"}
    try:
        return json.dumps(data, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(data), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


_FIELDS = {f.name for f in fields(Row)}


def from_json(text: str | bytes) -> Row | None:
    """The row back, None for a line that is cut or not one."""
    try:
        data = json.loads(text)
        known = {key: value for key, value in data.items() if key in _FIELDS}
        known["codes"], known["findings"] = tuple(known.get("codes", ())), tuple(known.get("findings", ()))
        return Row(**known)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
