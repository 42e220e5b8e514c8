"""Jupyter notebooks, ``.ipynb``: the output of their cells, one run per cell that trained something.

What a cell printed (``stream`` outputs, cut into many chunks by the kernel) is put together again and read by
whatever text format knows it; lines keep their number in the notebook file. Tables that the Hugging Face Trainer and
fastai show as HTML (``Step``, ``Training Loss``, ``Validation Loss``) are read too; a displayed pandas frame is not,
it repeats what was printed. A cell whose output is one lone row without an axis is an evaluation, no fit: it counts
only where the notebook has no fit at all. An error that ended a training cell becomes an event.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from run_diagnose.errors import DiagnoseError
from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.base import Reader as TextReader
from run_diagnose.formats.json_flat import is_axis, looks_like_training, number
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Block, Event, NewRun, Placeholder, Point, Record

NAME, TITLE = "notebook", "Jupyter notebook with the output of its fits"
EXAMPLE = """\
{"cells": [{"cell_type": "code", "outputs": [{"output_type": "stream", "name": "stdout",
  "text": ["Epoch 1/2\\n", "1/1 - 1s - loss: 0.9\\n"]}]}], "nbformat": 4, "nbformat_minor": 5}
"""

_STYLE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_REDRAW = re.compile(r"\r+|\x08+")
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<(th|td)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>")

Line = tuple[int, str]


def recognise(head: Head) -> Match:
    """Sure by ``cells`` with a kind, or ``nbformat``."""
    keys = head_members(head).keys()
    cells = ("cells" in keys or "worksheets" in keys) and ('"cell_type"' in head.text or "nbformat" in keys)
    return Match.SURE if cells else Match.NO


@dataclass
class _Output:
    """What one cell showed."""

    pieces: list[Line] = field(default_factory=list)
    """Chunks of printed text, each with the line of the notebook that it begins on."""
    tables: list[Line] = field(default_factory=list)
    error: Event | None = None


class Reader(DocumentReader):
    """Reads all cells at the end."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The runs of the notebook in the order of its cells."""
        fits: list[tuple[int, list[Record]]] = []
        loose: list[Record] = []
        for index, cell in enumerate(_cells(document, root), start=1):
            output = _output(document, cell)
            records = [*_printed(output.pieces, index), *_shown(output.tables)]
            if _is_fit(records):
                fits.append((index, records + ([output.error] if output.error else [])))
            else:
                loose.extend(record for record in records if isinstance(record, (Point, Block)))
        for index, records in fits:
            if len(fits) > 1:
                yield NewRun(_first_line(records), f"cell {index}")
            yield from records
        if not fits:
            yield from loose


def _cells(document: Document, node: Member, depth: int = 0) -> Iterator[Member]:
    """The cells, also those of the worksheets of format 3."""
    for member in document.members(node.at):
        if member.key == "cells":
            yield from document.children(member)
        elif member.key == "worksheets" and depth == 0:
            for sheet in document.children(member):
                yield from _cells(document, sheet, 1)


def _output(document: Document, cell: Member) -> _Output:
    found = _Output()
    outputs = {member.key: member for member in document.children(cell)}.get("outputs")
    for output in document.children(outputs) if outputs else ():
        parts = {member.key: member for member in document.children(output)}
        kind = parts["output_type"].value if "output_type" in parts else ""
        if kind == "stream" and "text" in parts:
            found.pieces.extend(_strings(document, parts["text"]))
        elif kind == "error":
            text = ": ".join(str(parts[key].value) for key in ("ename", "evalue") if key in parts)
            interrupted = text.startswith("KeyboardInterrupt")
            found.error = Event("abort" if interrupted else "traceback", document.line(output.at), text[:500])
        elif "data" in parts:
            for shown in document.children(parts["data"]):
                if shown.key == "text/html":
                    table = "".join(text for _, text in _strings(document, shown))
                    found.tables.append((document.line(shown.at), table))
    return found


def _strings(document: Document, node: Member) -> Iterator[Line]:
    """A text, which is one string or a list of them, with the lines they stand on."""
    parts = [node] if isinstance(node.value, str) else document.children(node)
    for part in parts:
        if isinstance(part.value, str):
            yield document.line(part.at), part.value


def _printed(pieces: list[Line], index: int) -> list[Record]:
    """The records of printed text, by the format that knows it."""
    from run_diagnose.formats import detect

    lines = list(_lines(pieces))
    if not lines:
        return []
    head = Head.of(f"cell_{index}.txt", "\n".join(text for _, text in lines)[:65536])
    found = detect(head)
    if found is None or found.NAME == NAME:
        return []
    try:
        reader = cast(TextReader, found.reader(head))  # a head with text never finds a binary format
        records = [record for at, text in lines for record in reader.feed(at, text)]
        return [*records, *reader.close()]
    except DiagnoseError:
        return []  # a printed table of something else; the other cells count


def _lines(pieces: list[Line]) -> Iterator[Line]:
    """Chunks put together and cut at line ends; every redraw of a bar is a line with the number of its line."""
    text, at = "", 0
    for line, piece in pieces:
        at = at if text else line
        *whole, rest = (text + piece).split("\n")
        for one in whole:
            yield from _states(at, one)
            at = line
        text = rest
    yield from _states(at, text)


def _states(at: int, text: str) -> Iterator[Line]:
    for state in _REDRAW.split(_STYLE.sub("", text)):
        if state.strip():
            yield at, state


def _shown(tables: list[Line]) -> Iterator[Record]:
    """Rows of HTML tables whose first column counts and whose others are a training's."""
    for line, table in tables:
        rows = [[_plain(cell) for _, cell in _CELL.findall(row)] for row in _ROW.findall(table)]
        header = rows[0] if rows else []
        if not header or not is_axis(header[0]) or not looks_like_training(dict.fromkeys(header)):
            continue
        for row in rows[1:]:
            values = {
                name: found for name, cell in zip(header, row, strict=False) if (found := number(cell)) is not None
            }
            if values:
                yield Point(line, values)
            for name, cell in zip(header, row, strict=False):
                if name not in values and cell:
                    yield Placeholder(line, name, cell[:40])


def _plain(cell: str) -> str:
    return html.unescape(_MARKUP.sub("", cell)).strip()


def _is_fit(records: list[Record]) -> bool:
    points = [record for record in records if isinstance(record, Point)]
    blocks = any(len(record.lines) > 1 for record in records if isinstance(record, Block))
    return blocks or len(points) > 1 or any(is_axis(name) for point in points for name in point.values)


def _first_line(records: list[Record]) -> int:
    return next((record.line for record in records if isinstance(record, Point)), 0)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
