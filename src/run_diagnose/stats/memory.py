"""One figure of one long array is worked out once, however many rules ask for it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
LONG = 5_000
"""Values from which on an array is known by itself, below by its bytes: hashing so many takes longer than a look-up."""
_SHORT = 256
"""Answers kept for short arrays: of a run of a hundred epochs every curve is asked about a dozen times."""
_KEPT = 64
"""Answers kept per function; a run of more series than that asks for one series after the other anyway."""


def once_per_array(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """``function`` of one array, its answer kept for as long as that array lives; of a short one by its values.

    Long arrays only if they cannot be written to, as those of a series. Answers are plain values, small beside them.
    """
    known: dict[int, tuple[weakref.ref[np.ndarray], T]] = {}
    short: dict[bytes, T] = {}

    @wraps(function)
    def answer(y: Any) -> T:
        if not isinstance(y, np.ndarray) or y.ndim != 1 or y.dtype != np.float64:
            return function(y)
        if len(y) < LONG:
            return of_short(y)
        if y.flags.writeable:
            return function(y)
        found = known.get(id(y))
        if found is not None and found[0]() is y:
            return found[1]
        made = function(y)
        if len(known) >= _KEPT:
            known.clear()
        known[id(y)] = weakref.ref(y), made
        return made

    def of_short(y: np.ndarray) -> T:
        key = y.tobytes()
        if key in short:
            return short[key]
        made = function(y)
        if len(short) >= _SHORT:
            short.clear()
        short[key] = made
        return made

    return answer
