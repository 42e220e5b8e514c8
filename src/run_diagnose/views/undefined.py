"""Where a metric became NaN although the loss stayed finite: a constant on one side."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.stats.streaks import streaks
from run_diagnose.views import curves


@dataclass(frozen=True, kw_only=True)
class UndefinedStretch:
    """A metric that is NaN from ``first`` to ``last`` while the losses are finite there."""

    series: Series
    first: Moment
    last: Moment
    count: int
    lasting: bool
    """True if it never came back."""


def undefined_stretches(run: Run) -> tuple[UndefinedStretch, ...]:
    """Stretches of NaN in metrics that need both sides to vary, at places where a loss is finite."""
    return run.remember("undefined", lambda: tuple(u for s in _candidates(run) for u in _stretches(run, s)))


def _candidates(run: Run) -> tuple[Series, ...]:
    wanted = curves.UNDEFINED_ON_CONSTANTS
    return tuple(s for s in curves.metrics(run) if s.role.quantity in wanted and s.role.part == "" and s.nonfinite)


def _stretches(run: Run, series: Series) -> list[UndefinedStretch]:
    loss = curves.val_loss(run) if series.role.split.value != "train" else curves.train_loss(run)
    loss = loss or curves.train_loss(run)
    if loss is None:
        return []
    broken = set(loss.x[~np.isfinite(loss.y)].tolist()) if loss.axis == series.axis else set()
    nan = np.isnan(series.y) & ~np.isin(series.x, list(broken))
    out = []
    for first, last in streaks(nan):
        lasting = last == len(series) - 1
        out.append(
            UndefinedStretch(
                series=series,
                first=series.moment(first),
                last=series.moment(last),
                count=last - first + 1,
                lasting=lasting,
            )
        )
    return out
