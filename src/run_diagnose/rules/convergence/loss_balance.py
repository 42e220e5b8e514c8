"""FIT003: one term of the training loss is nearly all of it, or counts for nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, contrast, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import listing, number, percent, setting
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views import curves
from run_diagnose.views.loss_parts import Term, terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Shares of the loss, weights included, over the last half of the run."""

    drowns: float = 0.8
    """A helping term of this share leaves the wanted ones less than a quarter of what it has itself."""
    still: float = 0.05
    """While the wanted terms together fell by less than this share of their start: then it is a warning."""
    nothing: float = 0.001
    """A term below this share of the loss steers nothing: it is lost in the fourth digit that logs print."""


@rule(
    "FIT003",
    "loss-balance",
    kind="other",
    title="The terms of the loss are out of balance",
    needs=("train_loss", "train_loss_part"),
    limits=Limits(),
    not_for=("rl", "gan", "vae"),
    may_end="terms may come into balance later",
)
def loss_balance(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A helping term is nearly all of the training loss, or a term counts for nothing.

    ## Why it matters
    An optimiser lowers what weighs most. A penalty that is four fifths of the loss is what the model is trained on,
    and a term of a thousandth might as well be left out; the total falls nicely in both cases.

    ## Fires on
    ```csv
    epoch,train_loss,task_loss,smoothness_loss,val_loss
    1,10.693,0.693,10.000,0.694
    2,8.192,0.692,7.500,0.694
    3,6.492,0.692,5.800,0.693
    4,5.193,0.693,4.500,0.693
    5,4.392,0.692,3.700,0.693
    6,3.991,0.691,3.300,0.693
    7,3.791,0.691,3.100,0.692
    8,3.691,0.691,3.000,0.692
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,task_loss,smoothness_loss,val_loss
    1,0.793,0.693,0.100,0.694
    2,0.667,0.592,0.075,0.604
    3,0.570,0.512,0.058,0.533
    4,0.498,0.453,0.045,0.483
    5,0.448,0.411,0.037,0.443
    6,0.415,0.382,0.033,0.423
    7,0.392,0.361,0.031,0.402
    8,0.378,0.348,0.030,0.392
    ```

    ## References
    Kendall et al. 2018 (weighing losses by uncertainty) and Chen et al. 2018 (GradNorm): terms of different size train
    at different rates. Values are no gradients, so a share alone is a note.
    """
    found = terms(run)
    if not found:
        yield Unsure("the logged terms do not add up to the training loss with any weights, or are too few")
        return
    shares = listing([f"{t.series.name} {percent(t.share)}" for t in found])
    helping = [t for t in found if t.auxiliary]
    top = max(helping, key=lambda t: t.share, default=None)
    idle = [t for t in found if abs(t.share) < limits.nothing and t.series.finite.y.any()]  # all 0: switched off
    if top is not None and len(helping) < len(found) and top.share >= limits.drowns:
        yield _drowns(run, top, [t for t in found if not t.auxiliary], shares, limits)
    elif idle:
        yield _idle(run, idle[0], shares, limits)
    else:
        yield Fine(f"of the training loss over the last half: {shares}")


def _drowns(run: Run, top: Term, wanted: list[Term], shares: str, limits: Limits) -> Sighting:
    start, end = _sum(run, wanted)
    still = start > 0 and (start - end) < limits.still * start
    s = top.series.finite
    names = listing([t.series.name for t in wanted])
    hardly = f", and {names} hardly moved ({number(start, 3)} -> {number(end, 3)})" if still else ""
    return Sighting(
        message=f"{top.series.name} is {percent(top.share)} of the training loss over the last half ({shares}){hardly}: "
        "the model is trained on what was only to help.",
        severity=Severity.WARNING if still else Severity.NOTE,
        confidence=0.75,
        evidence=(
            reading(f"share of {top.series.name}", top.share, s.moment(len(s) - 1), limit=limits.drowns, unit="%"),
            contrast(f"{names} at the end", end, start, "at the start"),
            *_weight(top),
        ),
        series=(top.series.name, *(t.series.name for t in wanted)),
        onset=s.moment(0),
        known=s.moment(len(s) // 2),
        values={"share": top.share, "term": top.series.name, "weight": top.weight, "still": still},
    )


def _idle(run: Run, term: Term, shares: str, limits: Limits) -> Sighting:
    s = term.series.finite
    total = curves.train_loss(run)
    assert total is not None  # terms() found weights that explain it
    return Sighting(
        message=f"{term.series.name} is {percent(term.share)} of {total.name} over the last half ({shares}): it steers nothing.",
        severity=Severity.NOTE,
        confidence=0.75,
        evidence=(
            reading(f"share of {term.series.name}", term.share, s.moment(len(s) - 1), limit=limits.nothing, unit="%"),
            *_weight(term),
        ),
        series=(term.series.name,),
        onset=s.moment(len(s) // 2),
        values={"share": term.share, "term": term.series.name, "weight": term.weight, "still": False},
    )


def _sum(run: Run, wanted: list[Term]) -> tuple[float, float]:
    """The weighted sum of these terms at the start and over the last third."""
    grid = run.aligned(*(t.series for t in wanted))
    y = np.sum([t.weight * grid.y[t.series.name] for t in wanted], axis=0)
    y = y[np.isfinite(y)]
    if not len(y):
        return 0.0, 0.0
    return float(median(y[: max(1, len(y) // 10)])), float(median(y[-max(1, len(y) // 3) :]))


def _weight(term: Term) -> tuple[Evidence, ...]:
    key = term.setting
    if key is None:
        return (reading(f"weight of {term.series.name}" + (", worked out" if term.fitted else ""), term.weight),)
    return (quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config"),)
