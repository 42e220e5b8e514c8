"""Whole curves printed as Python lists: ``train_loss = [0.9, 0.7]``, ``{'loss': [0.9, 0.7], 'val_loss': [..]}``.

What ``f.write(str(history.history))`` and ``print("Train losses:", losses)`` leave: a name, and behind it all its
figures. Read only where such lists are most of the file and no name comes twice; a list per epoch is one entry each,
and belongs to the text reader. Figures may be dressed (``np.float64(0.9)``) or in an ``array([..])``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_columns import blocks
from run_diagnose.formats.json_flat import is_learning
from run_diagnose.formats.json_tables import Column
from run_diagnose.model.record import Record

NAME = "python-lists"
TITLE = "Curves printed as Python lists or as a dictionary of lists"
EXAMPLE = """\
train_loss = [0.9551, 0.9190, 0.8672]
val_loss = [0.9980, 0.9610, 0.9402]
"""

_JSON = re.compile(r"\s*(?:\[|\{\s*\")")
_LIST = re.compile(r"\[([^\[\]]*)(?:\]|\Z)")
_NAME = re.compile(
    r"""(?:^|[\s{,(])(?P<quote>['"]?)(?P<name>[A-Za-z_][\w ./@-]{0,60}?)(?P=quote)\s{0,9}[:=]\s{0,9}"""
    r"""(?:[\w.]{1,20}\(\s?)?$"""
)
_DRESSED = re.compile(r"[\w.]{1,20}\(([^()]*)\)")
_IN_FRONT = 100
"""Characters in front of a list that its name is looked for in."""
_FEWEST = 3
"""Figures that make a curve; fewer may be a shape, a range or a pair of betas."""
_MOSTLY = 0.5
"""Share of the text that the lists must be: a print loop that ends with them is read line by line."""


def recognise(head: Head) -> Match:
    """Sure where lists with names of learning are most of the text."""
    if "[" not in head.text or _JSON.match(head.text):
        return Match.NO
    found = list(_curves(head.text))
    names = [name for name, _, _ in found]
    length = sum(end - start for _, (start, end), _ in found)
    good = any(is_learning(name) for name in names) and len(set(names)) == len(names)
    return Match.SURE if good and length >= _MOSTLY * len(head.text.strip()) else Match.NO


class Reader:
    """Keeps the text and reads it at the end: a list is whole only at its bracket."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._lines: list[str] = []

    def feed(self, number: int, line: str) -> Iterable[Record]:  # noqa: ARG002 - the interface of every reader
        """Nothing yet."""
        self._lines.append(line)
        return ()

    def close(self) -> Iterable[Record]:
        """One block for the curves of each length."""
        text = "\n".join(self._lines)
        columns = []
        for name, (start, _), values in _curves(text):
            line = text.count("\n", 0, start) + 1
            columns.append(Column((name,), values, [line] * len(values)))
        return blocks(columns, self._stem) if columns else ()


def reader(head: Head) -> Reader:
    """A fresh reader."""
    return Reader(head.name.rsplit(".", 1)[0])


def _curves(text: str) -> Iterator[tuple[str, tuple[int, int], list[float | None]]]:
    """Name, place and figures of every list of numbers with a name."""
    for found in _LIST.finditer(text):
        named = _NAME.search(text[max(0, found.start() - _IN_FRONT) : found.start()])
        values = _figures(found[1], whole=found[0].endswith("]")) if named else None
        if named and values is not None and len(values) >= _FEWEST:
            yield named["name"].strip(), found.span(), values


def _figures(text: str, *, whole: bool) -> list[float | None] | None:
    """The figures of a list, None where it holds anything else; the last one of a cut list is left out."""
    plain = _DRESSED.sub(r"\1", text)
    cells = [cell.strip() for cell in plain.split(",")] if "," in plain else plain.split()
    cells = cells[:-1] if not whole or (cells and not cells[-1]) else cells
    try:
        return [None if cell == "None" else float(cell) for cell in cells]
    except ValueError:
        return None
