"""The predictions hardly vary while the targets do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, contrast, reading
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import at, number, percent, span
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.collapse import Spread as Spread_
from run_diagnose.stats.collapse import grade_spread
from run_diagnose.stats.smoothing import smooth
from run_diagnose.stats.streaks import streaks
from run_diagnose.views import fit
from run_diagnose.views.finals import sample_count
from run_diagnose.views.pick import picked
from run_diagnose.views.spread import Spread, final_spread, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Shares of the targets' own standard deviation."""

    constant: float = 0.02
    """Below this the predictions are one number for every practical purpose."""
    collapsed: float = 0.10
    """Error. Simulated runs with a weak but real signal lie above it in 63 % of cases, collapsed ones below in 53-100 %."""
    narrow: float = 0.30
    """Warning where the correlation does not explain it. Runs judged collapsed by hand lay at 0.03-0.22."""
    explained: float = 0.5
    """A spread above this share of the correlation's lower bound is shrinkage that the noise in the targets explains:
    the best spread for a correlation r is r itself (R2 = 2rs - s^2 - b^2 is largest at s = r)."""
    settle: float = 0.25
    """The first quarter of the run may be narrow: an output layer starts near its bias."""


@rule(
    "COL001",
    "spread-collapse",
    kind="prediction_collapse",
    title="The predictions hardly vary while the targets do",
    needs=(("pred_std", "variance_ratio"), ("target_std", "variance_ratio")),
    finals=True,
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a model may come back from it",
)
def spread_collapse(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The predictions hardly vary while the targets do.

    ## Why it matters
    A model that answers nearly the same for every sample can have a calm and even a falling loss: predicting the
    mean is the cheapest way to a small squared error. What it keeps is useless, however good the loss looks.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,pred_std,target_std
    1,1.20,1.25,0.31,0.85
    2,1.05,1.10,0.20,0.85
    3,0.90,0.95,0.09,0.85
    4,0.82,0.86,0.05,0.85
    5,0.80,0.84,0.04,0.85
    6,0.80,0.84,0.03,0.85
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,pred_std,target_std
    1,1.20,1.25,0.31,0.85
    2,0.95,1.00,0.42,0.85
    3,0.70,0.75,0.55,0.85
    4,0.52,0.58,0.63,0.85
    5,0.44,0.51,0.68,0.85
    6,0.40,0.48,0.70,0.85
    ```

    ## References
    R2 = 2rs - s^2 - b^2 with s the spread ratio, r the correlation, b the bias in target standard deviations.
    VICReg (Bardes et al. 2022) keeps the spread of embeddings by a hinge on their standard deviation.
    """
    seen = spread(run)
    if seen is None:
        yield from _final_only(run, limits)
        return
    best = _best_spread(seen)
    limit = _limit(seen.s, best, limits)
    if limit is None:
        yield _fine(seen, best)
        return
    yield _sighting(run, seen, best, limit, limits)


def _best_spread(seen: Spread) -> Floats:
    """The widest useful spread at every place: the correlation's lower bound, NaN where it is not known.

    Without a logged correlation R2 bounds it from below: r >= (R2 + s^2) / (2s).
    """
    if seen.r is not None and np.isfinite(seen.r).any():
        return np.clip(seen.r, 0, None)
    if seen.r2 is not None:
        bound = (seen.r2 + seen.s**2) / np.maximum(2 * seen.s, 1e-12)
        return np.where((seen.r2 > 0.02) & (bound > 0), np.minimum(bound, 1), np.nan)
    return np.full(len(seen.s), np.nan)


def _limit(s: Floats, best: Floats, limits: Limits) -> float | None:
    """The limit that the run breaks where it matters: at its end, or over a lasting stretch; None if none."""
    m = smooth(s)
    tail = m[-max(1, len(m) // 5) :]
    late = m[int(limits.settle * len(m)) :] if len(m) >= 8 else m[-max(1, (len(m) + 1) // 2) :]
    known = best[np.isfinite(best)]
    if len(known) and median(s[-len(tail) :]) >= limits.explained * float(median(known[-len(tail) :])):
        return None
    low = float(np.min(late))
    end = float(median(tail))
    if end < limits.collapsed or (low < limits.collapsed and end < limits.narrow):
        return limits.collapsed
    return limits.narrow if end < limits.narrow else None


def _fine(seen: Spread, best: Floats) -> Fine:
    end = float(seen.s[-1])
    text = f"predictions spread {percent(end)} as wide as the targets at the end"
    if np.isfinite(best[-1]):
        text += f", and the correlation explains up to {percent(float(best[-1]))}"
    return Fine(text)


def _sighting(run: Run, seen: Spread, best: Floats, limit: float, limits: Limits) -> Sighting:
    first, last = _stretch(seen.s, limit)
    low = first + int(np.argmin(seen.s[first : last + 1]))
    never = first == 0 and float(np.max(seen.s)) < limits.narrow
    kept = picked(run)
    onset = seen.moment(first)
    return Sighting(
        message=_message(seen, best, low, never),
        severity=Severity.ERROR if limit <= limits.collapsed else Severity.WARNING,
        confidence=_confidence(seen, best, low, limits),
        evidence=_evidence(seen, low, limit, kept.at if kept else None),
        series=seen.names,
        onset=onset,
        known=seen.moment(min(first + 1, len(seen.s) - 1)),
        end=None if last == len(seen.s) - 1 else seen.moment(last),
        values={
            "first": float(seen.s[0]),
            "lowest": float(seen.s[low]),
            "lowest_at": float(seen.x[low]),
            "last": float(seen.s[-1]),
            "never": never,
            "recovered": bool(seen.s[-1] > 1.5 * seen.s[low] and low < len(seen.s) - 1),
            "best_possible": float(best[low]) if np.isfinite(best[low]) else None,
            "how": seen.how,
            "assumed": seen.assumed,
        },
    )


def _stretch(s: Floats, limit: float) -> tuple[int, int]:
    """The stretch below ``limit`` that holds the lowest point; single points above it do not end it."""
    below = s < limit
    if len(s) >= 5:
        below = below | (smooth(s) < limit)
    low = int(np.argmin(s))
    found = [pair for pair in streaks(below) if pair[0] <= low <= pair[1]]
    return found[0] if found else (low, low)


def _confidence(seen: Spread, best: Floats, low: int, limits: Limits) -> float:
    if seen.s[low] < limits.constant or (np.isfinite(best[low]) and len(seen.s) >= 3):
        return 0.95
    return 0.9 if len(seen.s) >= 3 and not seen.assumed else 0.75


def _message(seen: Spread, best: Floats, low: int, never: bool) -> str:
    s = seen.s
    end = len(s) - 1
    text = f"Predictions spread {percent(float(s[low]))} as wide as the targets at {at(seen.moment(low))}"
    if never and len(s) > 1:
        text = (
            f"Predictions have never spread: {percent(float(np.min(s)))} to {percent(float(np.max(s)))} of the targets' "
            f"standard deviation over {span(seen.axis, float(seen.x[0]), float(seen.x[-1]))}"
        )
    elif s[0] > 1.5 * s[low] and low > 0:
        text += f", down from {percent(float(s[0]))} at {at(seen.moment(0))}"
    if not never and low < end and s[end] > 1.2 * s[low]:
        text += f"; back to {percent(float(s[end]))} by {at(seen.moment(end))}, a partial recovery"
    known = np.flatnonzero(np.isfinite(best[: low + 1]))
    if np.isfinite(best[low]):
        text += f". The correlation allows {percent(float(best[low]))}, so noise in the targets does not explain it"
    elif len(known):
        top = int(known[np.argmax(best[known])])
        text += (
            f". The correlation is not known there; at {at(seen.moment(top))} it allowed {percent(float(best[top]))}"
        )
    else:
        text += ". No correlation was logged: if the inputs carry hardly any signal, some of this narrowing is right"
    return text + "."


def _evidence(seen: Spread, low: int, limit: float, kept: Moment | None) -> tuple[Evidence, ...]:
    label = "pred std / target std"
    places = sorted({0, low, len(seen.s) - 1} | ({i} if kept and (i := seen.at(kept.value)) is not None else set()))
    out = []
    for i in places:
        if seen.pred is not None and seen.target is not None:
            out.append(contrast("pred std", float(seen.pred[i]), float(seen.target[i]), "target std", seen.moment(i)))
        out.append(reading(label, float(seen.s[i]), seen.moment(i), limit=limit, unit="%"))
    return tuple(out)


def _final_only(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Final metrics or a predictions file: one spread, judged against the correlation where it is known."""
    known = final_spread(run)
    if known is None or not np.isfinite(known.get("s", np.nan)):
        yield Unsure("no spread of predictions beside targets is logged", ("pred_std", "target_std"))
        return
    s, r, n = known["s"], known.get("r"), sample_count(run)
    grade = None if r is None or not np.isfinite(r) else grade_spread(s, r, n)
    fine = s >= limits.narrow if grade is None else grade.grade in ("fine", "narrow") and s >= limits.collapsed
    if fine:
        yield Fine(fit.told(known, n))
        return
    yield _final_sighting(known, n, grade, limits)


def _final_sighting(known: dict[str, float], n: int | None, grade: Spread_ | None, limits: Limits) -> Sighting:
    s = known["s"]
    no_signal = grade is not None and grade.grade == "no-signal"
    text = fit.told(known, n)
    if no_signal:
        text += f"; the best spread for a correlation of {number(known['r'], 2)} is {percent(max(known['r'], 0.0))}: no signal was found, and a penalty on narrow predictions would not change that"
    return Sighting(
        message=text + ".",
        severity=Severity.ERROR if s < limits.collapsed and not no_signal else Severity.WARNING,
        confidence=0.9,
        evidence=fit.evidence(known, limits.narrow),
        series=("pred_std", "target_std"),
        values={"lowest": s, "last": s, "final": True, **{k: float(v) for k, v in known.items()}},
        kind="no_learning" if no_signal else "",
    )
