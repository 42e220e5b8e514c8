"""DIV001: the training loss left its path and did not come back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Value, Verdict, contrast, excerpt
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.noise import noise
from run_diagnose.stats.onset import onset
from run_diagnose.stats.valley import valley
from run_diagnose.views import curves
from run_diagnose.views.breaks import loss_break
from run_diagnose.views.course import Course, course
from run_diagnose.views.leadup import Sign, signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far the loss has to go, in shares of its own gain or level."""

    over_start: float = 1.3
    """An end so many times the level before training is a divergence. (Above what an untrained model has, no
    collapse to a constant explains it.)"""
    lost: float = 0.5
    """A training loss that gave back so much of its gain, without going above its start. (Half-way to the start is
    where lasting damage after a spike and divergence were best told apart on simulated runs.)"""
    gain: float = 0.1
    """A loss that never fell by this share of its start has no gain to give back."""
    sigmas: float = 5.0
    """Such a loss has to rise by so many units of its noise as well, twice what makes a turn."""
    before_break: float = 10.0
    """A loss that rose so many times over its best and then became NaN had diverged before."""
    mirrored: float = 100.0
    """A training loss below 0 falls without a bound where its sign is wrong; then both losses grow so many times over.
    A Gaussian likelihood, too sure of itself in validation, falls to a few units below 0."""
    short: float = 3.0
    """Below 8 points there is no test for a turn: the end has to be so many times the start, and the rise steady."""


