"""A list over several lines that gets another length: items added below it, or the whole on its key's line."""

from __future__ import annotations

import re

from run_diagnose.apply.document import Document
from run_diagnose.apply.lookup import holder
from run_diagnose.apply.pieces import Found, Piece, Splice, line_end, newline
from run_diagnose.apply.spelling import spell

_HEAD = re.compile(r"([ \t]*:)[ \t]*(?:#[^\n]*)?\r?\n[ \t]*")
"""From a key to the first item below it: a comment on the key's own line stays where it is."""


def reshaped(document: Document, found: Found, new: list[object]) -> list[Splice] | None:
    """What to splice into a block list of plain values; None where a comment or an anchor would be lost."""
    text, piece = document.text, found.value
    if document.language != "yaml" or piece.style != "block" or holder(found).kind != "mapping" or piece.anchor:
        return None
    if any(entry.value.kind != "scalar" for entry in piece.entries):
        return None
    old = [item(document, entry.value) for entry in piece.entries]
    end = line_end(text, piece.end)
    if len(new) > len(old) and new[: len(old)] == old:
        indent = text[text.rfind("\n", 0, piece.start) + 1 : piece.start]
        lead = indent if indent.strip() else f"{indent}- "
        rows = [newline(text) + lead + spell(value, "yaml") for value in new[len(old) :]]
        return [(end, end, "".join(rows))]
    key = found.path[-1]
    head = _HEAD.fullmatch(text, key.end, text.rfind("\n", 0, piece.start) + 1)
    if head is None or "#" in text[piece.start : end]:
        return None
    first = line_end(text, key.end)
    return [(head.end(1), head.end(1), " " + spell(new, "yaml")), (first, end, "")]


def item(document: Document, piece: Piece) -> object:
    """What a reader takes a plain item of a list for."""
    from run_diagnose.configs.scalars import plain_value

    return piece.word if piece.style or document.language != "yaml" else plain_value(piece.word)
