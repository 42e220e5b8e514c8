"""One figure of one long array is worked out once, however many rules ask for it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
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


def once_if_short(function: Callable[P, T]) -> Callable[P, T]:
    """``function`` of several arrays and plain values, its answer kept while all arrays are short.

    Arrays among the answers can no longer be written to: the next one who asks gets the same.
    """
    known: dict[tuple[object, ...], T] = {}

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        values = (*map(_key, args), *map(_key, kwargs.values()))
        if _LENGTHY in values:
            return function(*args, **kwargs)
        key = (len(args), *kwargs, *values)
        if key not in known:
            if len(known) >= _SHORT:
                known.clear()
            known[key] = _fixed(function(*args, **kwargs))
        return known[key]

    return answer


_LENGTHY = "not to be kept"


def _key(value: object) -> object:
    """What tells one argument from another; ``_LENGTHY`` for what is too long or has no plain value."""
    if isinstance(value, np.ndarray):
        plain = value.dtype == np.float64 and value.ndim == 1 and len(value) < LONG
        return value.tobytes() if plain else _LENGTHY
    return value if value is None or isinstance(value, int | float | str) else _LENGTHY


def _fixed(made: T) -> T:
    for part in made if isinstance(made, tuple) else (made,):
        if isinstance(part, np.ndarray):
            part.setflags(write=False)
    return made
