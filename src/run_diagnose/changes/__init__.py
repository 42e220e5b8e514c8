"""What to change: one file per family of knobs, new values worked out from the run's own."""

from __future__ import annotations

import importlib
from functools import cache

from run_diagnose.changes.base import Recipe

MODULES = (
    "learning_rate",
    "schedule",
    "first_steps",
    "length",
    "clipping",
    "precision",
    "network",
    "regularisation",
    "loss",
    "loss_terms",
    "selection",
    "stopping",
    "batch",
    "output_layer",
    "data",
    "ablation",
    "policy",
    "preference",
    "adversarial",
    "state",
    "speed",
    "settings",
    "logging",
)
"""One file per family of knobs."""


@cache
def built_in() -> dict[str, Recipe]:
    """All recipes by slug."""
    return {
        value.slug: value
        for name in MODULES
        for value in vars(importlib.import_module(f"run_diagnose.changes.{name}")).values()
        if isinstance(value, Recipe)
    }
