"""A column of a log as the role assignment sees it, and its meaning while it is being settled."""

from __future__ import annotations

from dataclasses import field

from run_diagnose.facts import dataclass
from run_diagnose.model.roles import Goal, Split
from run_diagnose.names.guess import Guess, guess
from run_diagnose.names.table import METRICS
from run_diagnose.names.words import Name, take_apart


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column beside its numbers."""

    name: str
    split: Split = Split.NONE
    """Told by the reader or the file apart from the name."""
    points: int = 2
    apart: bool = False
    """Never logged in a row that also holds the training loss."""
    rises: bool = False
    """Ends clearly above where it began."""
    falls: bool = False
    """Ends clearly below where it began."""


@dataclass(slots=True)
class Meaning:
    """A column's meaning while all names are weighed together."""

    column: Column
    name: Name = field(init=False)
    guess: Guess = field(init=False)
    split: Split = field(init=False)
    role: str = "other"
    quantity: str = "other"
    part: str = ""
    certainty: float = 0.0
    goal: Goal | None = None

    def __post_init__(self) -> None:
        self.name = take_apart(self.column.name)
        self.guess = guess(self.name)
        self.split = self.name.split if self.name.split is not Split.NONE else self.column.split

    def settle(self, role: str, quantity: str, *, part: str = "", certainty: float = 0.95) -> None:
        """The role, with the direction that its quantity has."""
        self.role, self.quantity, self.part, self.certainty = role, quantity, part, certainty
        self.goal = direction(role, quantity)

    @property
    def open(self) -> bool:
        """True while no role was given."""
        return self.certainty == 0.0

    @property
    def left(self) -> tuple[str, ...]:
        """Words of the name that neither quantity nor split explain."""
        return self.guess.left


def direction(role: str, quantity: str) -> Goal | None:
    """Losses fall, metrics go as the table says, signals have no better side."""
    if "loss" in role.split("_") and role != "loss_scale":
        return None if role in ("generator_loss", "discriminator_loss") else Goal.MIN
    if role.endswith("_metric"):
        return METRICS[quantity][0] if quantity in METRICS else None
    return None
