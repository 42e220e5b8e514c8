"""Where numbers stop being finite: which series broke, which broke first, and which NaN only say "not logged"."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.roles import LOSS_ROLES, PART_ROLES, Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.stats.arrays import Bools, median
from run_diagnose.stats.streaks import streaks

WHOLE_LOSSES = (*LOSS_ROLES, "generator_loss", "discriminator_loss")
"""Series whose NaN means that the run, or its validation, is broken."""

COMPANIONS = (*PART_ROLES, "grad_norm", "grad_norm_part", "weight_norm", "update_ratio", "kl", "entropy")
"""Series whose NaN may come first and then says where it started."""

LARGEST_FLOAT32 = 3.4028234663852886e38
"""IEEE 754 binary32. Weights and losses are float32 or narrower: a loss at this size is an overflow that a wider type
printed, or the limit written in its place."""


@dataclass(frozen=True, kw_only=True)
class Break:
    """One series that left the finite numbers."""

    series: Series
    rows: Ints
    """Rows that are not finite (or a loss past every float32), sentinels and "not logged" left out."""
    last_finite: int | None
    """Row of the last finite value before the first break; None if it never was finite before."""
    stretches: int
    lasting: bool
    """True if no finite value follows the last stretch."""

    @property
    def first(self) -> int:
        """Row of the first broken point."""
        return int(self.rows[0])

    @property
    def moment(self) -> Moment:
        """Where it broke."""
        return self.series.moment(self.first)

    @property
    def share(self) -> float:
        """Share of the points from the first break on that are broken."""
        return len(self.rows) / (len(self.series) - self.first)


def breaks(run: Run) -> tuple[Break, ...]:
    """Every series that broke, in the order in which they did (losses before companions at one place)."""
    return run.remember("breaks", lambda: _breaks(run))


def loss_break(run: Run) -> Break | None:
    """The first whole loss to break."""
    return next((b for b in breaks(run) if b.series.role.name in WHOLE_LOSSES), None)


def _breaks(run: Run) -> tuple[Break, ...]:
    series = [*run.all(*WHOLE_LOSSES, *COMPANIONS), *(m for m in _metrics(run) if m.role.goal is Goal.MIN)]
    found = [b for s in series if (b := _break_of(run, s)) is not None]
    return tuple(sorted(found, key=lambda b: place_of(run, b.series, b.first)))


def _metrics(run: Run) -> tuple[Series, ...]:
    """Metrics of errors: unlike a correlation, they are defined whatever the predictions are."""
    return tuple(m for m in run.all("train_metric", "val_metric", "test_metric") if m.role.quantity != "perplexity")


def _break_of(run: Run, series: Series) -> Break | None:
    broken = ~np.isfinite(series.y)
    if series.role.name in WHOLE_LOSSES:
        broken |= overflowed(series.y)
    if not broken.any():
        return None
    broken = _without_start_value(series, broken)
    if not broken.any() or means_not_logged(run, series, broken):
        return None
    rows = np.flatnonzero(broken)
    before = np.flatnonzero(np.isfinite(series.y[: rows[0]]) & ~overflowed(series.y[: rows[0]]))
    return Break(
        series=series,
        rows=rows,
        last_finite=int(before[-1]) if len(before) else None,
        stretches=len(streaks(broken)),
        lasting=bool(broken[-1]),
    )


def overflowed(y: Floats | float) -> Bools:
    """True for infinities and for values that no float32 holds."""
    return np.asarray(np.abs(y) >= LARGEST_FLOAT32)


def _without_start_value(series: Series, broken: Bools) -> Bools:
    """An infinite (or a single NaN) first stretch with finite values ever after is a start value, not a fault."""
    first, last = streaks(broken)[0]
    sentinel = bool(overflowed(series.y[: last + 1]).all()) or last == 0
    if first > 0 or last == len(broken) - 1 or not sentinel:
        return broken
    kept: Bools = broken.copy()
    kept[: last + 1] = False
    return kept


def means_not_logged(run: Run, series: Series, broken: Bools) -> bool:
    """True where NaN is this logger's blank: values come back again and again, and never stay.

    Either finite stretches are no longer than the NaN between them (a validation every k-th row), or the rows in
    which this series is NaN are those in which another learning series is not, and the other way round.
    """
    finite = streaks(~broken)
    gaps = streaks(broken)
    if len(finite) < 2 or len(gaps) < 2:
        return False
    inner = [b - a + 1 for a, b in gaps if a > 0 and b < len(broken) - 1]
    tail = gaps[-1][1] - gaps[-1][0] + 1 if gaps[-1][1] == len(broken) - 1 else 0
    longest = max(inner, default=gaps[0][1] - gaps[0][0] + 1)
    if tail > 1.5 * longest + 1:
        return False
    sizes = [b - a + 1 for a, b in finite]
    even = len({b - a + 1 for a, b in gaps}) == 1
    if (len(finite) >= 3 or even) and median(sizes) <= median(inner or [longest]):
        return True
    return _complemented(run, series, broken)


def _complemented(run: Run, series: Series, broken: Bools) -> bool:
    own, blank = set(series.line[~broken].tolist()), set(series.line[broken].tolist())
    if 0 in blank:
        return False
    for other in run.all(*WHOLE_LOSSES, "train_metric", "val_metric"):
        if other is series or other.file != series.file:
            continue
        lines = set(other.line[np.isfinite(other.y)].tolist())
        if len(blank & lines) >= 0.95 * len(blank) and len(own & lines) <= 0.05 * len(own):
            return True
    return False


def place_of(run: Run, series: Series, row: int) -> tuple[float, float, int]:
    """A key that orders points of different series: on the shared step axis, else by line, losses first."""
    rank = (*WHOLE_LOSSES, *COMPANIONS).index(series.role.name) if series.role.name in _RANKED else 99
    step = _steps(run, series, row)
    return (step, float(series.line[row]), rank)


_RANKED = frozenset((*WHOLE_LOSSES, *COMPANIONS))


def _steps(run: Run, series: Series, row: int) -> float:
    for axis in ("step", "epoch"):
        if all(axis == s.axis or axis in s.also for s in run.series):
            place = float(series.x[row] if series.axis == axis else series.also[axis][row])
            if np.isfinite(place):
                return place
    same_file = len({s.file for s in run.series}) == 1 and int(series.line[row]) > 0
    return float(series.line[row]) if same_file else float(series.x[row])
