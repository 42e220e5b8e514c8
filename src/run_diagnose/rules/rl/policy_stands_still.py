"""The reward does not rise because the policy does not move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a policy that stands still looks like."""

    points: int = 10
    """Fewer rewards do not show their own noise."""
    share: float = 0.5
    """Of the reward's own range, that its last third lies above its start: rewards are logged as running means, whose
    ups and downs are no measure of their noise."""
    kl: float = 1e-5
    """Median KL of an update: common targets are 0.01 to 0.05, so this is a thousandth of a usual step."""


@rule(
    "RLT007",
    "policy-stands-still",
    kind="no_learning",
    title="The reward does not rise and the policy does not move",
    needs=(("train_metric", "val_metric"), ("kl", "clip_fraction")),
    limits=Limits(),
    tasks=("rl",),
    may_end="a policy may begin to move",
)
def policy_stands_still(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The reward does not rise and the policy does not move.

    ## Why it matters
    A flat reward alone can be a hard task. A flat reward while every update leaves the policy where it was is a
    learning rate of next to nothing, or an optimiser that does not hold the policy's parameters.

    ## Fires on
    ```csv
    time/total_timesteps,rollout/ep_rew_mean,train/approx_kl,train/clip_fraction,train/entropy_loss
    512,21.2,0.00000001,0.0,-0.6931
    1024,20.1,0.00000002,0.0,-0.6931
    1536,22.0,0.00000001,0.0,-0.6931
    2048,20.7,0.00000001,0.0,-0.6931
    2560,21.9,0.00000003,0.0,-0.6931
    3072,20.3,0.00000001,0.0,-0.6931
    3584,21.4,0.00000002,0.0,-0.6931
    4096,20.9,0.00000001,0.0,-0.6931
    4608,21.6,0.00000001,0.0,-0.6931
    5120,21.0,0.00000002,0.0,-0.6931
    5632,20.6,0.00000001,0.0,-0.6931
    6144,21.3,0.00000002,0.0,-0.6931
    ```

    ## Quiet on
    ```csv
    time/total_timesteps,rollout/ep_rew_mean,train/approx_kl,train/clip_fraction,train/entropy_loss
    512,21.2,0.008,0.09,-0.6860
    1024,24.1,0.009,0.08,-0.6790
    1536,31.0,0.010,0.11,-0.6680
    2048,40.7,0.009,0.10,-0.6520
    2560,55.9,0.008,0.09,-0.6390
    3072,71.3,0.009,0.08,-0.6210
    3584,90.4,0.007,0.07,-0.6050
    4096,110.9,0.008,0.08,-0.5900
    4608,131.6,0.009,0.09,-0.5760
    5120,142.0,0.008,0.08,-0.5610
    5632,150.6,0.007,0.07,-0.5500
    6144,158.3,0.006,0.06,-0.5390
    ```

    ## References
    Stable-Baselines3 logs approx_kl and clip_fraction of every update; its guide gives 0.01-0.05 as usual limits.
    """
    rewards = [s for s in run.all("train_metric", "val_metric") if s.role.quantity == "reward" and not s.role.part]
    if not rewards or len(rewards[0].finite) < limits.points:
        points = len(rewards[0].finite) if rewards else 0
        yield Unsure(f"{count(points, 'point')} of a reward; {limits.points} are needed")
        return
    yield _judge(run, rewards[0].finite, limits)


def _judge(run: Run, s: Series, limits: Limits) -> Verdict:
    y = s.losslike
    third = max(1, len(y) // 3)
    gain = float(median(y[:3]) - median(y[-third:]))
    if gain > limits.share * float(np.ptp(y)):
        return Fine(f"{s.name} rose from {number(float(s.y[0]))} to {number(float(median(s.y[-third:])))}")
    still = _still(run, limits)
    if still is None:
        return Unsure(f"{s.name} is flat, but the policy moves: a hard task and a faulty run look alike here")
    words, evidence = still
    return Sighting(
        message=f"{s.name} ends where it began ({number(float(s.y[0]), 3)} -> {number(float(s.y[-1]), 3)}), and {words}: the updates change nothing.",
        severity=Severity.WARNING,
        confidence=0.88,
        evidence=(
            reading(f"first {s.name}", float(s.y[0]), s.moment(0)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
            evidence,
        ),
        series=(s.name,),
        onset=s.moment(0),
        known=s.moment(limits.points - 1),
        values={"gain": gain, "level": float(median(s.y))},
    )


def _still(run: Run, limits: Limits) -> tuple[str, Evidence] | None:
    """What shows that updates leave the policy where it was."""
    kl, clipped = run.get("kl"), run.get("clip_fraction")
    if kl is not None and len(kl.finite):
        level = float(np.mean(np.abs(kl.finite.y)))  # rare big updates move a policy as well as many small ones
        if level >= limits.kl:
            return None
        return f"{kl.name} is {number(level)}", reading(f"mean {kl.name}", level, limit=limits.kl)
    if clipped is not None and len(clipped.finite) and not clipped.finite.y.any():
        return f"{clipped.name} is always 0", reading(clipped.name, 0.0, clipped.finite.moment(0))
    return None
