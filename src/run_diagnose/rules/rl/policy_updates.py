"""RLT003 and RLT004: updates that are mostly clipped away, and a critic that explains nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.wording import number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipLimits:
    """When clipping rules the updates."""

    share: float = 0.3
    """Median share of clipped samples. (Usual PPO runs have 0.05 to 0.2.)"""
    points: int = 6
    """Updates that are needed."""


@rule(
    "RLT003",
    "clipped-updates",
    kind="other",
    title="Most of each policy update is clipped away",
    needs=("clip_fraction",),
    limits=ClipLimits(),
    tasks=("rl",),
    may_end="updates may become smaller",
)
def clipped_updates(run: Run, limits: ClipLimits) -> Iterator[Verdict]:
    """Most of each policy update is clipped away.

    ## Why it matters
    Samples outside the clip range give no gradient: with too long steps or too many passes over the same data a good
    part of the data teaches nothing.

    ## Fires on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/clip_fraction
    512,21.8,0.061,0.41
    1024,23.4,0.066,0.43
    1536,25.4,0.067,0.45
    2048,25.7,0.061,0.42
    2560,26.1,0.068,0.40
    3072,24.8,0.065,0.44
    3584,27.1,0.066,0.38
    ```

    ## Quiet on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/clip_fraction
    512,21.8,0.011,0.11
    1024,33.4,0.016,0.13
    1536,45.4,0.017,0.15
    2048,55.7,0.011,0.12
    2560,66.1,0.018,0.10
    3072,74.8,0.015,0.14
    3584,87.1,0.016,0.08
    ```

    ## References
    Schulman et al. 2017.
    """
    s = run.get("clip_fraction")
    if s is None or len(s.finite) < limits.points:
        yield Unsure(f"fewer than {limits.points} clip fractions logged", ("clip_fraction",))
        return
    level = float(median(s.finite.y))
    if level < limits.share:
        yield Fine(f"{percent(level)} of the samples are clipped in the median")
        return
    start = s.finite.moment(int(np.argmax(s.finite.y >= limits.share)))
    yield Sighting(
        message=f"{s.name} is {number(level)} in the median: that share of each update is clipped away.",
        severity=Severity.NOTE,
        confidence=0.7,
        evidence=(reading(f"{s.name}, median", level, start, limit=limits.share),),
        series=(s.name,),
        onset=start,
        values={"share": level},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticLimits:
    """When a critic explains nothing."""

    level: float = 0.05
    """Median explained variance over the last half: 0 is what a constant value explains."""
    points: int = 8
    """Updates that are needed."""


@rule(
    "RLT004",
    "blind-critic",
    kind="other",
    title="The critic explains nothing",
    needs=("explained_variance",),
    limits=CriticLimits(),
    tasks=("rl",),
    may_end="a critic may learn late",
)
def blind_critic(run: Run, limits: CriticLimits) -> Iterator[Verdict]:
    """The value function explains nothing of the returns.

    ## Why it matters
    With a critic no better than a constant the advantage is the raw return: the policy gradient keeps all its noise.

    ## Fires on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/explained_variance
    512,21.8,0.011,-0.02
    1024,21.4,0.016,0.01
    1536,22.4,0.017,-0.01
    2048,21.7,0.011,0.0
    2560,22.1,0.018,-0.03
    3072,21.8,0.015,0.01
    3584,22.1,0.016,0.0
    4096,21.9,0.016,-0.01
    ```

    ## Quiet on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/explained_variance
    512,21.8,0.011,-0.02
    1024,31.4,0.016,0.01
    1536,42.4,0.017,0.11
    2048,51.7,0.011,0.32
    2560,62.1,0.018,0.43
    3072,71.8,0.015,0.61
    3584,82.1,0.016,0.70
    4096,91.9,0.016,0.81
    ```
    """
    s = run.get("explained_variance")
    if s is None or len(s.finite) < limits.points:
        yield Unsure(f"fewer than {limits.points} values logged", ("explained_variance",))
        return
    late = s.finite.y[len(s.finite) // 2 :]
    level = float(median(late))
    if level > limits.level:
        yield Fine(f"{s.name} is {number(level)} over the last half")
        return
    start = s.finite.moment(len(s.finite) // 2)
    yield Sighting(
        message=f"{s.name} is {number(level)} over the last half: the critic does no better than a constant.",
        severity=Severity.NOTE,
        confidence=0.7,
        evidence=(reading(f"{s.name}, last half", level, start, limit=limits.level),),
        series=(s.name,),
        onset=start,
        values={"level": level},
    )
