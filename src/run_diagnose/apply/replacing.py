"""A new value in the place of the old one."""

from __future__ import annotations

import re

from run_diagnose.apply.document import Document
from run_diagnose.apply.lists import item, reshaped
from run_diagnose.apply.pieces import Found, Piece, Splice, line_at
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.apply.spelling import plain, spell

_NUMBER_TAGS = (":float", ":int")


def replacement(document: Document, found: Found, new: object) -> list[Splice]:
    """What to splice so that ``found`` holds ``new``. Raises RefusedError where that is not safe."""
    piece, new = found.value, plain(new)
    _refuse_borrowed(document, found, new)
    if piece.kind == "scalar":
        return [_scalar(document, found, new)]
    if piece.kind == "list" and isinstance(new, list) and len(new) == len(piece.entries) and _flat(piece):
        return [
            splice
            for entry, value in zip(piece.entries, new, strict=True)
            for splice in _item(document, found, entry.value, value)
        ]
    if piece.style == "flow" and (piece.kind == "list" or not piece.entries):
        return [(piece.start, piece.end, _spell(document, new))]
    if piece.kind == "list" and isinstance(new, list) and (splices := reshaped(document, found, new)) is not None:
        return splices
    what = f"a {piece.kind} of {len(piece.entries)} entries over several lines"
    raise _refusal(document, found, f"is {what}, and its new value has another shape")


def _refuse_borrowed(document: Document, found: Found, new: object) -> None:
    """Aliases, references and tags mean more than what is written in the place."""
    piece = found.value
    if piece.kind == "alias":
        word = document.text[piece.start : piece.end]
        raise _refusal(document, found, f"repeats {word}, a value that stands elsewhere and serves other keys too")
    if piece.kind == "scalar" and re.search(r"\$\{|\{\{|%\(", piece.word) and piece.style not in ("|", ">"):
        hint = "change the key that it refers to, or choose other changes with --only or --option"
        raise _refusal(document, found, f"is the reference {piece.word}", hint)
    number = isinstance(new, int | float) and not isinstance(new, bool)
    if piece.tag and not (number and piece.kind == "scalar" and piece.tag.endswith(_NUMBER_TAGS)):
        tag = piece.tag.replace("tag:yaml.org,2002:", "!!")
        raise _refusal(document, found, f"carries the tag {tag}, whose meaning is its program's own")


def _scalar(document: Document, found: Found, new: object) -> Splice:
    piece = found.value
    if piece.style in ("|", ">") or len(piece.style) == 3:
        raise _refusal(document, found, "is a text of several lines")
    text = _spell(document, new, piece)
    if piece.start < piece.end:
        return piece.start, piece.end, text
    if document.text[piece.start - 1 : piece.start] not in (":", "-") and not piece.anchor:
        raise _refusal(document, found, "is a bare key without a colon")
    return piece.start, piece.end, " " + text


def _item(document: Document, found: Found, piece: Piece, value: object) -> list[Splice]:
    """One entry of a list, if it changes."""
    text = _spell(document, value, piece)
    if document.text[piece.start : piece.end] == text:
        return []
    inner = Found(found.key, (*found.owners, found.value), found.path, piece)
    old = item(document, piece)
    same = old == value and type(old) is type(value)
    return [] if same else replacement(document, inner, value)


def _flat(piece: Piece) -> bool:
    return all(entry.value.kind == "scalar" for entry in piece.entries)


def _spell(document: Document, new: object, piece: Piece | None = None) -> str:
    quote = piece.style if piece is not None and piece.kind == "scalar" else ""
    like = piece.word if piece is not None and not quote else ""
    return spell(new, document.language, quote=quote, like=like, ascii_only=document.text.isascii())


def _refusal(document: Document, found: Found, why: str, hint: str = "") -> RefusedError:
    line = line_at(document.text, found.path[-1].start)
    return RefusedError(
        f"`{found.key}` in line {line} {why}; it is left alone",
        hint or f"edit line {line} of {document.name} by hand, or choose other changes with --only or --option",
    )
