"""The last state of a progress bar: a redraw replaces it, anything else makes it a point."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from run_diagnose.model.record import Point

_WHOLE_EPOCH = re.compile(r"_epoch$|(?:^|[_/ ])(?:val|valid|validation|test)(?:[_/ ]|$)", re.IGNORECASE)
"""Values that a bar repeats from the last finished epoch (``val_loss``, ``train_loss_epoch``)."""


def is_whole_epoch(name: str) -> bool:
    """True for a value that unfinished bars repeat and finished ones tell."""
    return _WHOLE_EPOCH.search(name) is not None


@dataclass(slots=True)
class State:
    """One drawing of a bar."""

    line: int
    at: dict[str, float]
    values: dict[str, float]
    split: str
    done: bool
    kind: str

    def redraws(self, before: State) -> bool:
        """True if this drawing stands in the place of the one before."""
        return before.at == self.at and before.kind == self.kind and set(before.values) <= set(self.values)


@dataclass
class BarWatch:
    """Holds one state; knows which names were seen on unfinished bars, and so are logged per step."""

    held: State | None = None
    fine: set[str] = field(default_factory=set)
    """Names that unfinished bars showed."""

    def draw(self, state: State) -> Iterator[Point]:
        """Points that the new state completes."""
        if self.held is not None and not state.redraws(self.held):
            yield from self.flush()
        self.held = state

    def flush(self) -> Iterator[Point]:
        """The held state as points: steps while it is unfinished, the epoch's values when it is full."""
        bar, self.held = self.held, None
        if bar is None:
            return
        per_epoch: dict[str, float] = {}
        if bar.kind == "keras" or set(bar.at) == {"epoch"}:
            per_step = bar.values
        elif not bar.done:
            per_step = {n: v for n, v in bar.values.items() if not _WHOLE_EPOCH.search(n)}
            self.fine |= set(per_step)
        else:
            per_step = {n: v for n, v in bar.values.items() if n in self.fine and not _WHOLE_EPOCH.search(n)}
            per_epoch = {n: v for n, v in bar.values.items() if n not in per_step}
        if per_step:
            yield Point(bar.line, {**bar.at, **per_step}, bar.split)
        if per_epoch:
            yield Point(bar.line, {**epoch_of(bar.at), **per_epoch}, bar.split)


def epoch_of(at: dict[str, float]) -> dict[str, float]:
    """The epoch alone where it is known, else all axis values."""
    return {"epoch": at["epoch"]} if "epoch" in at else dict(at)
