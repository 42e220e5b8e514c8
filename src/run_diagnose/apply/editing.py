"""Edits of one config, one after the other, each in the text that the last one left; then all is read again."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.apply.adding import addition
from run_diagnose.apply.document import Document
from run_diagnose.apply.lookup import find
from run_diagnose.apply.pieces import Splice, line_at
from run_diagnose.apply.replacing import replacement
from run_diagnose.apply.spelling import plain
from run_diagnose.apply.verify import verify
from run_diagnose.facts import dataclass
from run_diagnose.model.config import Config


@dataclass(frozen=True, slots=True)
class Edit:
    """``key`` shall be ``new``."""

    key: str
    new: object


@dataclass(frozen=True, slots=True)
class Made:
    """An edit in place: the key it landed under and its line in the new text."""

    edit: Edit
    key: str
    line: int
    added: bool


def edit_document(document: Document, edits: Sequence[Edit]) -> tuple[Document, tuple[Made, ...]]:
    """The document with all edits made. Raises RefusedError if one cannot be, or if the result reads otherwise."""
    now, landed = document, list[tuple[Edit, str, bool]]()
    for edit in edits:
        now, key, added = _one(now, Edit(edit.key, plain(edit.new)))
        landed.append((edit, key, added))
    verify(document, now, {key: plain(edit.new) for edit, key, _ in landed})
    roots = now.pieces()
    made = []
    for edit, key, added in landed:
        found = find(roots, key, now.text)
        line = line_at(now.text, found.path[-1].start) if found is not None else 0
        made.append(Made(edit, key, line, added))
    return now, tuple(made)


def _one(document: Document, edit: Edit) -> tuple[Document, str, bool]:
    found = find(document.pieces(), edit.key, document.text)
    if found is not None:
        return _spliced(document, replacement(document, found, edit.new)), edit.key, False
    settings, _ = document.read()
    config = Config(settings=tuple(settings))
    splice, key = addition(document, edit.key, edit.new, config)
    return _spliced(document, [splice]), key, True


def _spliced(document: Document, splices: Sequence[Splice]) -> Document:
    text = document.text
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return document.with_text(text)
