"""What the run took, how much of that came after its best, and what more of it would bring."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.finding import Severity
from run_diagnose.model.report import Cost
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number, percent, place
from run_diagnose.stats.arrays import median
from run_diagnose.stats.extrapolation import Forecast, extrapolate
from run_diagnose.stats.smoothing import blocks
from run_diagnose.views import curves
from run_diagnose.views.case import Case
from run_diagnose.views.ceiling import ceiling
from run_diagnose.views.pick import Picked, picked
from run_diagnose.views.spent import Spent, spent

POINTS = 400
"""A longer curve is judged by the medians of so many blocks: the fits are to 200 anyway."""
AHEAD = (0.5, 1.0)
"""How much longer a run is thought of; farther than its own length no curve foretells."""


def cost(case: Case) -> Cost | None:
    """Time and outlook; None where the log shows neither."""
    time, kept = spent(case.run), picked(case.run)
    after = None if time is None or kept is None else time.share_after(kept.at, _elsewhere(kept))
    seconds = time.total if time is not None and time.known else None
    said, more = _spent(time, kept, after), outlook(case)
    return Cost(seconds=seconds, after_best=after, spent=said, more=more) if said or more else None


def _elsewhere(kept: Picked) -> dict[str, float]:
    """The kept place on the other axes of its series."""
    return {axis: float(x[kept.index]) for axis, x in kept.series.also.items() if np.isfinite(x[kept.index])}


def _spent(time: Spent | None, kept: Picked | None, after: float | None) -> str:
    if time is None:
        return ""
    if kept is None or after is None:
        return f"The run took {_duration(time.total)}, by {time.series.name}" if time.known else ""
    best = f"the best {kept.at.axis} ({number(kept.at.value, 6)}, by {kept.series.name})"
    if after == 0:
        return f"The run took {_duration(time.total)}, and {best} is its last" if time.known else ""
    if not time.known:
        return f"{percent(after)} of the time was spent after {best}, by {time.series.name}"
    wasted, total = _duration(after * time.total, like=time.total), _duration(time.total)
    unit = total.partition(" ")[2]
    return f"{wasted.removesuffix(' ' + unit)} of {total} were spent after {best}, by {time.series.name}"


def _duration(seconds: float, like: float | None = None) -> str:
    """``30.1 min``; in the unit that fits ``like``."""
    size = seconds if like is None else like
    unit, name = (1.0, "s") if size < 120 else (60.0, "min") if size < 2 * 3600 else (3600.0, "h")
    return f"{number(seconds / unit, 3)} {name}"


def outlook(case: Case) -> str:
    """What more of the same training would bring, or why that is not foretold; empty without a curve."""
    curve = _foretold(case.run)
    if curve is None or len(curve.finite) < 2 or curve.role.goal is None:
        return ""
    reason = _forbids(case)
    seen = [] if reason else forecasts(curve)
    if not reason and seen:
        reason = seen[0][1].refused or ""
    if reason or not seen:
        return f"What more of this training would bring is not foretold: {reason}" if reason else ""
    return _told(curve, seen)


def _foretold(run: Run) -> Series | None:
    """The curve to follow; the losses of a policy and of two rivals rise and fall for reasons of their own."""
    if run.task in ("rl", "gan"):
        return curves.main_metric(run)
    kept = picked(run)
    if kept is not None and kept.source == "framework":
        return kept.series
    return curves.val_loss(run) or curves.main_metric(run) or curves.train_loss(run)


def _forbids(case: Case) -> str:
    """After a break the curve before it foretells nothing, and its faults come first."""
    worst = next((f for f in case.serious if f.severity is Severity.ERROR), None)
    if worst is None:
        return "the curve has turned upwards" if case.first("overfitting") is not None else ""
    since = f" since {place(worst.onset.axis, worst.onset.value)}" if worst.onset is not None else ""
    return f"{worst.rule}{since} is to be mended first"


def forecasts(curve: Series) -> list[tuple[float, Forecast]]:
    """Half as much again, and, where that is worth it, as much again: share of the run ahead, and what it brings."""
    y = curve.finite.losslike
    y = blocks(y, cap=POINTS).median if len(y) > POINTS else y
    out: list[tuple[float, Forecast]] = []
    for share in AHEAD:
        seen = extrapolate(y, max(1, round(share * len(y))), nonnegative=curve.role.is_loss)
        if seen is None:
            break
        out.append((share, seen))
        if not seen.worth_it:
            break
    return out


def _told(curve: Series, seen: list[tuple[float, Forecast]]) -> str:
    share, best = seen[0]
    if len(seen) > 1 and seen[1][1].worth_it and seen[1][1].gain - best.gain > best.gain / max(best.gain_sigmas, 1e-9):
        share, best = seen[1]
    x = curve.finite.x
    more = max(1, round(share * len(x))) * float(median(np.diff(x)))
    ahead = f"{count(round(more), f'more {curve.axis}')} (+{percent(share)})" if more >= 1 else f"{percent(share)} more"
    turn, top = -1.0 if curve.losslike is not curve.y else 1.0, ceiling(curve)
    low, high = sorted((turn * best.low, turn * best.high))
    middle, low, high = (min(value, top) for value in (turn * best.middle, low, high))
    said = (
        f"{ahead} would take {curve.name} from {number(turn * best.level)} to about {number(middle)} "
        f"(80 % between {number(low)} and {number(high)}) at the present schedule"
    )
    return f"{said}: {_worth(best)}"


def _worth(seen: Forecast) -> str:
    if seen.worth_it:
        return "worth it even if it goes badly"
    return "a gamble, nothing gained if it goes badly" if seen.gain_sigmas > 1 else "not worth it, less than the noise"