@rule(
    "DIV001",
    "divergence",
    kind="divergence",
    title="The training loss diverged",
    needs=(("train_loss", "val_loss"),),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a loss that comes back was thrown out for a while",
)
def divergence(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The training loss left its path and did not come back.

    ## Why it matters
    A training loss that ends above where it began says that the steps are too long for the landscape: everything
    after the turn is wasted, and the last checkpoint is worse than an untrained model. Overfitting never looks like
    this, for there the training loss goes on falling.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,lr
    1,0.912,0.874,0.05
    2,0.701,0.688,0.05
    3,0.602,0.611,0.05
    4,0.551,0.569,0.05
    5,0.523,0.548,0.05
    6,0.640,0.702,0.05
    7,1.113,1.207,0.05
    8,1.926,2.114,0.05
    9,3.408,3.377,0.05
    10,5.871,6.012,0.05
    11,9.944,9.870,0.05
    12,14.903,15.112,0.05
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,lr
    1,0.912,0.874,0.05
    2,0.701,0.688,0.05
    3,0.602,0.611,0.05
    4,0.551,0.569,0.05
    5,0.523,0.548,0.05
    6,0.640,0.702,0.05
    7,0.561,0.572,0.05
    8,0.512,0.540,0.05
    9,0.496,0.527,0.05
    10,0.487,0.519,0.05
    11,0.479,0.514,0.05
    12,0.473,0.511,0.05
    ```

    ## References
    TheDeepChecker (Ben Braiek and Khomh 2023) takes twice the least loss, Lightning's and fastai's rate finders four
    times; both are replaced here by a test against the curve's own noise.
    """
    series = curves.train_loss(run) or curves.val_loss(run)
    if series is None:
        return
    seen = course(series.y)
    broke = _before_break(run, series, limits)
    if (found := broke or _mirrored(run, series, limits)) is not None:
        yield found
    elif seen is None:
        yield Unsure(f"{len(series.finite)} finite losses, 3 needed")
    else:
        yield _judged(run, series, seen, limits)


def _before_break(run: Run, series: Series, limits: Limits) -> Sighting | None:
    """A rise of an order of magnitude that ends in NaN; of the validation loss where that of training has no sign."""
    broken = loss_break(run)
    if broken is None or broken.series is not series or not broken.lasting:
        return None
    val = curves.val_loss(run)
    if val is not None and len(series.finite) and np.min(series.finite.y) <= 0:
        gone = np.flatnonzero(~np.isfinite(val.y))
        return None if not len(gone) or np.isfinite(val.y[gone[0] :]).any() else _rose(val, int(gone[0]), limits)
    return _rose(series, broken.first, limits)


def _mirrored(run: Run, train: Series, limits: Limits) -> Sighting | None:
    """A training loss that falls without a bound while the validation loss rises as far: the objective has no floor."""
    val = curves.val_loss(run)
    if val is None or val is train or len(train.finite) < 3 or len(val.finite) < 3 or float(val.finite.y[0]) <= 0:
        return None
    y, held_out = train.finite.y, val.finite.y
    fell = float(y[-1]) < 0 and abs(float(y[-1])) > limits.mirrored * abs(float(y[0]))
    if not fell or float(held_out[-1]) < limits.mirrored * float(np.min(held_out)) or len(val.finite) < len(val):
        return None
    floor = int(np.argmin(held_out))
    left = floor + int(np.argmax(held_out[floor:] > 2 * held_out[floor]))
    start = val.moment(left)
    return Sighting(
        message=(
            f"{train.name} falls without a bound, to {number(float(y[-1]))}, and {val.name} rises as far, from "
            f"{number(float(held_out[floor]))} to {number(float(held_out[-1]))}: what is minimised has no floor, "
            f"as a loss with the wrong sign. The rise begins at {at(start)}."
        ),
        severity=Severity.ERROR,
        confidence=0.9,
        evidence=(
            contrast(
                f"last {val.name}", float(held_out[-1]), float(held_out[floor]), "its best",
                val.moment(len(val) - 1), val.moment(floor),
            ),
            excerpt(train.name, train.x[-20:].tolist(), y[-20:].tolist(), start),
        ),
        series=(val.name, train.name),
        onset=start,
        values={
            "best": float(held_out[floor]), "end": float(held_out[-1]), "became_nan": False, "never_learned": True,
            "trouble_low": float(val.x[floor]), "mirrored": True,
        },
    )  # fmt: skip


def _rose(series: Series, first: int, limits: Limits) -> Sighting | None:
    """The loss before its row ``first``, from which on it is not finite."""
    rows = np.flatnonzero(np.isfinite(series.y[:first]))
    seen = series.y[rows]
    if first < 2 or len(rows) < 2 or np.min(seen) <= 0:
        return None
    floor = int(np.argmin(seen))
    top = floor + int(np.argmax(seen[floor:]))
    if seen[top] < limits.before_break * seen[floor] or top < len(seen) - max(3, len(seen) // 5):
        return None
    left = floor + int(np.argmax(seen[floor:] > 2 * seen[floor]))
    start = series.moment(int(rows[left]))
    text = f"{series.name} rose from {number(float(seen[floor]))} to {number(float(seen[top]))} from {at(start)} on"
    return Sighting(
        message=f"{text} and became NaN at {at(series.moment(first))}: it diverged.",
        severity=Severity.ERROR,
        confidence=0.9,
        evidence=(
            contrast(
                f"{series.name}, last finite values", float(seen[top]), float(seen[floor]), "its best",
                series.moment(int(rows[top])), series.moment(int(rows[floor])),
            ),
            excerpt(series.name, series.x[rows][-20:].tolist(), seen[-20:].tolist(), start),
        ),
        series=(series.name,),
        onset=start,
        values={"best": float(seen[floor]), "end": float(seen[top]), "became_nan": True, "never_learned": False},
    )  # fmt: skip


def _judged(run: Run, series: Series, seen: Course, limits: Limits) -> Verdict:
    weak = run.task in ("vae", "ssl") or series.role.name != "train_loss"
    away = seen.over_start >= limits.over_start and seen.lost >= limits.lost
    gained = seen.drop >= limits.gain * abs(seen.start)
    back = not weak and gained and seen.lost >= limits.lost
    if series.role.name != "train_loss" and seen.over_start < 3 * limits.over_start:
        away = False  # a validation loss alone rises far above its start by mere over-confidence
    if not (away or back):
        share = min(seen.lost, 9.99)
        return Fine(f"{series.name} ends {percent(share)} of its gain above its best ({number(seen.best)})")
    turn = _turn(series, seen, limits, away=away)
    if turn is None:
        return Unsure(f"{series.name} ends above its best, but not by more than its noise")
    return _sighting(run, series, seen, turn, away=away)


def _turn(series: Series, seen: Course, limits: Limits, *, away: bool) -> int | None:
    """Row of the onset of a lasting rise, never before the best level; None if noise explains it."""
    y = series.y
    flat = np.log(y) if np.nanmin(y) > 0 else y
    found = valley(flat)
    if found is None:
        return _short_turn(series, limits)
    if not found.found or (not away and not (found.grade == "confirmed" and found.rise_sigmas >= limits.sigmas)):
        return None
    dated = onset(flat)
    turned = dated.at if dated is not None else found.floor
    return max(turned, seen.best_row + 1) if seen.drop > 0 and seen.best_row + 1 < len(y) else turned


def _short_turn(series: Series, limits: Limits) -> int | None:
    """3 to 7 points: the end far above the start, and no step back on the way up."""
    y, rows = series.finite.y, np.flatnonzero(np.isfinite(series.y))
    floor = int(np.argmin(y))
    rising = bool(np.all(np.diff(y[floor:]) > 0)) and len(y) - floor >= 3
    scatter = noise(y)
    far = y[-1] > limits.short * abs(float(y[0])) and (scatter is None or y[-1] > y[floor])
    return int(rows[min(floor + 1, len(y) - 1)]) if rising and far else None


def _sighting(run: Run, series: Series, seen: Course, turn: int, *, away: bool) -> Sighting:
    start = series.moment(turn)
    before = signs(run, series, turn) if turn else ()
    end = f"{series.name} ends at {number(seen.end)}"
    if seen.drop > 0:
        text = f"{end} after a best of {number(seen.best)} at {at(series.moment(seen.best_row))}"
    else:
        text = f"{end} and never was below its start, {number(seen.start)}"
    if away:
        text += f": {number(seen.over_start, 2)} times its start" if seen.positive else ": above its start"
    elif seen.drop > 0:
        text += f": it gave back {percent(min(seen.lost, 9.99))} of its gain"
    text += f". The rise begins at {at(start)}"
    return Sighting(
        message=text + _precursors(before) + ".",
        severity=Severity.ERROR if away or seen.lost >= 0.8 else Severity.WARNING,
        confidence=0.9 if away else 0.75,
        evidence=_evidence(series, seen, turn, before),
        series=(series.name,),
        onset=start,
        values=_values(seen, before),
    )


def _precursors(before: tuple[Sign, ...]) -> str:
    words = [s.words for s in before if s.name != "loss_rise"]
    return f"; before it, {' and '.join(words)}" if words else ""


def _values(seen: Course, before: tuple[Sign, ...]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "start": seen.start,
        "best": seen.best,
        "end": seen.end,
        "lost": seen.lost,
        "over_start": seen.over_start,
        "became_nan": False,
        "never_learned": seen.drop <= 0,
    }
    for sign in before:
        values.update(sign.values)
    return values


def _evidence(series: Series, seen: Course, turn: int, before: tuple[Sign, ...]) -> tuple[Evidence, ...]:
    last = int(np.flatnonzero(np.isfinite(series.y))[-1])
    thin = max(1, (last + 1) // 40)
    return (
        contrast(
            f"{series.name} at the end", seen.end, seen.best, "its best",
            series.moment(last), series.moment(seen.best_row),
        ),
        contrast(f"{series.name} at the end", seen.end, seen.start, "its start", series.moment(last)),
        excerpt(series.name, series.x[:: thin].tolist(), series.y[:: thin].tolist(), series.moment(turn)),
        *(s.evidence for s in before),
    )  # fmt: skip
