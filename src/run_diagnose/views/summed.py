"""The whole loss of a framework that logs its terms alone, already weighted: their sum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from run_diagnose.model.roles import Role, Split
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.views import curves
from run_diagnose.views.framework import ULTRALYTICS, writer


def losses(run: Run) -> tuple[Series, Series] | None:
    """Training and validation loss as logged, else as sums of the same terms; None where one of them is not known.

    Ultralytics and YOLOv5 log box, class and DFL (objectness) terms with their gains in them: the loss is their sum.
    """
    train, val = curves.train_loss(run), curves.val_loss(run)
    if train is not None and val is not None:
        return train, val
    if writer(run) != ULTRALYTICS:
        return None
    return run.remember("summed losses", lambda: _summed(run))


def _summed(run: Run) -> tuple[Series, Series] | None:
    train = {s.role.part: s for s in run.all("train_loss_part")}
    val = {s.role.part: s for s in run.all("val_loss_part")}
    shared = [part for part in train if part in val]
    if not shared or set(train) != set(val):
        return None
    whole = _sum(run, [train[part] for part in shared]), _sum(run, [val[part] for part in shared])
    return whole if len(whole[0]) and len(whole[1]) else None


def _sum(run: Run, terms: list[Series]) -> Series:
    grid = run.aligned(*terms)
    first = terms[0]
    total = np.sum([grid.y[term.name] for term in terms], axis=0) if len(grid) else np.empty(0)
    split: Split = first.role.split
    role = Role(
        name=f"{split.value}_loss", quantity="loss", split=split, goal=first.role.goal, certainty=first.role.certainty
    )
    name = " + ".join(term.name for term in terms)
    return replace(first, name=name, role=role, axis=grid.axis, x=grid.x, y=total, line=grid.line, also={})
