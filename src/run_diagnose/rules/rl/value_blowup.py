"""RLT012: the values that a critic learns run away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number
from run_diagnose.patterns import pattern
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.policy import reward as reward_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When values have left the scale of the rewards."""

    points: int = 12
    """Thirds of fewer entries are a handful of episodes."""
    start: float = 1000.0
    """Growth of the squared error over its first entries: values 30 times off. Values that build up from 0 to what the
    rewards are worth settle before."""
    on: float = 3.0
    """...that still goes on: the last third stands so many times above the middle one."""
    left: float = 10.0
    """Dated where it was so many times its first entries."""
    share: float = 0.5
    """Of the reward's own range, that its last third lies above its start: a critic may follow rewards that grow."""


_VALUE = pattern(
    r"(?:^|[^a-z])(?:td|value|critic|bellman|vf?|qf?\d?|q_value|v_value)[ _]?(?:function[ _])?(?:loss|error)",
    re.IGNORECASE,
)


@rule(
    "RLT012",
    "value-blowup",
    kind="divergence",
    title="The values run away from the rewards",
    needs=(("train_metric", "val_metric"), ("train_loss", "train_loss_part", "other")),
    limits=Limits(),
    tasks=("rl",),
    may_end="values may come back",
)
def value_blowup(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The error of the value function grows without bound while the reward does not.

    ## Why it matters
    A critic that learns from its own guesses has no ground but the rewards. Where a guess counts for more than it
    should (a discount of 1 or more, ends of episodes that are not cut off, no target network), every update raises the
    next target: values grow for ever, and the policy follows noise.

    ## Fires on
    ```csv
    global_step,charts/episodic_return,losses/td_loss,losses/q_values
    1000,0.0,0.081,2.4
    2000,0.0,67.2,117
    3000,0.0,1514,609
    4000,0.0,11060,1628
    5000,0.0,40000,3243
    6000,0.0,129400,5437
    7000,0.0,310000,8200
    8000,0.0,720000,12900
    9000,0.0,1250000,17800
    10000,0.0,2560000,25248
    11000,0.0,5100000,36000
    12000,0.0,9800000,49000
    13000,0.0,18100000,67187
    ```

    ## Quiet on
    ```csv
    global_step,charts/episodic_return,losses/td_loss,losses/q_values
    1000,0.0,0.00001,0.01
    2000,0.5,0.0021,0.05
    3000,1.0,0.33,0.46
    4000,2.5,0.21,1.1
    5000,4.0,0.12,2.2
    6000,7.5,0.019,3.2
    7000,8.0,0.017,4.1
    8000,9.0,0.015,4.6
    9000,10.0,0.013,5.1
    10000,10.0,0.008,5.3
    11000,10.0,0.007,5.4
    12000,10.0,0.007,5.9
    13000,10.0,0.015,5.9
    ```

    ## References
    Sutton and Barto 2018, section 11.3 (function approximation, bootstrapping and off-policy data together); van
    Hasselt et al. 2018: values beyond what any return can be are common without a target network.
    """
    loss = next((s for s in run.series if _VALUE.search(s.name) and len(s.finite) >= limits.points), None)
    reward = reward_of(run)
    if loss is None or reward is None or len(reward.finite) < limits.points:
        points = 0 if reward is None else len(reward.finite)
        yield Unsure(f"{count(points, 'point')} of a reward beside a value loss; {limits.points} are needed")
        return
    yield _judge(loss.finite, reward.finite, _discount(run), limits)


def _discount(run: Run) -> str:
    """Words for a discount that lets values grow for ever; schedules have a gamma of their own."""
    for key, value in run.config.values.items():
        owner, _, name = key.lower().rpartition(".")
        if name in ("gamma", "discount", "discount_factor") and "sched" not in owner and _is_number(value, 1.0):
            return f" {key} = {value} lets them."
    return ""


def _is_number(value: object, least: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= least


def _judge(loss: Series, reward: Series, discount: str, limits: Limits) -> Verdict:
    y, third = loss.y, len(loss) // 3
    start, middle, late = (float(median(part)) for part in (y[:3], y[third:-third], y[-third:]))
    if start <= 0 or late < limits.start * start or late < limits.on * middle:
        return Fine(f"{loss.name} goes from {number(start)} to {number(late)}")
    r = reward.losslike
    gain = float(median(r[:3]) - median(r[-max(1, len(r) // 3) :]))
    if gain > limits.share * float(np.ptp(r)):
        return Fine(f"{loss.name} grows with {reward.name}, which rose to {number(float(reward.y[-1]))}")
    row = int(np.argmax(y > limits.left * start))
    moment = loss.moment(row)
    return Sighting(
        message=f"{loss.name} grew from {number(start)} to {number(late)}, since {at(moment)}, while {reward.name} did not "
        f"rise ({number(float(reward.y[0]), 3)} -> {number(float(reward.y[-1]), 3)}): the values feed on themselves.{discount}",
        severity=Severity.ERROR,
        confidence=0.85,
        evidence=(
            contrast(f"{loss.name}, last third", late, start, "its first entries", moment),
            excerpt(loss.name, loss.x[-40:].tolist(), y[-40:].tolist(), moment),
        ),
        series=(loss.name, reward.name),
        onset=moment,
        values={"start": start, "end": late, "gain": gain},
    )
