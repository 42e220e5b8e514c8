"""Why runs fail: one table entry per cause, with the signs that speak for and against it."""

from __future__ import annotations

import importlib
from functools import cache

from run_diagnose.causes.base import Cause

MODULES = (
    "optimisation",
    "gradient_flow",
    "gradient_size",
    "schedule",
    "first_steps",
    "length",
    "stopping",
    "precision",
    "inputs",
    "loss_function",
    "loss_terms",
    "output_layer",
    "regularisation",
    "evaluation",
    "selection",
    "stale",
    "data",
    "policy",
    "preference",
    "adversarial",
    "speed",
    "settings",
)
"""One file per family of causes."""


@cache
def built_in() -> tuple[Cause, ...]:
    """All built-in causes, in the order of ``MODULES``."""
    return tuple(
        value
        for name in MODULES
        for value in vars(importlib.import_module(f"run_diagnose.causes.{name}")).values()
        if isinstance(value, Cause)
    )
