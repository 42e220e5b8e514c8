"""How far up a metric can go: no forecast may promise an accuracy of 1.01."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.model.series import Series

SHARES = frozenset(
    (
        "accuracy", "top1", "top3", "top5", "balanced_accuracy", "knn_accuracy", "reward_accuracy", "success_rate",
        "exact_match", "pass_at_k", "precision", "recall", "specificity", "f1", "auroc", "average_precision", "ap50",
        "ap75", "map", "map50", "map75", "map50_95", "iou", "miou", "dice", "pq", "hit_rate",
    )
)  # fmt: skip
"""Shares of 1, which some logs write times 100."""
UP_TO_ONE = SHARES | {"r2", "correlation", "spearman", "kendall", "kappa", "mcc", "ssim", "ndcg", "mrr"}


def ceiling(series: Series) -> float:
    """The most that such a metric can reach, in the log's unit; infinite for one without an end."""
    most = float(np.max(series.finite.y, initial=-math.inf))
    if series.role.quantity in UP_TO_ONE and most <= 1.0:
        return 1.0
    return 100.0 if series.role.quantity in SHARES and most <= 100.0 else math.inf
