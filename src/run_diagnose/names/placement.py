"""The place of every row of a table on the axis chosen."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.names.gather import Key


@dataclass(frozen=True)
class Placement:
    """One value per row, in the order of the log."""

    axis: str
    x: Floats
    """Gaps are filled from the row before."""
    also: dict[str, Floats] = field(default_factory=dict)
    """Epoch beside step and step beside epoch, NaN where unknown."""
    columns: frozenset[Key] = frozenset()
    """Columns that are axes and no series."""
    lead: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Rows of the longest learning series: those that tell whether the axis goes back."""
    lead_y: Floats = field(default_factory=lambda: np.empty(0))
    """Its values there."""
