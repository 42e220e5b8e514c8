"""What can be wrong with a run: one file per rule, grouped by family."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from run_diagnose.rules.base import Rule

MODULES: dict[str, tuple[str, ...]] = {
    "numerics": ("divergence", "loss_spike", "non_finite_loss", "oscillation"),
    "collapse": ("constant_predictions", "correlation_collapse", "one_class", "spread_collapse"),
    "convergence": ("loss_balance", "metric_at_rest", "no_learning", "plateau", "underfitting", "worse_than_constant"),
    "generalisation": ("leak_suspect", "overfitting", "val_below_train"),
    "selection": (
        "accuracy_rewards_majority",
        "best_epoch_in_collapse",
        "criterion_mismatch",
        "metric_past_best",
        "trained_past_best",
    ),
    "schedule": ("lr_schedule",),
    "gradients": ("clip_saturation", "dead_gradients", "exploding_gradients", "update_ratio", "vanishing_gradients"),
    "precision": ("fp16_overflow",),
    "bookkeeping": (
        "coarse_log",
        "frozen_metric",
        "loss_accumulation",
        "resume_discontinuity",
        "vanished_series",
        "zero_loss",
    ),
    "crash": ("crash_in_log",),
    "config": (
        "effective_batch",
        "idle_patience",
        "impossible_value",
        "misread_value",
        "smoothing_of_two_classes",
        "warmup_outlasts_run",
    ),
    "speed": ("memory_growth", "throughput_slowdown"),
    "rl": (
        "answers_cut_off",
        "chosen_answers_lost",
        "entropy_collapse",
        "kl_blowup",
        "policy_stands_still",
        "policy_updates",
        "preferences_too_easy",
        "preferences_unlearned",
        "reward_collapse",
        "uniform_rewards",
        "value_blowup",
    ),
    "adversarial": ("gan_collapse", "posterior_collapse"),
}
"""Rule modules by family, in the order in which their checks are listed."""


@cache
def built_in() -> tuple[Rule, ...]:
    """All built-in rules, in the order of ``MODULES``."""
    from run_diagnose.rules.base import Rule  # numpy comes in only now: the table alone is wanted for pages

    return tuple(
        value
        for family, names in MODULES.items()
        for name in names
        for value in vars(importlib.import_module(f"run_diagnose.rules.{family}.{name}")).values()
        if isinstance(value, Rule)
    )


def find(word: str, among: tuple[Rule, ...] | None = None) -> tuple[Rule, ...]:
    """Rules that a selector names: a slug, a code, a prefix of a code, a kind, or ``ALL``; our own, or ``among`` these."""
    known = built_in() if among is None else among
    upper = word.upper()
    if upper == "ALL":
        return known
    return tuple(r for r in known if word in (r.slug, r.kind) or r.code.startswith(upper))
