"""Spellings whose meaning depends on the lines before: each log gets a rewrite of its own, which remembers them."""

from __future__ import annotations

import re

from run_diagnose.formats.text import words
from run_diagnose.formats.text.declare import Rewrite
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.spellings import NUMBER
from run_diagnose.patterns import pattern

AVERAGED = pattern(r"^\s{0,20}Averaged stats:\s{0,20}")
_WITH_MEAN = pattern(rf"([\w@/.]{{1,60}}): {NUMBER} \(({NUMBER})\)")


def averaging() -> Rewrite:
    """``Averaged stats: lr: 0.001  loss: 25.1 (2.3)``: means over the epoch, or over the test set just gone through.

    By the logger of DETR, which a hundred programs have copied.
    """
    part = ""

    def rewrite(line: str) -> str:
        nonlocal part
        if not AVERAGED.match(line):
            part = "Test - " if line.startswith("Test:") else "" if line.startswith("Epoch:") else part
            return line
        return part + AVERAGED.sub("", _WITH_MEAN.sub(r"\1 (epoch): \2", line))

    return rewrite


SPLIT_HEAD = pattern(
    r"^\s*[|│┃]\s*[A-Za-z ]{0,30}[|│┃]\s*train(?:ing)?\s*[|│┃]\s*(?:val|valid|validation|dev|test)\s*[|│┃]",
    re.IGNORECASE,
)
_BARS = pattern(r"[|│┃]")


def by_split() -> Rewrite:
    """A table with a row per metric and a column per split (Ludwig's, many a hand-made one)::

    | Metric | Train | Val  |
    | loss   | 0.51  | 0.62 |
    """
    splits: list[str] = []

    def rewrite(line: str) -> str:
        nonlocal splits
        if not _BARS.search(line):
            splits = splits if not any(map(str.isalnum, line)) else []
            return line
        cells = [cell.strip() for cell in _BARS.split(line.strip().strip("|│┃"))]
        if SPLIT_HEAD.match(line):
            splits = cells[1:] if all(words.split_of(cell) for cell in cells[1:]) else []
            return ""
        if len(cells) != len(splits) + 1 or not cells[0]:
            return line
        told = zip(splits, cells[1:], strict=True)
        return ", ".join(f"{split} {cells[0]}: {cell}" for split, cell in told if number_or_none(cell) is not None)

    return rewrite


DRAWN = pattern(r"\bStep: .{1,40}\| Tot: .{1,40}\| Loss: .{1,200}\s(\d+)/(\d+)\s*$")


def bars_of_two() -> Rewrite:
    """The bars of pytorch-cifar: the first full one of an epoch is training, one of another length the test set."""
    length = ""

    def rewrite(line: str) -> str:
        nonlocal length
        bar = DRAWN.search(line) if "| Tot: " in line else None
        if bar is None:
            length = "" if line.lstrip().startswith("Epoch") else length
            return line
        if bar[1] != bar[2]:
            return ""
        length = length or bar[2]
        return ("" if bar[2] == length else "Test - ") + line[bar.start() :]

    return rewrite
