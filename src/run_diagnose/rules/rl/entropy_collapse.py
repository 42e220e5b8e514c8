"""RLT001: the policy became deterministic before it was good."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt, reading
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.policy import Entropy, entropy, improved, reward


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an entropy has collapsed."""

    nats: float = 0.1
    """Below this a discrete policy is all but deterministic: two actions at 98 to 2 have 0.098 nats."""
    share: float = 0.05
    """Or below this share of where it started, whatever the number of actions (or of tokens)."""
    lasting: float = 0.8
    """For so much of the time from the onset on."""
    kept: float = 0.6
    """A reward that ends below this share of its best has been lost with it."""


@rule(
    "RLT001",
    "entropy-collapse",
    kind="rl_entropy_collapse",
    title="The policy stopped exploring before it was good",
    limits=Limits(),
    tasks=("rl",),
    may_end="a policy may come back from it",
    absolute="an entropy is in nats",
)
def entropy_collapse(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The policy became deterministic before it was good.

    ## Why it matters
    A policy without entropy tries nothing new: whatever it does at that moment it does for ever. If the reward is
    then still poor, the rest of the run cannot help.

    ## Fires on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/entropy_loss
    512,19.2,0.021,-0.651
    1024,24.1,0.034,-0.502
    1536,22.9,0.051,-0.210
    2048,12.4,0.060,-0.048
    2560,9.6,0.004,-0.012
    3072,9.4,0.001,-0.004
    3584,9.4,0.0,-0.002
    4096,9.3,0.0,-0.001
    4608,9.4,0.0,-0.001
    5120,9.3,0.0,-0.001
    ```

    ## Quiet on
    ```csv
    timesteps,rollout/ep_rew_mean,train/approx_kl,train/entropy_loss
    512,19.2,0.011,-0.691
    1024,24.1,0.014,-0.672
    1536,30.9,0.011,-0.630
    2048,42.4,0.010,-0.598
    2560,59.6,0.009,-0.572
    3072,79.4,0.009,-0.554
    3584,99.4,0.008,-0.540
    4096,121.3,0.008,-0.531
    4608,139.4,0.008,-0.522
    5120,159.3,0.008,-0.515
    ```

    ## References
    Mnih et al. 2016 add an entropy bonus against premature convergence to deterministic policies.
    """
    seen = entropy(run)
    if seen is None:
        yield Unsure("no entropy logged", ("entropy",))
        return
    if len(seen.y) < 4:
        yield Unsure(f"{len(seen.y)} entropies logged, 4 needed")
        return
    if float(np.min(seen.y)) < -1e-3:
        yield Unsure("a continuous policy's entropy has no floor; its action std would tell")
        return
    onset = _onset(seen.y, limits)
    if onset is None:
        yield Fine(f"the entropy ends at {number(float(seen.y[-1]))} nats ({seen.series.name})")
        return
    yield _judged(run, seen, onset, limits)


def _onset(y: Floats, limits: Limits) -> int | None:
    start = float(np.max(y[: max(1, len(y) // 10)]))
    low = (y < limits.nats) if start <= 5.0 else (y < limits.share * start)
    low |= y < limits.share * start
    if not low[-1] or not low.any():
        return None
    for first in np.flatnonzero(low):
        if float(np.mean(low[first:])) >= limits.lasting and len(y) - first >= 3:
            return int(first)
    return None


def _judged(run: Run, seen: Entropy, onset: int, limits: Limits) -> Verdict:
    gain = reward(run)
    gain = gain if gain is not None and len(gain.finite) else None
    poor = _poor(seen.series, gain, onset, limits) if gain is not None else None
    start = seen.series.moment(onset)
    level = float(median(seen.y[onset:]))
    if poor is False:
        return Fine(f"the entropy is down to {number(level)} nats, and the reward goes on growing or is kept")
    text = f"The policy's entropy is down to {number(level)} nats from {at(start)} on"
    evidence: list[Evidence] = [
        contrast("entropy (nats)", level, float(np.max(seen.y)), "its largest", start),
        excerpt("entropy (nats)", seen.series.x[-40:].tolist(), seen.y[-40:].tolist(), start),
    ]
    if gain is not None:
        end, best = float(median(gain.finite.y[-3:])), float(np.max(gain.finite.y))
        text += f", and {gain.name} stays at {number(end)} (best {number(best)}): it stopped exploring too early"
        evidence.append(reading(gain.name, end, gain.finite.moment(len(gain.finite) - 1)))
    return Sighting(
        message=text + ".",
        severity=Severity.ERROR if poor else Severity.NOTE,
        confidence=0.85 if poor else 0.6,
        evidence=tuple(evidence),
        series=(seen.series.name, *((gain.name,) if gain is not None else ())),
        onset=start,
        values={"entropy": level, "entropy_start": float(seen.y[0]), "from_start": onset == 0},
    )


def _poor(entropies: Series, gain: Series, onset: int, limits: Limits) -> bool:
    """The reward does not grow after the onset, or lost much of its best; None of that while it is near its best."""
    y = gain.finite.y
    if len(y) < 3:
        return True
    share = onset / max(len(entropies), 1)
    row = int(share * len(y))
    end, best, start = float(median(y[-max(1, len(y) // 10) :])), float(np.max(y)), float(median(y[:3]))
    lost = best > start and end - start < limits.kept * (best - start)
    early = share < 0.5 and not improved(y, row)
    never = best <= start or end <= start
    grew = end > start + 0.5 * abs(start)
    return lost or never or (early and not grew)
