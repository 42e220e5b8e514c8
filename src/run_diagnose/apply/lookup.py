"""Finding the one place that a dotted key names; two such places are nobody's guess."""

from __future__ import annotations

from run_diagnose.apply.pieces import Entry, Found, Piece, line_at, walk
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.model.wording import listing


def find(roots: list[Piece], key: str, text: str) -> Found | None:
    """The place of ``key``, None where it is written nowhere. Raises RefusedError where it is written twice."""
    found = [at for root in roots for at in walk(root) if at.key == key]
    if not found:
        return None
    lines = [line_at(text, at.path[-1].start) for at in found]
    for piece, entry in _steps(found[0]):
        twins = [e for e in piece.entries if e.key == entry.key]
        if piece.kind == "mapping" and len(twins) > 1:
            lines = [line_at(text, e.start) for e in twins]
            raise _twice(key if entry is found[0].path[-1] else f"{entry.key} above {key}", lines)
    if len(found) > 1:
        raise _twice(key, lines)
    return found[0]


def _steps(found: Found) -> list[tuple[Piece, Entry]]:
    return [(piece, entry) for entry in found.path for piece in found.owners if _holds(piece, entry)]


def _twice(key: str, lines: list[int]) -> RefusedError:
    where = listing([str(line) for line in lines])
    return RefusedError(
        f"`{key}` is written {len(lines)} times, in lines {where}: which one counts is not certain",
        "keep one of them, then run this again",
    )


def holder(found: Found) -> Piece:
    """The mapping or list in which the key itself stands."""
    return next(piece for piece in reversed(found.owners) if _holds(piece, found.path[-1]))


def _holds(piece: Piece, entry: Entry) -> bool:
    return any(e is entry for e in piece.entries)
