"""Many JSON lines at once: a big file's plain rows become columns without a Point for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from run_diagnose.formats.json_flat import CONFIG_KEYS, is_axis, number
from run_diagnose.model.record import Block

_DECODER = json.JSONDecoder(strict=False)


def plain_block(first: int, text: str, special: frozenset[str]) -> Block | None:
    """The rows of these whole lines as one block; None where a row is not plain: then line by line.

    Plain: one object per line, each value a number, or a word under a key that means nothing to us (``special`` do).
    Row ``i`` stands on line ``first + i``.
    """
    rows = _rows(text)
    if rows is None:
        return None
    kinds: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(rows):
        kinds.setdefault(tuple(row), []).append(index)
    if any(key in special or key.lower() in CONFIG_KEYS for keys in kinds for key in keys):
        return None
    values: dict[str, Any] = {}
    present: dict[str, Any] = {}
    for keys, places in kinds.items():
        for key in keys:
            column = _column([rows[index][key] for index in places])
            if column is None or (not len(column) and is_axis(key)):
                return None  # an axis in words is "3/80"
            if len(column):
                values.setdefault(key, np.full(len(rows), np.nan))[places] = column
                present.setdefault(key, np.zeros(len(rows), np.bool_))[places] = True
    if not values or any(not key for key in values):
        return None
    partial = {key: here for key, here in present.items() if not here.all()}
    return Block(np.arange(first, first + len(rows), dtype=np.int64), values, partial)


def _rows(text: str) -> Sequence[Mapping[str, Any]] | None:
    lines = text.split("\n")
    try:
        rows = _DECODER.decode(f"[{','.join(lines)}]")
    except (ValueError, RecursionError):
        return None
    one_each = len(rows) == len(lines) and all(type(row) is dict and row for row in rows)
    return rows if one_each else None


def _column(cells: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The numbers of a column; empty for a column of words, None for anything that needs a closer look."""
    kinds = set(map(type, cells))
    if kinds <= {int, float}:
        try:
            return np.array(cells, dtype=np.float64)
        except OverflowError:
            return None
    words = kinds == {str} and all(cell and number(cell) is None for cell in cells)
    return np.empty(0) if words else None
