"""A config as pieces of its text: every value with the place where it is written, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from run_diagnose.facts import dataclass

Splice = tuple[int, int, str]
"""An edit of the text: start, end and what stands there afterwards."""


@dataclass(slots=True)
class Piece:
    """A value. ``text[start:end]`` is its own spelling, without anchor and tag."""

    kind: str
    """``scalar``, ``mapping``, ``list`` or ``alias``."""
    start: int
    end: int
    style: str = ""
    """Scalars: the quote, empty for plain. Others: ``flow``, ``block``; in TOML also ``table``, ``dotted``."""
    word: str = ""
    """A scalar without its quotes."""
    anchor: str = ""
    tag: str = ""
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key and its value; in a list the key is the index and has no place of its own."""

    key: str
    start: int
    end: int
    value: Piece
    lead: str = ""
    """TOML: the dotted words before the key, ``optimizer.`` in ``optimizer.lr = 0.1``."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a dotted key stands."""

    key: str
    owners: tuple[Piece, ...]
    """The mappings and lists around it, the outermost first."""
    path: tuple[Entry, ...]
    value: Piece

    @property
    def owner(self) -> Piece:
        """The mapping or list that holds it."""
        return self.owners[-1]

    @property
    def in_flow(self) -> bool:
        """True inside braces or brackets."""
        return any(piece.style == "flow" for piece in self.owners)


def walk(root: Piece) -> Iterator[Found]:
    """Every entry at any depth in file order, by dotted key; what comes in by ``<<`` or an alias stands elsewhere."""
    stack = [Found("", (), (), root)]
    while stack:
        at = stack.pop()
        if at.key:
            yield at
        if at.value.kind in ("mapping", "list"):
            stack.extend(_below(at, entry) for entry in reversed(at.value.entries) if entry.key not in ("<<", "_wandb"))


def _below(at: Found, entry: Entry) -> Found:
    key = f"{at.key}.{entry.key}" if at.key else entry.key
    inner = wrapped(entry.value)
    owners = (*at.owners, at.value)
    if inner is None:
        return Found(key, owners, (*at.path, entry), entry.value)
    return Found(key, (*owners, entry.value), (*at.path, entry), inner)


def wrapped(piece: Piece) -> Piece | None:
    """The value inside ``lr: {desc: null, value: 0.001}``, as Weights & Biases writes every setting."""
    keys = {entry.key for entry in piece.entries}
    if piece.kind != "mapping" or keys not in ({"desc", "value"}, {"value"}):
        return None
    inner = next(entry.value for entry in piece.entries if entry.key == "value")
    return inner if len(keys) == 2 or inner.kind == "scalar" else None


def line_at(text: str, place: int) -> int:
    """The 1-based line of a place in the text."""
    return text.count("\n", 0, place) + 1


def line_end(text: str, place: int) -> int:
    """Where the line that holds ``place`` ends, before its line break."""
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return end - 1 if end > place and text[end - 1] == "\r" else end


def newline(text: str) -> str:
    """The line break of the file; that of its first line where they differ."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
