"""Names that lines of several shapes print: whether a value could be one that was printed just before.

``Epoch 3: loss 0.51`` and ``Epoch 3 done, loss 0.512`` tell one figure twice. Lines that each stand at an axis value of
their own tell none twice, so many of them need not be asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from run_diagnose.formats.text.known import Known
from run_diagnose.model.record import Point, Strand


def apart(strands: Sequence[tuple[Known, Strand]], before: Iterable[Point]) -> bool:
    """True if the axis goes on from each row to the next, and no row stands where one of the points does.

    False for rows without an axis: nothing says where they stand.
    """
    names = {_axes(known, strand) for known, strand in strands}
    if len(names) != 1 or () in names:
        return False
    axes = names.pop()
    rows = np.concatenate([strand.rows for _, strand in strands])
    at = np.column_stack([np.concatenate([strand.columns[name] for _, strand in strands]) for name in axes])
    at = at[np.argsort(rows)]
    steps = np.diff(at, axis=0)
    first = np.argmax(steps != 0, axis=1)[:, None]
    rises = bool((np.take_along_axis(steps, first, axis=1) > 0).all())
    return rises and not any(_stands_in(at, [point.values.get(name) for name in axes]) for point in before)


def _axes(known: Known, strand: Strand) -> tuple[str, ...]:
    values = {name for _, name in known.names}
    return tuple(name for name in strand.columns if name not in values)


def _stands_in(at: np.ndarray, place: Sequence[float | None]) -> bool:
    if any(value is None for value in place):
        return False
    return bool((at == np.array(place, dtype=np.float64)).all(axis=1).any())
