"""Decimal commas: ``Verlust: 0,8754`` in a log that writes no decimal point."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMA = re.compile(r"(?<![\w.,:\-/\[(])([-+]?\d+),(\d+)(?![\w.,:])")
_POINT = re.compile(r"(?<![\w.,:\-/])[-+]?\d+\.\d+(?![\w.,:])")
MIN_SEEN = 3
"""Numbers that only a decimal comma explains, before it is taken for one."""
MAX_POINTS = 0.25
"""Decimal points for each of them that a log may print beside, in versions and rates."""


def has_decimal_commas(lines: Iterable[str]) -> bool:
    """True where numbers such as ``0,8754`` are many and numbers such as ``0.8754`` are few."""
    commas = points = 0
    for line in lines:
        points += len(_POINT.findall(line))
        commas += sum(a.strip("+-") == "0" or len(b) != 3 for a, b in _COMMA.findall(line))
    return commas >= MIN_SEEN and points <= MAX_POINTS * commas


def with_points(line: str) -> str:
    """The line with its decimal commas as points."""
    return _COMMA.sub(r"\1.\2", line)
