"""Figures that are shares of a whole, written from 0 to 1 or in per cent."""

from __future__ import annotations

SHARES = ("accuracy", "balanced_accuracy", "f1", "auroc", "top1", "map", "iou", "miou", "dice")
"""Metrics of which the whole means that every answer is right."""
_PER_CENT = 1.5
"""A share above this is written in per cent: beyond 1 by more than rounding, below any accuracy that people print so."""


def whole(level: float) -> float:
    """What stands for all, beside a share at this level: 100 where it is written in per cent, else 1."""
    return 100.0 if level > _PER_CENT else 1.0
