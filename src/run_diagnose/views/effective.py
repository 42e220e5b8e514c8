"""How many samples make one optimiser step, and how many steps an epoch and the run have."""

from __future__ import annotations

import math

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.views.framework import LIGHTNING, framework
from run_diagnose.views.planned import planned_end

_EACH = ("per_device", "micro_batch", "per_gpu")
"""Words in a key that say that the batch is that of one device."""


@dataclass(frozen=True, kw_only=True)
class Effective:
    """A batch as the optimiser sees it: ``batch * accumulation * devices`` samples."""

    batch: float
    accumulation: float
    devices: float
    keys: tuple[Setting, ...]
    """The settings that it follows from."""
    samples: float | None
    """Training samples, where the config says them."""

    @property
    def size(self) -> float:
        """Samples of one optimiser step."""
        return self.batch * self.accumulation * self.devices

    @property
    def batches(self) -> float | None:
        """Batches that each device sees in an epoch; None where the size of the data is not known."""
        return None if not self.samples else math.ceil(self.samples / (self.batch * self.devices))

    @property
    def words(self) -> str:
        """``batch_size 32 x accumulation 4``, what is 1 left out."""
        shown = ((self.batch, "batch"), (self.accumulation, "accumulation"), (self.devices, "devices"))
        return " x ".join(f"{name} {int(n)}" for n, name in shown if n != 1 or name == "batch")


def effective(run: Run) -> Effective | None:
    """What the config says of it; None without a batch size of at least one sample."""
    config = run.config
    batch, key = config.number("batch_size"), config.knob("batch_size")
    if batch is None or key is None or batch < 1:
        return None
    per_device = any(word in key.key.lower() for word in _EACH) or framework(run) == LIGHTNING
    devices = config.number("devices") if per_device else None
    parts = (key, config.knob("accumulation"), config.knob("devices") if per_device else None)
    return Effective(
        batch=batch,
        accumulation=max(1.0, config.number("accumulation") or 1.0),
        devices=max(1.0, devices or 1.0),
        keys=tuple(s for s in parts if s is not None),
        samples=config.number("train_samples"),
    )


def planned_updates(run: Run) -> float | None:
    """Optimiser steps that the config plans, an epoch never less than one; None where it does not say enough."""
    said = planned_end(run, "step")
    if said:
        return said
    seen, epochs = effective(run), planned_end(run, "epoch")
    if seen is None or seen.batches is None or not epochs:
        return None
    return epochs * max(1.0, math.ceil(seen.batches / seen.accumulation))
