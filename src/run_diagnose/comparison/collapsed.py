"""Which runs have collapsed: their predictions hardly vary, so their scores measure how a constant fares."""

from __future__ import annotations

import math

from run_diagnose.comparison.columns import SPREADS, Board, value_at
from run_diagnose.comparison.sample import Sample
from run_diagnose.model.finding import Severity
from run_diagnose.model.wording import number, percent
from run_diagnose.stats.collapse import ratio_convention

NARROW = 0.1
"""Share of the targets' spread (or of the widest run's) below which predictions count as constant.

The same share from which `stats.collapse.grade_spread` calls a narrow spread an error: runs of post-mortems that had
collapsed lay at .03 to .08, narrow but usable ones at .2 and above.
"""
_KINDS = ("prediction_collapse", "gan_collapse", "rl_entropy_collapse")


def collapsed(sample: Sample, board: Board) -> str:
    """Why the run's figures mean nothing, in a phrase; empty for a run that has not collapsed."""
    share = spread_share(sample, board)
    if share is not None and share < NARROW:
        return f"its predictions spread {percent(share)} as wide as the targets"
    for finding in sample.report.findings:
        if finding.kind in _KINDS and finding.severity is Severity.ERROR and finding.end is None:
            return f"{finding.code} {finding.rule}"
    return _beside_the_widest(sample, board) if share is None else ""


def spread_share(sample: Sample, board: Board) -> float | None:
    """std of predictions / std of targets at the place the run is judged by; None where nothing shows it."""
    pred, target = _figure(sample, "pred_std"), _figure(sample, "target_std")
    if pred is not None and target is not None and target > 0:
        return pred / target
    ratio = _figure(sample, "variance_ratio")
    if ratio is None or ratio < 0:
        return None
    metrics = [board.by_role("val_metric", "test_metric", quantity=q) for q in ("r2", "correlation")]
    r2, r = (board.value(c.key, sample.label) if c else None for c in metrics)
    variances = r2 is not None and r is not None and ratio_convention(ratio, r2, r) == "variance"
    return math.sqrt(ratio) if variances else ratio


def _figure(sample: Sample, role: str) -> float | None:
    series = sample.find(role)
    if series is None:
        return None
    kept = value_at(series, sample.picked) if sample.picked is not None else None
    return kept if kept is not None else series.last


def _beside_the_widest(sample: Sample, board: Board) -> str:
    """Where no target's spread is known: as narrow beside the widest run as a collapse is beside its targets."""
    for role in SPREADS[1:]:
        column = board.by_role(role)
        values = board.values(column.key) if column else {}
        own = values.get(sample.label)
        if own is None or len(values) < 2:
            continue
        widest = max(values, key=lambda label: values[label])
        if 0 <= own < NARROW * values[widest]:
            return f"its {role} is {number(own)}, {percent(own / values[widest])} of {widest}'s"
    return ""
