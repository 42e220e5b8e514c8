"""RLT006: the reward was there and is gone."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.run import Run
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.onset import onset
from run_diagnose.stats.valley import valley
from run_diagnose.views.policy import reward
from run_diagnose.views.preference import pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a reward has collapsed."""

    lost: float = 0.5
    """Share of what was gained that is lost again at the end."""
    gained: float = 0.3
    """And the gain was at least this share of the starting level: rewards drift by themselves."""


@rule(
    "RLT006",
    "reward-collapse",
    kind="divergence",
    title="The reward was gained and lost again",
    limits=Limits(),
    tasks=("rl",),
    may_end="a policy may come back from it",
)
def reward_collapse(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The reward rose, and then a good part of it was lost for good.

    ## Why it matters
    Policies forget within a few updates when one of them goes too far, and the data they then collect teaches them
    nothing better. The best policy was in the middle of the run.

    ## Fires on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl
    512,21.8,0.011
    1024,33.4,0.016
    1536,51.2,0.017
    2048,72.7,0.011
    2560,90.1,0.018
    3072,112.8,0.015
    3584,131.1,0.016
    4096,128.9,0.024
    4608,92.3,0.061
    5120,55.1,0.058
    5632,31.6,0.044
    6144,24.2,0.031
    6656,22.9,0.022
    7168,22.1,0.019
    ```

    ## Quiet on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl
    512,21.8,0.011
    1024,33.4,0.016
    1536,51.2,0.017
    2048,72.7,0.011
    2560,90.1,0.018
    3072,112.8,0.015
    3584,131.1,0.016
    4096,128.9,0.014
    4608,122.3,0.013
    5120,135.1,0.012
    5632,141.6,0.014
    6144,144.2,0.011
    6656,142.9,0.012
    7168,148.1,0.013
    ```

    ## References
    Henderson et al. 2018 on the instability of policy optimisation.
    """
    s = reward(run)
    if pairs(run) is not None:
        yield Unsure("the rewards of pairs count by their difference, not by their level")
        return
    if s is None or len(s.finite) < 8:
        yield Unsure("fewer than 8 rewards logged")
        return
    seen = valley(-s.y)
    if seen is None:
        yield Unsure("too few rewards to see a turn")
        return
    worth = seen.drop >= limits.gained * abs(-seen.best - seen.drop)
    if not (seen.found and seen.grade == "confirmed" and seen.lost >= limits.lost and worth):
        yield Fine(f"{s.name} ends at {number(-seen.end)}, its best level is {number(-seen.best)}")
        return
    dated = onset(-s.y)
    row = dated.at if dated is not None else seen.floor
    start = s.moment(row)
    thin = max(1, len(s) // 40)
    yield Sighting(
        message=f"{s.name} reached {number(-seen.best)} and ends at {number(-seen.end)}: {percent(min(seen.lost, 9.99))} "
        f"of the gain is lost, from {at(start)} on.",
        severity=Severity.WARNING,
        confidence=0.8,
        evidence=(
            contrast(f"{s.name} at the end", -seen.end, -seen.best, "its best level", s.moment(len(s) - 1)),
            excerpt(s.name, s.x[::thin].tolist(), s.y[::thin].tolist(), start),
        ),
        series=(s.name,),
        onset=start,
        values={"best": -seen.best, "end": -seen.end, "lost": seen.lost},
    )
