"""RLT008: tuning on preference pairs that learns no preference."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.preference import Pairs, pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What no preference looks like."""

    points: int = 20
    """Entries that are needed to tell 0.5 from 0.55: an entry holds some dozens of pairs."""
    exact_points: int = 5
    """Entries of exactly 0 that are no start any more; the first one is 0 by definition."""
    chance: float = 0.55
    """An accuracy up to here, over the second half, is chance; healthy runs reach 0.65 to 0.85."""
    margin: float = 0.02
    """Up to here a margin has lowered the loss by a hundredth of ln 2, half of the margin."""


@rule(
    "RLT008",
    "preferences-unlearned",
    kind="no_learning",
    title="No preference is learned from the pairs",
    limits=Limits(),
    tasks=("rl",),
    may_end="a policy may begin to move",
)
def preferences_unlearned(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Tuning on preference pairs tells the chosen answer from the rejected one no better than a coin.

    ## Why it matters
    The loss of such a run stands at ln 2 = 0.6931, which looks like any other number. Margins of exactly 0 say that
    the model never left its reference: no token of the answers reaches the loss, or nothing is trained.

    ## Fires on
    ```csv
    step,loss,rewards/chosen,rewards/rejected,rewards/accuracies,rewards/margins,logps/chosen
    10,0.6931,0.0,0.0,0.0,0.0,0.0
    20,0.6931,0.0,0.0,0.0,0.0,0.0
    30,0.6931,0.0,0.0,0.0,0.0,0.0
    40,0.6931,0.0,0.0,0.0,0.0,0.0
    50,0.6931,0.0,0.0,0.0,0.0,0.0
    60,0.6931,0.0,0.0,0.0,0.0,0.0
    70,0.6931,0.0,0.0,0.0,0.0,0.0
    80,0.6931,0.0,0.0,0.0,0.0,0.0
    ```

    ## Quiet on
    ```csv
    step,loss,rewards/chosen,rewards/rejected,rewards/accuracies,rewards/margins,logps/chosen
    10,0.6931,0.0,0.0,0.0,0.0,-284.1
    20,0.6912,0.004,0.000,0.53,0.004,-283.2
    30,0.6853,0.013,-0.003,0.58,0.016,-285.0
    40,0.6771,0.021,-0.012,0.61,0.033,-281.8
    50,0.6682,0.030,-0.022,0.64,0.052,-284.4
    60,0.6581,0.038,-0.036,0.65,0.074,-283.3
    70,0.6503,0.045,-0.048,0.67,0.093,-282.1
    80,0.6440,0.051,-0.059,0.68,0.110,-283.9
    ```

    ## References
    Rafailov et al. 2023 (DPO): the loss is -ln sigmoid(margin), ln 2 at a margin of 0. Margins and log-probabilities
    of exactly 0: issue 14 of Yifan-Song793/ETO, everything was masked.
    """
    seen = pairs(run)
    if seen is None:
        yield Unsure("no preference pairs in this log")
        return
    margins = seen.margins or _difference(seen)
    if margins is None or len(margins) < limits.exact_points:
        yield Unsure(f"{count(0 if margins is None else len(margins), 'margin')} logged, {limits.exact_points} needed")
    elif not margins.y.any():
        yield _nothing(margins, seen)
    else:
        yield _chance(margins, seen, limits)


def _difference(seen: Pairs) -> Series | None:
    """Margins where only the two rewards were logged; held on the places of the chosen one."""
    if seen.chosen is None or seen.rejected is None or len(seen.chosen) != len(seen.rejected):
        return None
    return replace(seen.chosen, y=seen.chosen.y - seen.rejected.y)


def _nothing(margins: Series, seen: Pairs) -> Sighting:
    masked = seen.logps_chosen is not None and not seen.logps_chosen.y.any()
    words = ", and so are the log-probabilities of the answers: no token of them reaches the loss" if masked else ""
    return Sighting(
        message=f"{margins.name} is exactly 0 in all {count(len(margins), 'entry', 'entries')}{words}"
        + ("." if masked else ": the model never leaves its reference, so nothing is trained."),
        severity=Severity.ERROR,
        confidence=0.97,
        evidence=(reading(margins.name, 0.0, margins.moment(len(margins) - 1)),),
        series=(margins.name,),
        onset=margins.moment(0),
        known=margins.moment(min(4, len(margins) - 1)),
        values={"masked": masked, "exact": True},
    )


def _chance(margins: Series, seen: Pairs, limits: Limits) -> Verdict:
    n = len(margins)
    late = margins.y[n // 2 :]
    level, error = float(np.mean(late)), float(np.std(late)) / math.sqrt(len(late))
    right = None if seen.accuracy is None else float(median(seen.accuracy.y[len(seen.accuracy) // 2 :]))
    told = level > limits.margin + 2 * error or (right is not None and right > limits.chance)
    if told:
        share = f", and the chosen answer is preferred in {percent(right)} of the pairs" if right is not None else ""
        return Fine(f"{margins.name} is {number(level)} over the second half{share}")
    if n < limits.points or right is None:
        return Unsure(f"{count(n, 'margin')} near 0 and {limits.points} with accuracies are needed to call it chance")
    return Sighting(
        message=f"Over the second half {margins.name} is {number(level, 2)} and the chosen answer is preferred in "
        f"{percent(right)} of the pairs: no better than a coin, with the loss at ln 2.",
        severity=Severity.WARNING,
        confidence=0.85,
        evidence=(
            reading(f"{margins.name}, second half", level, margins.moment(n - 1), limit=limits.margin),
            reading("pairs told apart, second half", right, margins.moment(n - 1), limit=limits.chance, unit="%"),
        ),
        series=(margins.name,),
        onset=margins.moment(0),
        known=margins.moment(min(limits.points, n) - 1),
        values={"masked": False, "exact": False, "accuracy": right, "margin": level},
    )
