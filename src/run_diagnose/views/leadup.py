"""What went before a break: the loss, the gradient, the learning rate and the loss scale in the last stretch."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Value, contrast, reading
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series, shared_axis
from run_diagnose.model.wording import number
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import sigma

GRADIENT_RISE = 10.0
"""A gradient norm this many times its median announces a break (a public 104B run: 0.24 -> 2.4 -> 16 -> 145)."""
LOSS_RISE = 1.3
"""And a loss this many times its level, besides 6 sigma of its noise: few cross-entropies double before they break."""


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One thing that moved before the break."""

    name: str
    """``loss_rise``, ``grad_rise``, ``lr_rising``, ``lr_peak`` or ``scale_halvings``."""
    words: str
    evidence: Evidence
    values: dict[str, Value] = field(default_factory=dict)


def signs(run: Run, series: Series, row: int) -> tuple[Sign, ...]:
    """Everything that moved in the stretch before row ``row`` of ``series``; empty means it came suddenly."""
    found = [
        _loss_rise(series, row),
        _gradient_rise(run, series, row),
        _learning_rate(run, series, row),
        _scale(run, series, row),
    ]
    return tuple(s for s in found if s is not None)


def rows_before(other: Series, series: Series, row: int) -> int:
    """How many points of ``other`` lie before row ``row`` of ``series``: on a shared axis, else by line."""
    axis = shared_axis(series, other)
    if axis is not None:
        here = series.on(axis)[row]
        if np.isfinite(here):
            return int(np.sum(other.on(axis) <= here))
    if other.file == series.file and series.line[row] > 0:
        return int(np.sum(other.line <= series.line[row]))
    return 0


def lookback(points: int) -> int:
    """Points that count as "just before": 5 % of what was logged, at least 5, at most 100."""
    return int(min(100, max(5, points // 20)))


def _split(y: Floats) -> tuple[Floats, Floats]:
    """The settled part (its last 50 points) and the stretch just before the end."""
    late = lookback(len(y))
    early = y[:-late][-50:] if len(y) > late + 2 else y[: max(1, len(y) // 2)]
    return early, y[-late:] if len(y) > late + 2 else y[len(early) :]


def _loss_rise(series: Series, row: int) -> Sign | None:
    rows = np.flatnonzero(np.isfinite(series.y[:row]))
    if len(rows) < 3:
        return None
    before, late = _split(series.y[rows])
    if not len(late):
        return None
    level, spread = float(median(before)), sigma(before) or 0.0
    top = int(rows[len(rows) - len(late) + int(np.argmax(late))])
    peak = float(series.y[top])
    if not (peak > level + 6 * spread and peak > LOSS_RISE * abs(level)):
        return None
    factor = peak / level if level > 0 else float("inf")
    words = f"{series.name} had risen from {number(level)} to {number(peak)}"
    evidence = contrast(f"{series.name} just before", peak, level, "its level earlier", series.moment(top))
    return Sign(name="loss_rise", words=words, evidence=evidence, values={"loss_rise": factor})


def _gradient_rise(run: Run, series: Series, row: int) -> Sign | None:
    norm = run.get("grad_norm")
    if norm is None:
        return None
    here = rows_before(norm, series, row)
    rows = np.flatnonzero(np.isfinite(norm.y[:here]))
    if len(rows) < 4:
        return None
    before, late = _split(norm.y[rows])
    level = float(median(before))
    if not len(late) or level <= 0 or float(np.max(late)) < GRADIENT_RISE * level:
        return None
    crossed = int(rows[len(rows) - len(late) + int(np.argmax(late >= GRADIENT_RISE * level))])
    top = int(rows[len(rows) - len(late) + int(np.argmax(late))])
    lead = abs(float(series.x[row] - norm.x[crossed])) if norm.axis == series.axis else 0.0
    words = f"{norm.name} had risen from {number(level)} to {number(float(norm.y[top]))}"
    words += f", {number(lead)} {series.axis}s ahead" if lead > 0 else ""
    evidence = contrast(f"{norm.name} just before", float(norm.y[top]), level, "its median earlier", norm.moment(top))
    return Sign(
        name="grad_rise",
        words=words,
        evidence=evidence,
        values={"grad_rise": float(norm.y[top]) / level, "grad_lead": lead},
    )


def _learning_rate(run: Run, series: Series, row: int) -> Sign | None:
    lr = run.get("lr")
    if lr is None:
        return None
    here = rows_before(lr, series, row)
    rows = np.flatnonzero(np.isfinite(lr.y[:here]))
    if len(rows) < 3:
        return None
    seen = lr.y[rows]
    now, peak = float(seen[-1]), float(np.nanmax(lr.y))
    planned = max(peak, run.config.number("learning_rate") or 0.0)
    before = float(seen[-1 - min(lookback(len(seen)), len(seen) - 1)])
    at = lr.moment(int(rows[-1]))
    shown = reading(lr.name, now, at)
    if now > before * 1.001 and now > float(np.min(seen)) * 1.05:
        words = f"{lr.name} was still rising, {number(now)}"
        words += f" of {number(planned)}" if planned > now * 1.01 else ""
        return Sign(
            name="lr_rising", words=words, evidence=shown, values={"lr_rising": True, "lr": now, "lr_peak": planned}
        )
    varies = float(np.nanmin(lr.y)) < 0.95 * peak
    if varies and now >= 0.8 * planned:
        values: dict[str, Value] = {"lr_at_peak": True, "lr": now, "lr_peak": planned}
        return Sign(name="lr_peak", words=f"{lr.name} was at its peak, {number(now)}", evidence=shown, values=values)
    return None


def _scale(run: Run, series: Series, row: int) -> Sign | None:
    scale = run.get("loss_scale")
    if scale is None:
        return None
    here = rows_before(scale, series, row)
    seen = scale.y[:here][np.isfinite(scale.y[:here])]
    if len(seen) < 2:
        return None
    late = seen[-lookback(len(seen)) - 1 :]
    top, now = float(np.max(late)), float(late[-1])
    if not top > 0 or now > top / 4:
        return None
    halvings = float(np.log2(top / now)) if now > 0 else float("inf")
    words = f"{scale.name} had fallen from {number(top)} to {number(now)}"
    return Sign(
        name="scale_halvings",
        words=words,
        evidence=contrast(scale.name, now, top, "its highest value just before", scale.moment(here - 1)),
        values={"scale_halvings": halvings},
    )
