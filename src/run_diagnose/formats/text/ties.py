"""Names tied to their numbers in rarer ways, decided once by all rows of a log's head.

``epoch-3 loss-0.5`` and ``Epoch_3 loss_0.5``; values in front of their names (``0.532 loss, 0.81 acc``); counters of
one or two letters (``E3 S100 | loss=0.5``). One row alone could mean something else (``loss-0.5`` is a minus where
the epoch has no dash), so each way needs several rows that agree, and no line is touched in any other log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from run_diagnose.formats.text import words
from run_diagnose.formats.text.declare import Rewrite
from run_diagnose.formats.text.prefixes import prefix_end

_ENOUGH = 2
"""Rows that must agree; a head of one row is left to the plain reading."""
_LOOKED_AT = 400
"""Characters of a line that are looked at."""

_NUMBER = r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
_MARKS = {
    "-": re.compile(rf"(?<![\w.-])([A-Za-z][\w@]*(?:-[A-Za-z]\w*)*?)-({_NUMBER}%?)(?![\w.-])"),
    "_": re.compile(rf"(?<![\w.-])([A-Za-z][\w@]*?)_({_NUMBER}%?)(?![\w.-])"),
}
_AXIS = r"(?:epochs?|steps?|iter(?:ation)?s?|batch|round|episode)"
_VALUES_FIRST = re.compile(
    rf"(?P<head>(?:.{{0,60}}?\b{_AXIS}\W{{0,3}}\d+(?:\s*(?:/|of)\s*\d+)?|\W{{0,2}}\d+\s*/\s*\d+\]?)?[\s:|,\]()-]*?)"
    rf"(?P<rest>{_NUMBER}%?\s+[A-Za-z].*)",
    re.IGNORECASE,
)
_VALUE_NAME = re.compile(rf"\s*({_NUMBER}%?)\s+([A-Za-z][A-Za-z_@\d ]{{0,30}}?)\s*\.?\s*")
_TIME = re.compile(r"\s*[\d.:]+\s*(?:m?s|sec\w*|min\w*)\s*")
_BETWEEN = re.compile(r"[,;|]|\s-+\s")
_EPOCH = re.compile(r"(?P<open>\W{0,3})(?:E|e|EP|Ep|ep)\.?(?P<n>\d{1,6})(?![\w.])")
_STEP = re.compile(r"(?P<open>[\W]{0,4})(?:S|s|B|b|I|i|it|It|IT|St|st)\.?(?P<n>\d{1,9})(?![\w.])")


def tied(lines: Sequence[str], rewrite: Rewrite) -> Rewrite:
    """``rewrite``, and behind it whatever way of tying names to numbers these lines agree on."""
    rows = [rewrite(line)[:_LOOKED_AT] for line in lines]
    rows = [row[prefix_end(row) :] for row in rows if row and not row.isspace()]
    for found in (_by_mark(rows, "-"), _by_mark(rows, "_"), _values_first(rows), _short_counters(rows)):
        if found is not None:
            return _after(rewrite, found)
    return rewrite


def _after(first: Rewrite, second: Rewrite) -> Rewrite:
    def both(line: str) -> str:
        plain = first(line)
        start = prefix_end(plain)
        return plain[:start] + second(plain[start:])

    return both


def _by_mark(rows: Sequence[str], mark: str) -> Rewrite | None:
    """A dash or an underscore as the tie: a counter is never negative, so ``epoch-3`` tells what ``loss-0.5`` is."""
    pattern = _MARKS[mark]

    def replaced(line: str) -> str:
        names = [name.lower() for name, _ in pattern.findall(line)]
        if not any(name in words.AXES for name in names) or not any(words.METRIC.search(n) for n in names):
            return line
        return pattern.sub(
            lambda m: f"{m[1]}={m[2]}" if m[1].lower() in words.AXES or words.METRIC.search(m[1]) else m[0], line
        )

    return replaced if _agree(rows, replaced) else None


def _values_first(rows: Sequence[str]) -> Rewrite | None:
    """``0.532 loss, 0.81 acc``: every piece of a row begins with its number and ends with what it measures."""

    def replaced(line: str) -> str:
        found = _VALUES_FIRST.fullmatch(line)
        pairs = [pair for piece in _BETWEEN.split(found["rest"]) for pair in _pair(piece)] if found else []
        if not found or not pairs or "" in pairs or not any(words.LEARNING.search(pair) for pair in pairs):
            return line
        return f"{found['head']} {', '.join(pairs)}"

    return replaced if _agree(rows, replaced) else None


def _pair(piece: str) -> list[str]:
    """``loss: 0.532`` of ``0.532 loss``; nothing for a time; an empty text where the piece is none of these."""
    if not piece.strip() or _TIME.fullmatch(piece):
        return []
    found = _VALUE_NAME.fullmatch(piece)
    good = found is not None and words.METRIC.search(found[2]) and found[2].lower() not in words.AXES
    return [f"{found[2]}: {found[1]}" if found is not None and good else ""]


def _short_counters(rows: Sequence[str]) -> Rewrite | None:
    """``E3``, ``Ep03``, ``it100`` in front of measured values."""

    def replaced(line: str) -> str:
        counted, end = _counters(line)
        return " ".join(f"{name} {n}" for name, n in counted) + line[end:]

    return replaced if _agree(rows, replaced) and _count_up(rows) else None


def _counters(line: str) -> tuple[tuple[tuple[str, int], ...], int]:
    """The short counters that a line begins with, and where they end; none without a measured name behind them."""
    epoch = _EPOCH.match(line)
    end = epoch.end() if epoch else 0
    step = _STEP.match(line, end)
    end = step.end() if step else end
    if not end or not words.LEARNING.search(line, end):
        return (), 0
    return tuple((name, int(m["n"])) for name, m in (("epoch", epoch), ("step", step)) if m), end


def _agree(rows: Sequence[str], replaced: Rewrite) -> bool:
    return sum(replaced(row) != row for row in rows) >= _ENOUGH


def _count_up(rows: Sequence[str]) -> bool:
    """True if what is taken for counters moves, and mostly upwards."""
    counted = [c for row in rows if (c := _counters(row)[0])]
    rises = sum(b >= a for a, b in pairwise(counted))
    return len(set(counted)) >= _ENOUGH and rises >= 0.8 * (len(counted) - 1)
