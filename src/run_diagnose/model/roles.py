"""What a column means: its role, its quantity, its split and which way is better."""

from __future__ import annotations

from enum import Enum

from run_diagnose.facts import dataclass


class Goal(str, Enum):
    """Which way is better; the one place where direction is named."""

    MIN = "min"
    MAX = "max"


class Split(str, Enum):
    """The part of the data a value was measured on."""

    TRAIN = "train"
    VAL = "val"
    TEST = "test"
    NONE = ""


LOSS_ROLES = ("train_loss", "val_loss", "test_loss")
PART_ROLES = ("train_loss_part", "val_loss_part", "test_loss_part")
METRIC_ROLES = ("train_metric", "val_metric", "test_metric")
SIGNAL_ROLES = (
    "lr", "grad_norm", "grad_norm_part", "weight_norm", "update_ratio", "loss_scale",
    "pred_mean", "pred_std", "target_mean", "target_std", "variance_ratio", "pred_range",
    "entropy", "kl", "clip_fraction", "explained_variance", "generator_loss", "discriminator_loss",
    "step_time", "data_time", "throughput", "memory", "gpu_util", "time", "epoch", "step", "other",
)  # fmt: skip
ROLE_NAMES = (*LOSS_ROLES, *PART_ROLES, *METRIC_ROLES, *SIGNAL_ROLES)
LEARNING_ROLES = (*LOSS_ROLES, *PART_ROLES, *METRIC_ROLES, "generator_loss", "discriminator_loss")
"""Roles that can show whether a model learns; a run without any of them is no training log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """The meaning of one series."""

    name: str
    """One of ``ROLE_NAMES``; what the rules ask for."""
    quantity: str
    """What was measured: ``loss``, ``accuracy``, ``r2``, ``correlation``, ``perplexity``, ``lr`` ..."""
    split: Split = Split.NONE
    goal: Goal | None = None
    part: str = ""
    """The parameter group, loss term, class or data set this series is one of, else empty."""
    certainty: float = 1.0
    """How sure the names stage is, 0 to 1; below .6 the report says so."""

    @property
    def is_loss(self) -> bool:
        """True for a whole loss, not for one of its parts."""
        return self.name in LOSS_ROLES

    @property
    def is_metric(self) -> bool:
        """True for a metric of any split."""
        return self.name in METRIC_ROLES


OTHER = Role(name="other", quantity="other", certainty=0.0)
