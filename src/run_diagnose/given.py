"""A run that is at hand in Python: a DataFrame, a dict of columns, a list of rows, a Keras History.

In a dict or a list None means "not logged" and NaN means NaN. A DataFrame writes both as NaN: in a column that is
filled in nine rows of ten a NaN is taken for a value, in a sparser one for an empty cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from run_diagnose.errors import NotALogError, UsageError
from run_diagnose.model.config import Config
from run_diagnose.model.record import Block, Floats, Setting
from run_diagnose.model.run import Run, Source
from run_diagnose.names import FileRecords, build
from run_diagnose.names import Options as Meanings

FULL = 0.9
"""Share of filled rows, between a column's first and last value, from which a gap is a NaN and no empty cell.

Train and validation on rows of their own fill half of the rows each, validation every tenth row fills a tenth; a loss
that becomes NaN was there in every row before.
"""
SHAPES = (
    "give a path, a DataFrame, a dict of columns, or a list of dicts: diagnose({'epoch': [1, 2], 'loss': [.9, .7]})"
)


def is_given(source: object) -> bool:
    """True for what holds a run's figures itself; False for a path or a list of paths."""
    if _is_frame(source) or isinstance(source, Mapping) or _is_history(source):
        return True
    return isinstance(source, Sequence) and not isinstance(source, str) and bool(source) and _all_rows(source)


def _all_rows(source: Sequence[object]) -> bool:
    return all(isinstance(row, Mapping) for row in source)


def _is_frame(source: object) -> bool:
    return hasattr(source, "columns") and hasattr(source, "index") and hasattr(source, "to_dict")


def _is_history(source: object) -> bool:
    return isinstance(getattr(source, "history", None), Mapping)


def run_given(source: Any, meanings: Meanings, config: Config | None = None) -> list[Run]:
    """The run (or runs) in this object. Raises NotALogError where it holds neither a loss nor a metric."""
    columns = {str(name): values for name, values in _columns(source).items()}
    lengths = {len(values) for values, _ in columns.values()}
    if len(lengths) > 1:
        told = ", ".join(f"{name} {len(values)}" for name, (values, _) in list(columns.items())[:6])
        raise UsageError(f"the columns are of different length: {told}", "pad the shorter ones with None")
    if not columns or not lengths or not max(lengths):
        raise NotALogError("nothing was given: no column holds a number", SHAPES)
    block = Block(
        lines=np.arange(1, max(lengths) + 1, dtype=np.int64),
        columns={name: values for name, (values, _) in columns.items()},
        present={name: there for name, (_, there) in columns.items()},
    )
    kind = "frame" if _is_frame(source) else "values"
    name = meanings.name or "run"
    return build([FileRecords(source=Source(name, kind), records=[block])], config=config, options=meanings)


Column = tuple[Floats, Any]
"""Values, and where there was one."""


def _columns(source: Any) -> dict[Any, Column]:
    if _is_frame(source):
        return dict(_of_frame(source))
    if _is_history(source):
        epochs = getattr(source, "epoch", None)
        columns = dict(source.history)
        return _of_lists({"epoch": [e + 1 for e in epochs], **columns} if epochs else columns)
    if isinstance(source, Mapping):
        return _of_lists(source)
    names = dict.fromkeys(name for row in source for name in row)
    return _of_lists({name: [row.get(name) for row in source] for name in names})


def _of_frame(frame: Any) -> Iterator[tuple[Any, Column]]:
    """Columns of numbers, and the index where it has a name."""
    parts = [(frame.index.name, frame.index)] if frame.index.name else []
    for name, column in [*parts, *((name, frame[name]) for name in frame.columns)]:
        try:
            values = np.asarray(column, dtype=np.float64)
        except (TypeError, ValueError):
            continue  # words and dates are no figures
        yield name, (values, _filled(values))


def _filled(values: Floats) -> Any:
    """Where a frame's cell counts as logged."""
    there = np.flatnonzero(~np.isnan(values))
    if not len(there):
        return np.zeros(len(values), dtype=bool)
    full = len(there) >= FULL * (there[-1] - there[0] + 1)
    mask = ~np.isnan(values)
    if full:
        mask[there[0] :] = True
    return mask


def _of_lists(columns: Mapping[Any, Any]) -> dict[Any, Column]:
    """Lists of numbers, or single figures, which make a run of one row."""
    out: dict[Any, Column] = {}
    for name, values in columns.items():
        cells = [values] if isinstance(values, int | float) or values is None else list(values)
        numbers = [_number(cell) for cell in cells]
        if any(number is not None for number in numbers):
            there = np.array([number is not None for number in numbers], dtype=bool)
            out[name] = (np.array([math.nan if n is None else n for n in numbers], dtype=np.float64), there)
    return out


def _number(cell: Any) -> float | None:
    """A figure, also one that a framework wraps; None for what is not one."""
    if cell is None or isinstance(cell, str | bytes):
        return None
    try:
        return float(cell)
    except (TypeError, ValueError):
        return None


def config_given(values: Mapping[str, Any]) -> Config:
    """A training config that is at hand as a dict; inner dicts become dotted keys."""
    return Config(settings=tuple(_settings(values, "")), path="config")


def _settings(values: Mapping[str, Any], start: str) -> Iterator[Setting]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _settings(value, f"{start}{key}.")
        else:
            plain = value if value is None or isinstance(value, bool | int | float | str | list) else str(value)
            yield Setting(f"{start}{key}", plain, "", 0, str(value))
