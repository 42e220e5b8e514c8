"""What a healthy run of this kind shows, beside what this one shows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.model.report import HealthyRow
from run_diagnose.model.wording import number, percent, place
from run_diagnose.stats.arrays import median
from run_diagnose.views import curves
from run_diagnose.views.case import Case
from run_diagnose.views.spread import final_spread, spread
from run_diagnose.views.undefined import undefined_stretches


def rows(case: Case) -> tuple[HealthyRow, ...]:
    """The table; empty for a run without a finding at warning or above, which needs no comparison."""
    if not case.serious:
        return ()
    return tuple(row for part in (_loss, _gap, _spread, _metric, _finite, _gradients) for row in part(case))


def _loss(case: Case) -> Iterator[HealthyRow]:
    for s in (curves.train_loss(case.run), curves.val_loss(case.run)):
        if s is None or len(s.finite) < 3:
            continue
        y = s.finite.y
        low = int(np.argmin(y))
        words = f"{number(float(y[0]))} -> {number(float(y[low]))} ({place(s.axis, float(s.finite.x[low]))}) -> {number(float(y[-1]))}"
        good = bool(y[-1] - y[low] < 0.1 * max(float(y[0] - y[low]), 1e-300)) and not case.has("no-learning")
        yield HealthyRow(what=s.name, healthy="falls, then settles near its lowest", yours=words, good=good)


def _gap(case: Case) -> Iterator[HealthyRow]:
    train, val = curves.train_loss(case.run), curves.val_loss(case.run)
    if train is None or val is None:
        return
    grid = case.run.aligned(train, val)
    if len(grid) < 2:
        return
    with np.errstate(all="ignore"):
        ratio = grid.y[val.name] / grid.y[train.name]
    ratio = ratio[np.isfinite(ratio)]
    if not len(ratio):
        return
    words = f"{number(float(np.min(ratio)), 2)} to {number(float(np.max(ratio)), 2)}"
    yield HealthyRow(
        what=f"{val.name} / {train.name}",
        healthy="about 1 or a little above, once the first epochs are over",
        yours=words,
        good=not case.has("val-below-train", "overfitting"),
    )


def _spread(case: Case) -> Iterator[HealthyRow]:
    seen, final = spread(case.run), final_spread(case.run)
    if seen is None and (final is None or "s" not in final):
        return
    if seen is not None:
        words = (
            percent(float(seen.s[-1]))
            if len(seen.s) == 1
            else f"{percent(float(np.min(seen.s)))} to {percent(float(np.max(seen.s)))}, last {percent(float(seen.s[-1]))}"
        )
    else:
        words = percent((final or {})["s"])
    good = not case.has("spread-collapse", "best-epoch-in-collapse")
    yield HealthyRow(
        what="std of predictions / of targets", healthy="near the correlation, rising with it", yours=words, good=good
    )


def _metric(case: Case) -> Iterator[HealthyRow]:
    s = curves.main_metric(case.run)
    if s is None or not len(s.finite):
        return
    best = s.finite.best_index or 0
    words = f"best {number(float(s.finite.y[best]), 3)} ({place(s.axis, float(s.finite.x[best]))}), last {number(float(s.y[-1]), 3)}"
    healthy = (
        "above 0, as a constant scores 0"
        if s.role.quantity in ("r2", "correlation")
        else "better than a constant answer, and best near the end"
    )
    good = not case.has(
        "worse-than-constant", "constant-predictions-nan-metric", "correlation-collapse", "trained-past-best"
    )
    yield HealthyRow(what=s.name, healthy=healthy, yours=words, good=good)


def _finite(case: Case) -> Iterator[HealthyRow]:
    broken = [
        f"{s.name}: {s.nonfinite} of {len(s)}"
        for s in case.run.series
        if s.nonfinite and (s.role.is_loss or s.role.is_metric)
    ]
    if broken or undefined_stretches(case.run):
        yield HealthyRow(what="NaN or infinite values", healthy="none", yours=", ".join(broken[:4]), good=False)


def _gradients(case: Case) -> Iterator[HealthyRow]:
    s = case.run.get("grad_norm")
    if s is None or not len(s.finite):
        return
    y = s.finite.y
    words = f"{number(float(np.min(y)), 3)} to {number(float(np.max(y)), 3)}, median {number(float(median(y)), 3)}"
    good = not case.has("exploding-gradients", "vanishing-gradients", "dead-gradients")
    yield HealthyRow(what=s.name, healthy="above 0, within a factor of about 10 of its median", yours=words, good=good)
