"""Many rows at once, for tables too big to read cell by cell.

Only blocks in which every cell is a number, ``nan`` or blank are taken; any other is left to the line reader, which
alone knows placeholders, repeated headers and ragged rows. So both ways read the same.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from run_diagnose.formats.tabular.dialect import Dialect
from run_diagnose.model.record import Block
from run_diagnose.patterns import pattern

_NAN = pattern(r"(?<![\w.+-])[nN][aA][nN](?![\w.])")
_STAND_IN = 1.2345678901e300
"""Takes the place of ``nan`` while pandas reads, because pandas would make blanks of both."""
_NEVER = '"\r_uUsS'
"""Where rows are more or fewer than lines, and what pandas takes for a number and the line reader does not: 1_000 and,
by the letters that no number has, True and False."""


def read_block(first: int, text: str, dialect: Dialect, names: list[str | None], split: str) -> Block | None:
    """These lines as one Block, None where the line reader is needed."""
    separator, width = dialect.separator, len(names)
    if separator not in (",", "\t", ";") or dialect.comma or dialect.text:
        return None
    if text.endswith("\n") or any(letter in text for letter in _NEVER):
        return None
    if text.partition("\n")[0].count(separator) != width - 1:
        return None
    had_nan = ("n" in text or "N" in text) and bool(_NAN.search(text))  # the look for one letter is 100 times faster
    parsed = _parsed(_NAN.sub(repr(_STAND_IN), text) if had_nan else text, separator, width)
    if parsed is None or (np.isnan(parsed[-1]).any() and _ragged(text, separator, width)):
        return None
    columns: dict[str, np.ndarray] = {}
    present: dict[str, np.ndarray] = {}
    for name, column in zip(names, parsed, strict=True):
        if name is None:
            continue
        blank = np.isnan(column)
        columns[name] = np.where(column == _STAND_IN, np.nan, column) if had_nan else column
        if blank.any():
            present[name] = ~blank
    return Block(np.arange(first, first + len(parsed[-1]), dtype=np.int64), columns, present, split)


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


def _parsed(text: str, separator: str, width: int) -> list[np.ndarray] | None:
    """Every column, NaN where a cell is blank; None where a cell holds anything but a number."""
    import pandas as pd

    # exact numbers are the default from pandas 3.1 on, which deprecates the word for them
    exact: dict[str, Any] = (
        {} if tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1) else {"float_precision": "round_trip"}
    )
    try:
        frame = pd.read_csv(
            io.BytesIO(text.encode()), sep=separator, header=None, names=list(range(width)), index_col=False,
            dtype="float64", keep_default_na=False, na_values=[""], skip_blank_lines=False,
            skipinitialspace=" " in text,  # a fifth slower
            low_memory=False,  # the block is small; its own blocks would be parsed and joined again
            **exact,
        )  # fmt: skip
    except (ValueError, OverflowError):
        return None
    return [frame[i].to_numpy() for i in range(width)]
