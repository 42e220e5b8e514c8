"""What the learner knows of a line: the shape, its values, and the state of a walk over its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from run_diagnose.formats.text.naming import Lead

MAX_LINE = 8_000
"""Characters of a line that are looked at; a longer one is data of another kind (a tensor, a list of files)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a line."""

    slot: int
    name: str
    index: int = -1
    """Slot of a number inside the name (``Class 3 IoU``); the name then holds ``{}`` in its place."""
    over: int = -1
    """Slot of the number to divide by (``Accuracy: 9815/10000``)."""
    unit: str = ""
    nested: bool = False
    """True for a value in the brackets behind another one: ``Train Loss: 0.5 (recon: 0.3)``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the numbers of a line mean, by slot (0 = first number of the line)."""

    kind: str = ""
    """Empty (nothing to read), ``data``, ``header``, ``event``, ``traceback``, ``config``, ``run``, ``summary``."""
    axes: tuple[tuple[int, str], ...] = ()
    """``?`` as a name: a counter without a label."""
    totals: tuple[tuple[int, str], ...] = ()
    fields: tuple[Field, ...] = ()
    split: str = ""
    phase: str = ""
    """The split of the lines that follow, for a header such as ``Validation:``."""
    event: str = ""
    bar: str = ""
    trusted: bool = False
    """True where a single sight is enough: the line names an axis, or a word that measures learning."""
    own_split: bool = False
    """True if a field's own name says its split."""
    told: str = ""
    """The split that some of the names say, where all that do agree: that of the others, below a header of it."""


LAST_SPLIT = "last"
"""Split of a line such as `` * Acc@1 69.7``, which sums up the phase before it."""
NOTHING = Shape()


@dataclass(slots=True)
class Walk:
    """What is known while the numbers of a line are gone through from left to right."""

    axes: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    """The split section every field stands in (``Val - Loss: .. Acc: ..``)."""
    section: str = ""
    last: str = ""
    """What the number before was: ``axis``, ``total``, ``value``, ``index``, ``part``, ``pair``, ``skip`` or empty."""
    lead: Lead | None = None
    """The text in front of the number before."""
    value: str = ""
    """The number before, as printed."""
    group: str = ""
    """What the splits that follow measure: ``Loss`` of ``Loss | Train: 0.5 Valid: 0.6``."""

    def add(self, found: Field, kind: str) -> None:
        """Keep one more value; ``kind`` is what it was for the number that follows."""
        self.fields.append(found)
        self.sections.append(self.section)
        self.last = kind

    def has(self, *axes: str) -> bool:
        """True if one of these axes was found already."""
        return any(name in axes for _, name in self.axes)
