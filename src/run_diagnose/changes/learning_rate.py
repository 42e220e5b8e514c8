"""The length of the steps."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded, within
from run_diagnose.model.change import Risk
from run_diagnose.model.wording import number
from run_diagnose.views import usual
from run_diagnose.views.case import Case
from run_diagnose.views.run_up import loss_calm_before
from run_diagnose.views.steps_taken import Peak, peak_rate, rate_at

LOWER = 0.4
"""What people lower it by after a NaN or a collapse: regression and signal runs read for this project were lowered 2.5
to 10 times; the mildest factor first, since a rate too low costs the run as well."""
OSCILLATING, DIVERGED = 0.2, 0.1
"""Swings end within a factor of 2 to 10, divergences within 3 to 10: issue threads and the tuning playbook."""
UNNAMED = 0.1
"""The best rates of Adam and SGD lie a decade apart."""
UNDER_ONSET = 0.3
"""A rate at which it turned is too high by then; half a decade below it is the next that is tried."""
RAISE = 3.0
"""Half a decade: two such steps are a decade, the usual grid of a search."""
LOWEST, HIGHEST = 1e-7, 1.0
"""Outside of these no optimiser in use is run."""


@recipe("lower-learning-rate")
def lower_learning_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """As far down as the evidence says: the usual start for a rate beyond all use, else by the kind of break."""
    peak = peak_rate(case.run)
    if peak is None:
        yield from edit(
            case, "learning_rate", None, cause=cause, factor=1 / 3, watch=_past_the_turn(case),
            why="the run turned with this rate; neither config nor log says what it was, so only the factor is known",
        )  # fmt: skip
        return
    known = usual.rate(case.run)
    new, why = known.start, f"{number(peak.value)} is beyond what is in use; {number(known.start)} is where one starts"
    if usual.adams_alone(case.run, peak.value):
        new, why = UNNAMED * peak.value, "no optimiser is named, and a tenth of it suits Adam and SGD alike"
    elif not known.far_above(peak.value):
        factor = _factor(case)
        new, why = factor * peak.value, "the run broke or turned with steps of this length"
    turned = _rate_when_it_turned(case)
    if turned is not None and turned < 0.9 * peak.value and UNDER_ONSET * turned < new:
        new, why = UNDER_ONSET * turned, f"it turned when the rate had got to {number(turned)}"
    new = rounded(within(new, min(known.low, peak.value), HIGHEST))
    yield from _set(case, peak, new, cause=cause, why=why, watch=_past_the_turn(case))


def _set(case: Case, peak: Peak, new: float, *, cause: str, why: str, watch: str) -> Iterator[Proposal]:
    """The knob that sets the peak; where only the log tells of a rate, its highest value is today's."""
    logged = None if peak.knob else peak.value
    said = why if peak.knob else f"{why} ({peak.name} is {number(peak.value)} at its highest)"
    yield from edit(case, peak.knob or "learning_rate", new, cause=cause, why=said, watch=watch, logged=logged)


def _factor(case: Case) -> float:
    if case.first("divergence") is not None or case.value("worse-than-constant", "thrown_out"):
        return DIVERGED
    return OSCILLATING if case.first("oscillation") is not None else LOWER


def _rate_when_it_turned(case: Case) -> float | None:
    """The rate at the first trouble; None after a calm course, whose break says nothing about the rate there."""
    if loss_calm_before(case) is not None:
        return None
    found = [rate_at(case.run, f.onset) for f in case.serious if f.rule != "lr-schedule"]
    return min((r for r in found if r), default=None)


def _past_the_turn(case: Case) -> str:
    if case.run.task == "rl":
        return "the reward goes on rising past the place where this run turned"
    return "the training loss falls, without a rise of more than its noise, past the place where this run turned"


@recipe("raise-learning-rate")
def raise_learning_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """Three times the rate, or the usual start where it lies more than half a decade below."""
    peak, known = peak_rate(case.run), usual.rate(case.run)
    watch = "training loss and spread of the predictions move within the first three epochs; a spike means too far"
    if peak is None:
        yield from edit(
            case, "learning_rate", None, cause=cause, factor=RAISE, watch=watch,
            why="the loss made small steps without a spike; neither config nor log says the rate, so only the factor is known",
        )  # fmt: skip
        return
    far = known.far_below(peak.value) or peak.value < known.start / usual.DISTANT
    new = known.start if far else RAISE * peak.value
    why = (
        f"{number(peak.value)} is below what is in use; {number(known.start)} is where one starts"
        if far
        else "the loss made small steps and no spike: there is room for longer ones"
    )
    yield from _set(case, peak, rounded(within(new, LOWEST, HIGHEST)), cause=cause, why=why, watch=watch)


@recipe("fewer-accumulated")
def fewer_accumulated(case: Case, cause: str) -> Iterator[Proposal]:
    """Halve the accumulation where the precision is half: sums of float16 gradients grow with it."""
    old = case.run.config.number("accumulation")
    if old is None or old < 2 or not case.has("non-finite-loss"):
        return
    yield from edit(
        case, "accumulation", int(old) // 2, cause=cause, risk=Risk.TRIAL,
        why="each step then rests on fewer summed gradients, and a bad one is seen and survived earlier",
        watch="losses as before, twice as many steps",
    )  # fmt: skip
