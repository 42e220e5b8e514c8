"""The signals of policy optimisation: entropy, reward, the step in KL."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.views.preference import tunes_preferences


@dataclass(frozen=True, kw_only=True)
class Entropy:
    """The policy's entropy in nats, higher = more random, with the series it was read from."""

    series: Series
    y: Floats


def entropy(run: Run) -> Entropy | None:
    """The entropy itself, or the entropy loss (its negative) that Stable-Baselines3 and others log."""
    found = run.get("entropy")
    if found is None:
        parts = (s for s in run.all("train_loss_part", "other") if "entropy" in s.name.lower())
        found = next((s for s in parts if "cross" not in s.name.lower()), None)
    if found is None or not len(found.finite):
        return None
    y = found.finite.y
    turned = "loss" in found.name.lower() and float(median(y)) <= 0
    return Entropy(series=found.finite, y=-y if turned else y)


def reward(run: Run) -> Series | None:
    """The reward, of the training episodes or of an evaluation."""
    found = [s for s in run.all("val_metric", "train_metric", "test_metric") if s.role.quantity in _REWARDS]
    return max(found, key=lambda s: (len(s.finite), s.name.lower() in _REWARDS), default=None)


_REWARDS = ("reward", "success_rate")


def improved(y: Floats, start: int) -> bool:
    """True if a higher-is-better series ends above its level at row ``start`` by more than its noise."""
    after = y[start:]
    third = max(1, len(after) // 3)
    if len(after) < 3:
        return False
    before, end = float(median(after[:third])), float(median(after[-third:]))
    scatter = noise(after)
    error = 0.0 if scatter is None else 3.0 * scatter.wide * float(np.sqrt(2.0 / third))
    return end > before + max(error, 0.1 * abs(before))


def measures_steps(run: Run, kl: Series) -> bool:
    """True if a KL is that of one policy update (near 0.01), not that against a reference model."""
    name = kl.name.lower()
    if "approx" in name or "policykl" in name.replace("_", ""):
        return True
    return run.has("clip_fraction") and not tunes_preferences(run)
