"""Runs made from columns, for tests of rules, causes and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from run_diagnose.model.config import Config
from run_diagnose.model.record import Event, Setting
from run_diagnose.model.roles import Goal, Role, Split
from run_diagnose.model.run import Run, Segment, Source
from run_diagnose.model.series import Series

_HIGHER = frozenset(
    {"accuracy", "f1", "auroc", "r2", "correlation", "map", "bleu", "reward", "iou", "dice", "precision", "recall"}
)


def run_of(
    columns: Mapping[str, Sequence[float | None]],
    *,
    axis: str = "epoch",
    config: Mapping[str, object] | None = None,
    events: Sequence[Event] = (),
    task: str = "",
    totals: Mapping[str, float] | None = None,
    finals: Mapping[str, float] | None = None,
    name: str = "run",
) -> Run:
    """A run whose columns are named by role: ``val_loss``, or ``val_metric:r2``, or ``grad_norm_part:head``.

    ``None`` in a column means "not logged"; NaN means logged as NaN. A column named like ``axis`` gives the
    places (default 1, 2, 3, ...). Row ``i`` (0-based) stands on line ``i + 2`` of ``run.csv``, below a header.
    """
    length = max((len(v) for v in columns.values()), default=0)
    x = np.array(columns.get(axis, range(1, length + 1)), dtype=float)
    logged = {key: values for key, values in columns.items() if key != axis and any(v is not None for v in values)}
    series = tuple(_series(key, values, x, axis) for key, values in logged.items())
    return Run(
        name=name,
        sources=(Source("run.csv", "csv"),),
        axis=axis,
        series=series,
        logged=series,
        config=_config(config or {}),
        events=tuple(events),
        segments=(Segment(float(x[0]), float(x[-1]), 2, "start"),) if length else (),
        task=task,
        totals=dict(totals or {}),
        finals=dict(finals or {}),
        file="run.csv",
    )


def _series(key: str, values: Sequence[float | None], x: Any, axis: str) -> Series:
    rows = np.array([i for i, v in enumerate(values) if v is not None], dtype=np.int64)
    y = np.array([values[i] for i in rows], dtype=float)
    return Series(
        name=key.replace(":", "_"), role=role_of(key), axis=axis, x=x[rows], y=y, line=rows + 2, file="run.csv"
    )


def role_of(key: str) -> Role:
    """The role that ``val_metric:r2`` or ``train_loss`` names, with the direction of its quantity."""
    name, _, detail = key.partition(":")
    split = next((s for s in Split if s.value and name.startswith(s.value)), Split.NONE)
    if name.endswith("_metric"):
        goal = Goal.MAX if detail in _HIGHER else Goal.MIN
        return Role(name=name, quantity=detail, split=split, goal=goal)
    if "loss" in name and name != "loss_scale":
        return Role(name=name, quantity="loss", split=split, goal=Goal.MIN, part=detail)
    return Role(name=name, quantity=name, split=split, part=detail)


def _config(values: Mapping[str, object]) -> Config:
    settings = tuple(
        Setting(key, value, "config.yaml", line, str(value)) for line, (key, value) in enumerate(values.items(), 1)
    )
    return Config(settings=settings, path="config.yaml" if settings else "", sha256="0" * 64 if settings else "")
