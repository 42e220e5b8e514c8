"""A curve in one line of text, and the ruler under it."""

from __future__ import annotations

import math

from run_diagnose.model.report import RunReport, SeriesSummary
from run_diagnose.model.wording import number
from run_diagnose.render.curves import bounds, finite, marks, resample, share

BARS, PLAIN_BARS = "▁▂▃▄▅▆▇█", "_.:-=+*#"
NAN, PLAIN_NAN = "×", "x"
"""What stands where the log says NaN; a blank would hide it."""


def sparkline(series: SeriesSummary, first: float, last: float, width: int, *, ascii_only: bool = False) -> str:
    """``width`` characters for the stretch of the run: low to high, ``×`` at NaN, blank where nothing was logged."""
    cells = resample(series, first, last, width)
    known = finite(cells)
    low, high = bounds(known) if known else (0.0, 0.0)
    bars, nan = (PLAIN_BARS, PLAIN_NAN) if ascii_only else (BARS, NAN)
    return "".join(" " if y is None else nan if math.isnan(y) else bars[_level(y, low, high)] for y in cells)


def of_values(values: tuple[float, ...], *, ascii_only: bool = False) -> str:
    """A bare list of numbers, one character each."""
    known = [v for v in values if math.isfinite(v)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    bars, nan = (PLAIN_BARS, PLAIN_NAN) if ascii_only else (BARS, NAN)
    return "".join(bars[_level(v, low, high)] if math.isfinite(v) else nan for v in values)


def _level(y: float, low: float, high: float) -> int:
    return min(int(share(y, low, high) * len(BARS)), len(BARS) - 1) if high > low else 3


def columns(run: RunReport, width: int) -> int:
    """How many cells a sparkline of this run gets: one a point, at most ``width``."""
    longest = max((len(s.x) for s in run.series), default=0)
    return max(min(width, longest, run.axis.points or longest), 2)


def ruler(run: RunReport, first: float, last: float, width: int, *, ascii_only: bool = False) -> str:
    """The axis under the sparklines: first and last place, the picked epoch marked where it lies."""
    line = [" "] * (width + 24)
    _put(line, 0, number(first, 6))
    if width > 12:
        _put(line, width - len(number(last, 6)), number(last, 6))
    for place, what in marks(run, run.axis.name):
        if what in ("picked", "best") and last > first and first <= place <= last:
            column = round((place - first) / (last - first) * (width - 1))
            _mark(line, column, (number(place, 6), what), "^" if ascii_only else "▲", width)
            break
    return "".join(line).rstrip()


def _mark(line: list[str], column: int, said: tuple[str, str], arrow: str, width: int) -> None:
    """``37▲picked`` with the arrow under its column, or ``picked 37▲`` at the end; numbers in their way give way."""
    value, word = said
    behind = f"{arrow}{word}" if column + 3 + len(word) <= width or column + 1 >= width else arrow
    ahead = value if behind != arrow else f"{word} {value}"
    start = column - len(ahead)
    if start < 0:
        start, ahead, behind = column, "", f"{arrow}{value} {word}"
    for i in range(start - 1, column + len(behind) + 1):
        _clear_word(line, i)
    _put(line, start, ahead + behind)


def _clear_word(line: list[str], i: int) -> None:
    """Blank the whole number that stands at ``i``: half a number would be a wrong one."""
    if not 0 <= i < len(line) or line[i] == " ":
        return
    left = i
    while left > 0 and line[left - 1] != " ":
        left -= 1
    while left < len(line) and line[left] != " ":
        line[left] = " "
        left += 1


def _put(line: list[str], at: int, word: str) -> None:
    for i, char in enumerate(word):
        if 0 <= at + i < len(line):
            line[at + i] = char
