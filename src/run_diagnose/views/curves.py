"""Which curves show whether the run learns: the losses, and the metric that matters."""

from __future__ import annotations

from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series

RANKED_METRICS = (
    "r2", "correlation", "auroc", "f1", "accuracy", "top1", "map50_95", "map", "map50", "iou", "miou", "dice", "bleu",
    "rouge", "exact_match", "ndcg", "reward", "balanced_accuracy", "rmse", "mae", "perplexity", "wer", "cer",
)  # fmt: skip
"""Metrics in the order in which they say most about the purpose of a run; others follow in the log's order."""

UNDEFINED_ON_CONSTANTS = frozenset({"correlation", "spearman", "r2", "auroc", "kappa", "mcc", "explained_variance"})
"""Metrics that divide by the spread of one side, or need two classes: NaN there means a constant."""


def train_loss(run: Run) -> Series | None:
    """The whole training loss."""
    return run.get("train_loss")


def val_loss(run: Run) -> Series | None:
    """The whole validation loss; the test loss where nothing else was held out."""
    return run.get("val_loss") or run.get("test_loss")


def metrics(run: Run, *roles: str) -> tuple[Series, ...]:
    """Metrics with a direction, the ones that say most first; of all splits unless ``roles`` names some."""
    found = [s for s in run.all(*(roles or ("val_metric", "test_metric", "train_metric"))) if s.role.goal]
    return tuple(sorted(found, key=lambda s: (s.role.part != "", _rank(s))))


def main_metric(run: Run) -> Series | None:
    """The held-out metric that says most about the run's purpose; None if none was logged."""
    held_out = metrics(run, "val_metric") or metrics(run, "test_metric")
    return max(held_out, key=lambda s: (s.role.part == "", len(s.finite) > 0, -_rank(s)), default=None)


def held_out(run: Run) -> tuple[Series, ...]:
    """Validation loss and metrics with a direction, the main ones first."""
    loss = val_loss(run)
    return (*((loss,) if loss else ()), *(metrics(run, "val_metric") or metrics(run, "test_metric")))


def same_metric(run: Run, series: Series, role: str) -> Series | None:
    """The metric of the same quantity on another split: ``train_corr`` beside ``val_corr``."""
    return run.get(role, series.role.quantity)


def better(series: Series, a: float, b: float) -> bool:
    """True if ``a`` is better than ``b`` by the direction of ``series``."""
    return a > b if series.role.goal is Goal.MAX else a < b


def _rank(series: Series) -> int:
    quantity = series.role.quantity
    return RANKED_METRICS.index(quantity) if quantity in RANKED_METRICS else len(RANKED_METRICS)
