"""One logged quantity over the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.roles import Goal, Role


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the run, in the log's own units."""

    axis: str
    value: float
    line: int = 0
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values ``y`` at ``x`` on ``axis``, in the order of the log; arrays of one length, read-only.

    A point whose ``y`` is NaN was logged as NaN; what was not logged is not there.
    """

    name: str
    role: Role
    axis: str
    """``epoch``, ``step``, or the log's own word; ``row`` where the log has no axis."""
    x: Floats
    y: Floats
    line: Ints
    """1-based line of every point; 0 where the format has no lines."""
    file: str = ""
    also: Mapping[str, Floats] = field(default_factory=dict)
    """The same points on the log's other axes, NaN where unknown: ``{"epoch": ...}`` beside steps."""

    def __post_init__(self) -> None:
        for array in (self.x, self.y, self.line, *self.also.values()):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.y)

    @cached_property
    def finite(self) -> Series:
        """The same series without its NaN and infinite points."""
        keep = np.isfinite(self.y)
        return self if bool(keep.all()) else self.where(keep)

    @cached_property
    def losslike(self) -> Floats:
        """``y`` turned so that lower is better, as every statistic expects it."""
        if self.role.goal is not Goal.MAX:
            return self.y
        turned = -self.y
        turned.setflags(write=False)
        return turned

    @property
    def nonfinite(self) -> int:
        """How many points were logged as NaN or infinite."""
        return len(self) - len(self.finite)

    @cached_property
    def best_index(self) -> int | None:
        """Index of the best finite point by the role's goal, the earliest of equals; None without a goal."""
        if self.role.goal is None or not len(self.finite):
            return None
        lowest = int(np.argmin(self.finite.losslike))
        return lowest if self.finite is self else int(np.flatnonzero(np.isfinite(self.y))[lowest])

    def where(self, keep: np.ndarray) -> Series:
        """The points chosen by a mask or by indices."""
        also = {k: v[keep].copy() for k, v in self.also.items()}
        return replace(self, x=self.x[keep].copy(), y=self.y[keep].copy(), line=self.line[keep].copy(), also=also)

    def upto(self, x: float) -> Series:
        """The points at or before ``x``."""
        return self.where(self.x <= x)

    def after(self, x: float) -> Series:
        """The points at or after ``x``."""
        return self.where(self.x >= x)

    def on(self, axis: str) -> Floats:
        """The places of the points on an axis that the series knows. Raises KeyError for another one."""
        return self.x if self.axis == axis else self.also[axis]

    def moment(self, index: int) -> Moment:
        """Where point ``index`` lies: axis value, line and file."""
        return Moment(self.axis, float(self.x[index]), int(self.line[index]), self.file)


def shared_axis(a: Series, b: Series) -> str | None:
    """The axis that both know: the own one of ``a`` before the others; None where there is none."""
    return next((axis for axis in (a.axis, *a.also) if axis == b.axis or axis in b.also), None)
