"""RLT002: the divergence that keeps a model near its anchor got out of hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt, reading
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.latent import UnusedKl, kl_of, unused_kl
from run_diagnose.views.policy import improved, measures_steps, reward
from run_diagnose.views.preference import tunes_preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a KL is out of hand."""

    step: float = 0.1
    """One policy update is expected to move about 0.01 nats; common guards stop it at 0.02 to 0.05."""
    over_target: float = 5.0
    """Where the config names a target, so many times that."""
    share: float = 0.25
    """In at least this share of the updates; single large steps happen."""
    growth: float = 8.0
    """A KL against a reference (or a prior) that is so many times what it was in the middle of the run ran away."""


@rule(
    "RLT002",
    "kl-blowup",
    kind="kl_blowup",
    title="The KL got out of hand",
    limits=Limits(),
    may_end="a policy may come back from it",
)
def kl_blowup(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The divergence that keeps a model near its anchor got out of hand.

    ## Why it matters
    PPO's estimate of its gain holds near the old policy only, a tuned language model is good near its reference only,
    and a VAE's samples are good only while its codes stay near the prior. A KL that nothing holds back breaks that.

    ## Fires on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/clip_fraction,train/entropy_loss
    512,21.8,2.231,0.41,-0.643
    1024,30.4,2.186,0.33,-0.544
    1536,35.4,2.617,0.35,-0.550
    2048,35.7,1.301,0.32,-0.471
    2560,33.1,0.918,0.30,-0.406
    3072,34.8,6.151,0.44,-0.436
    3584,37.1,2.196,0.38,-0.402
    4096,36.3,7.437,0.41,-0.371
    ```

    ## Quiet on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/clip_fraction,train/entropy_loss
    512,21.8,0.021,0.11,-0.683
    1024,30.4,0.016,0.13,-0.664
    1536,35.4,0.017,0.15,-0.640
    2048,45.7,0.131,0.12,-0.621
    2560,53.1,0.018,0.10,-0.606
    3072,64.8,0.015,0.14,-0.586
    3584,77.1,0.016,0.08,-0.572
    4096,86.3,0.017,0.11,-0.561
    ```

    ## References
    Schulman et al. 2017 (PPO) and the guards of common implementations: target_kl 0.01 to 0.05. Gao et al. 2023: past
    some KL the true reward falls while the one that is optimised rises on.
    """
    unused = unused_kl(run)
    kl = kl_of(run)
    if unused is not None:
        yield _unused(unused)
    elif kl is None:
        yield Unsure("no KL logged", ("kl",))
    elif len(kl.finite) < 4:
        yield Unsure(f"{len(kl.finite)} values of {kl.name}, 4 needed")
    elif run.config.number("kl_weight") == 0 and _rises(kl.finite.y):
        yield _weightless(run, kl.finite)
    elif run.task == "rl" and measures_steps(run, kl):
        yield _steps(run, kl.finite, limits)
    else:
        yield _growth(run, kl.finite, limits)


def _steps(run: Run, kl: Series, limits: Limits) -> Verdict:
    target = run.config.number("target_kl")
    limit = limits.over_target * target if target else limits.step
    high = kl.y > limit
    share = float(np.mean(high))
    if share < limits.share:
        return Fine(f"{kl.name}: median {number(float(median(kl.y)))}, {percent(share)} above {number(limit)}")
    first = int(np.argmax(high))
    top = int(np.argmax(kl.y))
    return _sighting(
        kl,
        first,
        f"{kl.name} is above {number(limit)} in {percent(share)} of the updates (median "
        f"{number(float(median(kl.y)))}, largest {number(float(kl.y[top]))} at {at(kl.moment(top))}): each update "
        "moves the policy much further than its objective is valid for.",
        (reading(f"{kl.name}, largest", float(kl.y[top]), kl.moment(top), limit=limit),),
        {"share": share, "largest": float(kl.y[top]), "step_kl": True},
    )


def _growth(run: Run, kl: Series, limits: Limits) -> Verdict:
    y, n = kl.y, len(kl)
    if n < 8:
        return Unsure(f"{n} values of {kl.name}, 8 needed")
    third = n // 3
    middle, end = float(median(y[third : 2 * third])), float(median(y[-max(3, n // 10) :]))
    if middle <= 0 or end < limits.growth * middle or end < limits.growth * float(median(y[: 2 * third])):
        return Fine(
            f"{kl.name} ends at {number(end)}, {number(end / middle if middle > 0 else 0.0, 2)} times its middle"
        )
    first = third + int(np.argmax(y[third:] > 2 * middle))
    words = f"{kl.name} runs away: {number(end)} at the end, {number(middle)} in the middle of the run"
    bought = _bought(run)
    words += f"; {bought}." if bought else "."
    shown = contrast(f"{kl.name} at the end", end, middle, "in the middle of the run", kl.moment(n - 1))
    return _sighting(
        kl, first, words, (shown,), {"largest": float(np.max(y)), "step_kl": False, "reward_rises": bool(bought)}
    )


def _bought(run: Run) -> str:
    """That the reward of written answers rises meanwhile: it may be earned by what no reader would reward."""
    s = reward(run) if tunes_preferences(run) else None
    if s is None or not improved(s.finite.y, 0):
        return ""
    third = max(1, len(s.finite) // 3)
    start, end = float(median(s.finite.y[:third])), float(median(s.finite.y[-third:]))
    return f"{s.name} rises from {number(start, 3)} to {number(end, 3)} meanwhile, earned far from the reference: read the answers"


def _rises(y: Floats) -> bool:
    third = max(1, len(y) // 3)
    return float(median(y[-third:])) > max(1.0, 1.5 * float(median(y[:third])))


def _weightless(run: Run, kl: Series) -> Sighting:
    key = run.config.knob("kl_weight")
    name = key.key if key is not None else "kl_weight"
    end = float(kl.y[-1])
    words = f"{name} is 0, so nothing holds {kl.name} back, and it grows to {number(end)}."
    shown = (reading(f"{kl.name} at the end", end, kl.moment(len(kl) - 1)),)
    values = {"largest": float(np.max(kl.y)), "kl_weight": 0.0, "step_kl": False}
    return _sighting(kl, int(np.argmax(kl.y > end / 3)), words, shown, values)


def _unused(u: UnusedKl) -> Sighting:
    kl, first = u.kl, u.onset
    end = float(kl.y[-1])
    words = (
        f"{u.loss.name} equals {u.recon.name} to the last digit, so {kl.name} has no weight in it, and it grows "
        f"unhindered to {number(end)}: the codes leave the prior, and samples drawn from it mean nothing."
    )
    if u.weight > 0:
        words = (
            f"{kl.name} weighs {percent(u.part)} of {u.loss.name} and grows unhindered to {number(end)}: the codes "
            "leave the prior, and samples drawn from it mean nothing."
        )
    shown = (
        contrast(u.loss.name, float(u.loss.finite.y[-1]), float(u.recon.finite.y[-1]), u.recon.name),
        reading(f"{kl.name} at the end", end, kl.moment(len(kl) - 1)),
    )
    return _sighting(kl, first, words, shown, {"largest": float(np.max(kl.y)), "kl_weight": u.weight, "step_kl": False})


def _sighting(
    kl: Series, first: int, words: str, shown: tuple[Evidence, ...], values: dict[str, float | bool]
) -> Sighting:
    start = kl.moment(first)
    return Sighting(
        message=words,
        severity=Severity.WARNING,
        confidence=0.85,
        evidence=(*shown, excerpt(kl.name, kl.x[-40:].tolist(), kl.y[-40:].tolist(), start)),
        series=(kl.name,),
        onset=start,
        values=dict(values),
    )
