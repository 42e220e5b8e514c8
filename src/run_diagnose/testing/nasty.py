"""Runs that break careless rules: no points, one point, constants, infinities, subnormal numbers, wrong signs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from run_diagnose.model.run import Run
from run_diagnose.testing.runs import run_of

VALUES = (0.0, -1.0, 1.0, 1e-300, 1e300, -1e300, math.nan, math.inf, -math.inf)
LENGTHS = (0, 1, 2, 3, 4, 7, 8, 30)
ROLES = (
    "train_loss", "val_loss", "val_metric:r2", "val_metric:accuracy", "val_metric:correlation", "train_metric:accuracy",
    "lr", "grad_norm", "grad_norm_part:head", "loss_scale", "pred_std", "target_std", "update_ratio", "entropy", "kl",
    "clip_fraction", "explained_variance", "train_metric:reward", "generator_loss", "discriminator_loss", "throughput",
    "step_time", "memory",
)  # fmt: skip
TASKS = ("", "classification", "regression", "lm", "rl", "gan", "vae")


def nasty_runs(roles: tuple[str, ...] = ROLES) -> Iterator[Run]:
    """Runs with all these columns: every length with every constant, and falls with one bad value in them."""
    for length in LENGTHS:
        for value in VALUES:
            yield run_of(dict.fromkeys(roles, [value] * length))
    for number, bad in enumerate((*VALUES, None)):
        for place in (0, 5, 11):
            fall: list[float | None] = [1.0 / (1 + i) for i in range(12)]
            fall[place] = bad
            yield run_of(dict.fromkeys(roles, fall), task=TASKS[number % len(TASKS)])
