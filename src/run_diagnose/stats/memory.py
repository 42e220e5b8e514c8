"""One figure of one long array is worked out once, however many rules ask for it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
LONG = 5_000
"""Values from which on an answer is kept: below, working it out again is as cheap as looking it up."""
_KEPT = 64
"""Answers kept per function; a run of more series than that asks for one series after the other anyway."""


def once_per_array(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """``function`` of one array, its answer kept for as long as that array lives.

    Only for arrays that cannot be written to, as those of a series, and for answers that are small beside them.
    """
    known: dict[int, tuple[weakref.ref[np.ndarray], T]] = {}

    @wraps(function)
    def answer(y: Any) -> T:
        if not isinstance(y, np.ndarray) or len(y) < LONG or y.flags.writeable:
            return function(y)
        found = known.get(id(y))
        if found is not None and found[0]() is y:
            return found[1]
        made = function(y)
        if len(known) >= _KEPT:
            known.clear()
        known[id(y)] = weakref.ref(y), made
        return made

    return answer
