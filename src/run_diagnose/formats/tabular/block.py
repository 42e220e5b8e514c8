"""Many rows at once, for tables too big to read cell by cell.

Only blocks in which every cell is a number, ``nan`` or blank are taken; any other is left to the line reader, which
alone knows placeholders, repeated headers and ragged rows. So both ways read the same.
"""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from run_diagnose.formats.tabular.dialect import Dialect
from run_diagnose.model.record import Block

_NAN = re.compile(r"(?<![\w.+-])[nN][aA][nN](?![\w.])")
_STAND_IN = 1.2345678901e300
"""Takes the place of ``nan`` while pandas reads, because pandas would make blanks of both."""


def read_block(first: int, text: str, dialect: Dialect, names: list[str | None], split: str) -> Block | None:
    """These lines as one Block, None where the line reader is needed."""
    rows = text.count("\n") + 1
    separator = dialect.separator
    if separator not in (",", "\t", ";") or dialect.comma or dialect.text:
        return None
    if '"' in text or "_" in text or text.partition("\n")[0].count(separator) != len(names) - 1:
        return None
    had_nan = ("n" in text or "N" in text) and bool(_NAN.search(text))  # the look for one letter is 100 times faster
    frame = _parsed(_NAN.sub(repr(_STAND_IN), text) if had_nan else text, separator, len(names))
    if frame is None or len(frame) != rows or (np.isnan(frame[:, -1]).any() and _ragged(text, separator, len(names))):
        return None
    columns: dict[str, np.ndarray] = {}
    present: dict[str, np.ndarray] = {}
    for i, name in enumerate(names):
        if name is None:
            continue
        column = np.ascontiguousarray(frame[:, i])
        blank = np.isnan(column)
        if had_nan:
            column[column == _STAND_IN] = np.nan
        columns[name] = column
        if blank.any():
            present[name] = ~blank
    return Block(np.arange(first, first + rows, dtype=np.int64), columns, present, split)


def read_rows(first: int, lines: list[str], separator: str, names: list[str], split: str) -> Block | None:
    """The same for a table that is not worth the import of pandas; None unless every cell is a number."""
    width = len(names)
    text = separator.join(lines)
    if "_" in text or any(line.count(separator) != width - 1 for line in lines):
        return None
    try:
        cells = np.fromiter(map(float, text.split(separator)), dtype=np.float64, count=width * len(lines))
    except ValueError:
        return None
    columns = {name: np.ascontiguousarray(cells[i::width]) for i, name in enumerate(names)}
    return Block(np.arange(first, first + len(lines), dtype=np.int64), columns, {}, split)


def _ragged(text: str, separator: str, width: int) -> bool:
    """True if a line is blank or short. pandas refuses lines longer than the first and fills up what a short one lacks,
    so only a block with a gap in its last column has to be asked."""
    return "\n\n" in text or text.count(separator) != (width - 1) * (text.count("\n") + 1)


def _parsed(text: str, separator: str, width: int) -> np.ndarray | None:
    import pandas as pd

    # exact numbers are the default from pandas 3.1 on, which deprecates the word for them
    exact: dict[str, Any] = (
        {} if tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1) else {"float_precision": "round_trip"}
    )
    try:
        frame = pd.read_csv(
            io.BytesIO(text.encode()), sep=separator, header=None, names=list(range(width)), index_col=False,
            dtype="float64", keep_default_na=False, na_values=[""], skipinitialspace=True, skip_blank_lines=False,
            low_memory=False,  # the block is small; its own blocks would be parsed and joined again
            **exact,
        )  # fmt: skip
    except (ValueError, OverflowError):
        return None
    values: np.ndarray = frame.to_numpy(copy=True)
    return values
