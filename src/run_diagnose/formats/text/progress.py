"""Where in the run a text log stands: axis values, phase, split, and the totals told so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from run_diagnose.formats.text.batches import Batch
from run_diagnose.formats.text.known import Known
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.model.record import Total


@dataclass
class Progress:
    """What the lines so far leave to those that follow."""

    at: dict[str, float] = field(default_factory=dict)
    """Axis values of the last line that had any."""
    phase: str = ""
    """``val`` below a header that says so."""
    split: str = ""
    """That of the last point."""
    fresh_epoch: bool = False
    """True until a bar of this epoch is full."""
    learnt: bool = False
    """True once the current run has a point."""
    ended: bool = False
    """True behind the summary that ends a run."""
    _totals: dict[tuple[str, str], float] = field(default_factory=dict)

    def move(self, own: Mapping[str, float]) -> None:
        """Go to the axis values of a line: a new epoch forgets the step and the phase, a step keeps the epoch."""
        if "epoch" in own:
            self.fresh_epoch = True
            if self.phase and self.at.get("epoch", own["epoch"]) != own["epoch"]:
                self.phase = ""
            self.at = dict(own)
        elif "epoch" in self.at:
            self.at = {"epoch": self.at["epoch"], **own}
        else:
            self.at = dict(own)

    def begin_run(self) -> None:
        """A header announces another run."""
        self.at, self.learnt, self.phase, self.ended = {}, False, "", False

    def end_run(self) -> None:
        """A summary closes this one."""
        self.ended, self.learnt, self.at = True, False, {}

    def split_of(self, known: Known) -> str:
        """The split of a line: its own, else without an axis of its own that of the phase."""
        shape = known.shape
        own = shape.own_split and shape.told != self.phase
        return shape.split or ("" if own or known.axes else self.phase)

    def plan(self, known: Known, nums: Sequence[str]) -> Iterator[Total]:
        """Totals of the line that were not known yet."""
        known.planned = tuple(nums[i] for i, _ in known.shape.totals)
        for name, per, total in self._planned(known, known.planned):
            if self._totals.get((name, per)) != total:
                self._totals[(name, per)] = total
                yield Total(name, total, per)

    def knows_totals(self, batch: Batch) -> bool:
        """True if planning by these lines would tell nothing new."""
        return batch.planned == batch.known.planned and not any(
            self._totals.get((name, per)) != total for name, per, total in self._planned(batch.known, batch.planned)
        )

    def _planned(self, known: Known, totals: Sequence[str]) -> Iterator[tuple[str, str, float]]:
        """Axis, span and value of each total that a line names."""
        in_epoch = "epoch" in self.at or any(n == "epoch" for _, n in known.axes)
        unlabelled = next((n for (_, n), (_, s) in zip(known.axes, known.shape.axes, strict=True) if s == "?"), "step")
        for text, (_, axis) in zip(totals, known.shape.totals, strict=True):
            name = unlabelled if axis == "?" else axis
            total = number_or_none(text) or 0.0
            if total > 0:
                yield name, "epoch" if name != "epoch" and in_epoch else "", total
