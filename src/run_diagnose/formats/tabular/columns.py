"""The columns of a table: their names, and which of them hold words, splits or the names of quantities."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np

from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.cells import Kind, all_plain, kind, number
from run_diagnose.formats.tabular.dialect import Dialect, split_word

_SPLIT_COLUMNS = ("phase", "split", "mode", "set", "subset", "stage", "dataset", "partition", "type")
_PHASE_COLUMNS = ("phase", "stage", "training_phase", "training_stage", "train_phase", "train_stage")
_NAME_COLUMNS = (
    "metric",
    "metrics",
    "name",
    "key",
    "tag",
    "variable",
    "series",
    "quantity",
    "measure",
    "metric_name",
    "metricname",
    "metric.name",
    "metric name",
)
_VALUE_COLUMNS = ("value", "values", "val", "score", "y", "metricvalue", "metric_value", "metric.value", "metric value")


def usual_width(rows: list[list[str]]) -> int:
    """The usual number of cells, the wider of two equally usual ones."""
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda w: (counts[w], w)) if counts else 0


def described(
    separator: str,
    header: list[str],
    body: list[list[str]],
    comma: bool,
    head: Head,
    commented: bool,
    *,
    plain: bool = False,
    names: list[str] | None = None,
) -> Dialect | None:
    """The dialect with its columns named and told apart; None where no column holds numbers.

    ``plain`` says that every cell of the body is known to be a number; ``names`` are those of a head of several lines,
    of which ``header`` is the last.
    """
    width = usual_width(body)
    cells = list(names or header)
    if len(cells) == width - 1 and separator != "\t" and _is_index([row[0] for row in body if row]):
        cells = ["", *cells]  # an index column that the header does not name
    named = _names(cells, body, width, head)
    text = frozenset(i for i in range(len(named)) if not plain and _is_text(body, i, comma))
    low = [name.lower().strip() for name in named]
    split = next((i for i in text if low[i].rsplit(".", 1)[-1] in _SPLIT_COLUMNS and _all_splits(body, i)), None)
    phase = next((i for i in text if low[i].replace(" ", "_") in _PHASE_COLUMNS and i != split), None)
    label = next((i for i in text if low[i] in _NAME_COLUMNS), None)
    value = next((i for i, n in enumerate(low) if n in _VALUE_COLUMNS and i not in text), None)
    if label is None or value is None or _distinct(body, label) > len(body) / 2 + 1:
        label = value = None
    if not any(n and i not in text for i, n in enumerate(named)):
        return None
    kept = tuple(header) if not commented else ("#", *header)
    return Dialect(separator, named, kept, comma, split, label, value, text, phase)


def _names(cells: list[str], body: list[list[str]], width: int, head: Head) -> tuple[str, ...]:
    """A name for every column: the header's, twins numbered; empty for an index that pandas wrote."""
    if not cells:
        return _unnamed(body, width, head)
    names: list[str] = []
    taken: Counter[str] = Counter()
    for i, cell in enumerate(cells):
        name = cell.strip().strip("'\"`*").strip()
        if not name or re.fullmatch(r"Unnamed: \d+(_level_\d+)?", name):
            index = _is_index([row[i] for row in body if len(row) > i])
            name = "" if index or not any(len(row) > i and row[i] for row in body) else f"column {i + 1}"
        names.append(name if not name or not taken[name] else f"{name}.{taken[name]}")
        taken[names[-1]] += 1
    return tuple(names)


def _unnamed(body: list[list[str]], width: int, head: Head) -> tuple[str, ...]:
    """A table without a header: a leading counter is the axis, a lone value is what the file is named after."""
    stem = head.name.rsplit(".", 1)[0]
    counter = width > 1 and _counts([row[0] for row in body if row])
    rest = width - counter
    named = [stem] if rest == 1 else [f"column {i + 1 + counter}" for i in range(rest)]
    return (*(["step"] if counter else []), *named)


def _is_index(cells: list[str]) -> bool:
    """True for 0, 1, 2 ... (or 1, 2, 3 ...)."""
    values = [number(c) for c in cells if c]
    return (
        bool(values)
        and all(v is not None and v == i + (values[0] or 0) for i, v in enumerate(values))
        and values[0] in (0, 1)
    )


def _counts(cells: list[str]) -> bool:
    """True for whole numbers that rise and never fall."""
    values = np.array([math.nan if (v := number(c)) is None else v for c in cells])
    if len(values) < 3 or not bool(np.all(np.abs(values) < 1e15)):
        return False
    steps = np.diff(values)
    return bool(np.all(values == np.floor(values)) and np.all(steps >= 0) and np.any(steps > 0))


def _is_text(body: list[list[str]], i: int, comma: bool) -> bool:
    cells = [row[i] for row in body if len(row) > i and row[i]]
    if all_plain(cells):
        return False
    kinds = [kind(cell, comma=comma) for cell in cells]
    return kinds.count(Kind.TEXT) > len(kinds) / 2


def _all_splits(body: list[list[str]], i: int) -> bool:
    words = {row[i].lower() for row in body if len(row) > i}
    return bool(words) and all(map(split_word, words))


def _distinct(body: list[list[str]], i: int) -> int:
    return len({row[i] for row in body if len(row) > i})
