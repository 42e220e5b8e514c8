"""The setting ``criteria``: levels by metric, each layer adding to the one before."""

from __future__ import annotations

from typing import Any

from run_diagnose.errors import UsageError
from run_diagnose.model.criterion import LEVELS, criteria
from run_diagnose.near import did_you_mean

EXAMPLE = "[tool.diagnose.criteria.val_r2] minimum = 0.3, good = 0.5"


def levels(name: str, raw: Any) -> dict[str, dict[str, float]]:
    """Levels by metric as numbers. Raises UsageError for another word or value.

    Whether they go one way is checked when all layers are one: a nearer one may move a single level.
    """
    if not isinstance(raw, dict) or not all(isinstance(table, dict) for table in raw.values()):
        raise UsageError(f"{name} must hold a table for each metric, not {raw!r}", EXAMPLE)
    return {metric: dict(_one(f"{name}.{metric}", k, v) for k, v in table.items()) for metric, table in raw.items()}


def _one(where: str, level: str, value: Any) -> tuple[str, float]:
    if level not in LEVELS:
        raise UsageError(
            f"{where}: there is no level `{level}`", did_you_mean(level, LEVELS) or f"levels: {', '.join(LEVELS)}"
        )
    metric = where.rpartition(".")[2]
    (made,) = criteria({metric: {level: value}}, where.rpartition(".")[0])
    return level, made.levels[0][1]
