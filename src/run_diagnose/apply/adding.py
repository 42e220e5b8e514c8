"""Where a missing key belongs: its own section, beside its kin, or at the top."""

from __future__ import annotations

from run_diagnose.apply.document import Document
from run_diagnose.apply.flow import into_flow
from run_diagnose.apply.lines import into_block, into_table
from run_diagnose.apply.lookup import find, holder
from run_diagnose.apply.pieces import Entry, Piece, Splice, line_at, wrapped
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.apply.siblings import kin, kin_in, knob_of
from run_diagnose.apply.spelling import spell
from run_diagnose.facts import dataclass
from run_diagnose.model.config import Config

_NOTHING = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Place:
    """A mapping that gets a new entry. ``prefix`` is its dotted key, empty at the top."""

    owner: Piece
    prefix: str
    rest: tuple[str, ...]
    """The new key, and below it the sections that do not exist either."""

    @property
    def key(self) -> str:
        """The dotted key under which readers will find the new value."""
        return ".".join((self.prefix, *self.rest) if self.prefix else self.rest)


def addition(document: Document, key: str, new: object, config: Config) -> tuple[Splice, str]:
    """What to splice in, and the full key under which it lands. Raises RefusedError where no place is certain."""
    roots = document.pieces()
    if len(roots) != 1 or roots[0].kind != "mapping":
        raise RefusedError(
            f"`{key}` is in none of the {len(roots)} documents of {document.name}; where it belongs is not certain",
            "add it by hand",
        )
    place = _beside_kin(document, roots, key, config) or _below_parent(document, roots, key)
    if place.owner.kind == "scalar":  # a section that is empty so far
        text = spell(_nested(place.rest, new), document.language, ascii_only=document.text.isascii())
        empty = place.owner.start == place.owner.end
        return (place.owner.start, place.owner.end, " " + text if empty else text), place.key
    value = _nested(place.rest[1:], _as_siblings(place.owner, new))
    entry = _neighbour(place.owner, key)
    if place.owner.style == "flow":
        return into_flow(document, place.owner, entry, place.rest[0], value), place.key
    if document.language == "toml":
        return into_table(document, roots[0], place.owner, entry, place.prefix, place.rest, new), place.key
    return into_block(document, place.owner, entry, place.rest[0], value), place.key


def _beside_kin(document: Document, roots: list[Piece], key: str, config: Config) -> Place | None:
    """The mapping that holds the nearest kin of a bare key; a dotted key names its section itself."""
    if "." in key or config.get(key) is not None:
        return None
    for sibling in kin_in(config, key):
        found = find(roots, sibling, document.text)
        if found is None or (owner := holder(found)).kind != "mapping":
            continue
        parts = sibling.split(".")
        own = found.path[-1].key.split(".")  # a key may hold dots itself
        return Place(owner, ".".join(parts[: len(parts) - len(own)]), (*own[:-1], key) if len(own) == 1 else (key,))
    return None


def _below_parent(document: Document, roots: list[Piece], key: str) -> Place:
    parts = key.split(".")
    for n in range(len(parts) - 1, 0, -1):
        prefix, rest = ".".join(parts[:n]), tuple(parts[n:])
        found = find(roots, prefix, document.text)
        if found is None:
            continue
        value = found.value
        if value.kind == "mapping" or (value.kind == "scalar" and not value.style and value.word in _NOTHING):
            return Place(value, prefix, rest)
        line = line_at(document.text, found.path[-1].start)
        what = {"alias": "repeats what stands elsewhere", "list": "is a list"}.get(value.kind, f"is {value.word!r}")
        raise RefusedError(
            f"`{key}` cannot be added: `{prefix}` in line {line} {what}, not a section of its own",
            f"edit line {line} of {document.name} by hand",
        )
    if any(entry.key.startswith(parts[0] + ".") for entry in roots[0].entries):  # "optimizer.lr": 0.1
        return Place(roots[0], "", (key,))
    return Place(roots[0], "", tuple(parts))


def _neighbour(owner: Piece, key: str) -> Entry | None:
    """The last entry of the same group of knobs, else the last entry at all."""
    group = {*kin(key), knob_of(key)} - {None}
    own = [entry for entry in owner.entries if entry.key not in ("_wandb", "<<")]
    related = [entry for entry in own if knob_of(entry.key) in group]
    some = related or own or owner.entries
    return some[-1] if some else None


def _as_siblings(owner: Piece, new: object) -> object:
    """``{value: new}`` where the neighbours are written so."""
    shapes = [{e.key for e in entry.value.entries} for entry in owner.entries if wrapped(entry.value) is not None]
    if not shapes:
        return new
    return {"desc": None, "value": new} if "desc" in shapes[-1] else {"value": new}


def _nested(parts: tuple[str, ...], value: object) -> object:
    for part in reversed(parts):
        value = {part: value}
    return value
