"""Where a run was taken up again: what was written twice, and how the curves stand on either side."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series


@dataclass(frozen=True, kw_only=True)
class Seam:
    """One resume."""

    line: int
    axis: str
    first: float
    """Where the axis stands after it."""
    last: float
    """Where it stood before it."""
    said: str
    """The line of the log that says so, or empty."""

    @property
    def rewound(self) -> float:
        """How far the axis went back, in its own units, at least 0."""
        return max(self.last - self.first, 0.0)


@dataclass(frozen=True, kw_only=True)
class Sides:
    """One series at a seam: what was logged before and after, at the same places where the axis went back."""

    x: Floats
    before: Floats
    after: Floats
    paired: bool
    """True where both were logged at the same places; else the last points before and the first after."""


def seams(run: Run) -> tuple[Seam, ...]:
    """Every resume that the axis or a line of the log shows."""
    return run.remember("seams", lambda: (*_rewinds(run), *_continued(run)))


def _rewinds(run: Run) -> list[Seam]:
    out = []
    for before, now in zip(run.segments, run.segments[1:], strict=False):
        if now.reason == "resume":
            said = next((e.text for e in run.events if e.kind == "resume" and 0 <= now.line - e.line <= 40), "")
            out.append(Seam(line=now.line, axis=run.axis, first=now.first, last=before.last, said=said))
    return out


def _continued(run: Run) -> list[Seam]:
    """Resumes that a line tells of and that took up exactly where the log had stopped."""
    out = []
    known = {s.line for s in run.segments}
    for e in run.events:
        if e.kind != "resume" or any(0 <= line - e.line <= 40 for line in known if line > 1):
            continue
        rows = [(s.x[s.line < e.line], s.x[s.line > e.line]) for s in run.logged if s.axis == run.axis]
        before = max((float(b[-1]) for b, a in rows if len(b) and len(a)), default=None)
        after = min((float(a[0]) for b, a in rows if len(b) and len(a)), default=None)
        if before is not None and after is not None and after > before:
            out.append(Seam(line=e.line, axis=run.axis, first=after, last=before, said=e.text))
    return out


def sides(run: Run, series: Series, seam: Seam, points: int = 5) -> Sides | None:
    """The values of ``series`` on either side of ``seam``, at most ``points`` each; None below 2."""
    written = next((s for s in run.logged if s.name == series.name), series).finite
    old, new = written.where(written.line < seam.line), written.where(written.line >= seam.line)
    common, i, j = np.intersect1d(old.x, new.x, return_indices=True)
    if len(common) >= 2:
        return Sides(x=common[:points], before=old.y[i][:points], after=new.y[j][:points], paired=True)
    if len(old) < 2 or len(new) < 2:
        return None
    size = min(points, len(old), len(new))
    return Sides(x=new.x[:size], before=old.y[-size:], after=new.y[:size], paired=False)
