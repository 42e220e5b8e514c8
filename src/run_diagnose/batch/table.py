"""Rows as one flat table, for data frames and Parquet: the same columns whatever the runs were."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from run_diagnose.batch.row import Row

METRICS = 64
"""Metrics that get columns of their own, those of most runs first; JSON lines hold all of them."""
TEXTS = ("path", "name", "status", "verdict", "severity", "codes", "answer", "axis", "change", "reason", "hint")
COUNTS = ("points",)
FIGURES = ("last", "kept")
_BEGIN = (
    "path", "name", "status", "verdict", "severity", "codes", "answer", "axis", "last", "points", "kept", "change",
    "reason", "hint",
)  # fmt: skip


def flat(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Column to values: findings as their codes, metrics as ``val_loss.best``, ``.at`` and ``.last``, NaN for none."""
    out: dict[str, list[Any]] = {name: [_said(row, name) for row in rows] for name in _BEGIN}
    for name in _metrics(rows):
        for what in ("best", "at", "last"):
            out[f"{name}.{what}"] = [_figure(row.metrics.get(name, {}).get(what)) for row in rows]
    return out


def _said(row: Row, name: str) -> Any:
    if name == "codes":
        return " ".join(row.codes)
    value = getattr(row, name)
    return _figure(value) if name in FIGURES else int(value) if name in COUNTS else clean(value)


def _figure(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def clean(text: str) -> str:
    """Text that can be written: bytes of a file's name that are no UTF-8 become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _metrics(rows: Sequence[Row]) -> list[str]:
    """Names in the order in which they are met; those that few runs have go where there are too many."""
    have = Counter(name for row in rows for name in row.metrics)
    kept = {name for name, _ in have.most_common(METRICS)}
    return [name for name in have if name in kept]


def frame(rows: Sequence[Row]) -> Any:
    """The table as a pandas DataFrame, a row for each run and each input that could not be read."""
    import pandas as pd

    columns = flat(rows)
    figures = [name for name in columns if name not in (*TEXTS, *COUNTS)]
    return pd.DataFrame(columns).astype({**dict.fromkeys(COUNTS, "int64"), **dict.fromkeys(figures, "float64")})
