"""RLT005: groups of samples that all get the same reward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, percent
from run_diagnose.rules.base import rule
from run_diagnose.views.policy import improved, reward
from run_diagnose.views.preference import groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a group teaches nothing."""

    share: float = 0.8
    """Share of groups without any difference in reward over the last third."""
    whole: float = 0.98
    """From here on, with a reward that never rose, the run learns nothing at all: a warning."""
    points: int = 6
    """Entries that are needed."""


@rule(
    "RLT005",
    "uniform-rewards",
    kind="other",
    title="Nearly all groups get one and the same reward",
    limits=Limits(),
    tasks=("rl",),
    may_end="rewards may begin to differ",
)
def uniform_rewards(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Nearly all groups of samples get one and the same reward.

    ## Why it matters
    Group-relative methods learn from differences inside a group. Where all answers to a prompt are equally right or
    wrong the advantage is 0, and the step is spent on nothing: the prompts are too hard, too easy, or the reward is
    too coarse.

    ## Fires on
    ```csv
    step,reward,train_loss,frac_reward_zero_std
    10,0.02,0.001,0.91
    20,0.01,0.000,0.93
    30,0.02,0.001,0.92
    40,0.02,0.000,0.94
    50,0.01,0.000,0.95
    60,0.02,0.000,0.94
    70,0.01,0.000,0.96
    ```

    ## Quiet on
    ```csv
    step,reward,train_loss,frac_reward_zero_std
    10,0.12,0.011,0.41
    20,0.21,0.012,0.33
    30,0.32,0.011,0.32
    40,0.38,0.010,0.34
    50,0.41,0.010,0.35
    60,0.42,0.012,0.34
    70,0.51,0.011,0.36
    ```

    ## References
    Shao et al. 2024 (GRPO); trl logs frac_reward_zero_std and, before, only reward_std.
    """
    s = _alike(run)
    if s is None or len(s) < limits.points:
        yield Unsure("no share of groups without spread in their reward is logged")
        return
    level = float(np.mean(s.y[-max(3, len(s) // 3) :]))
    if level < limits.share:
        yield Fine(f"{percent(level)} of the groups have one reward over the last third")
        return
    low = np.flatnonzero(s.y < limits.share)
    start = s.moment(min(int(low[-1]) + 1, len(s) - 1) if len(low) else 0)
    nothing = level >= limits.whole and not _rose(run)
    yield Sighting(
        message=f"{s.name}: in {percent(level)} of the groups all answers get one and the same reward over the last third, "
        f"from {at(start)} on: {'no group is left to learn from' if nothing else 'they have no difference to learn from'}.",
        severity=Severity.WARNING if nothing else Severity.NOTE,
        confidence=0.8,
        evidence=(reading("groups of one reward, last third", level, start, limit=limits.share, unit="%"),),
        series=(s.name,),
        onset=start,
        values={"share": level},
    )


def _alike(run: Run) -> Series | None:
    """Share of groups of one reward, by entry; where only the spread inside groups is logged, whether that is 0."""
    seen = groups(run)
    if seen is None:
        return None
    if seen.alike is not None:
        return seen.alike
    s = seen.reward_std
    return None if s is None else replace(s, y=(s.y == 0).astype(float))


def _rose(run: Run) -> bool:
    """True where the reward went up before: the groups are alike because their prompts are solved."""
    s = reward(run)
    return s is not None and improved(s.finite.y, 0)
