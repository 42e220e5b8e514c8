"""The person's own criteria held against the run."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.criterion import Criterion, Graded
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import number, percent, place
from run_diagnose.views import finals
from run_diagnose.views.pick import Picked, picked, resolve
from run_diagnose.views.spread import final_spread, spread

SPREAD = ("spread", "std_ratio", "variance_ratio")
"""Words for std of predictions / of targets; a series of that very name goes before."""
WIDER_IS_BETTER = ("variance_ratio", "pred_std", "pred_range", "throughput", "gpu_util", "explained_variance")
"""Roles without a direction of their own that nobody asks less of."""


@dataclass(frozen=True)
class _Found:
    """What the log has under a criterion's name."""

    value: float
    where: str
    goal: Goal | None
    best: float | None = None
    best_at: str = ""
    share: bool = False


def graded(run: Run, criteria: Iterable[Criterion]) -> tuple[Graded, ...]:
    """A grade for each criterion, in their order."""
    return tuple(_graded(run, wanted) for wanted in criteria)


def _graded(run: Run, wanted: Criterion) -> Graded:
    found = _found(run, wanted.metric)
    if found is None:
        return _row(
            wanted, None, None, "not judged", "nothing in this log is called so; `diagnose inspect` lists names"
        )
    goal = found.goal or _by_levels(wanted)
    if goal is None:
        why = f"which way is better is not known: --higher-is-better {wanted.metric}, or a second level"
        return _row(wanted, found, None, "not judged", why)
    if _by_levels(wanted) not in (None, goal):
        more = "more" if goal is Goal.MAX else "less"
        return _row(
            wanted, found, goal, "not judged", f"of {wanted.metric} {more} is better, and the levels go the other way"
        )
    grade = _grade(wanted, found.value, goal)
    return _row(wanted, found, goal, grade, _detail(wanted, found, goal, grade))


def _row(wanted: Criterion, found: _Found | None, goal: Goal | None, grade: str, detail: str) -> Graded:
    return Graded(
        metric=wanted.metric,
        goal=goal.value if goal else None,
        grade=grade,
        value=found.value if found else None,
        minimum=wanted.minimum,
        good=wanted.good,
        excellent=wanted.excellent,
        detail=detail,
        share=found is not None and found.share,
    )


def _grade(wanted: Criterion, value: float, goal: Goal) -> str:
    """The highest level reached; NaN reaches none."""
    reached = [name for name, level in wanted.levels if (value >= level if goal is Goal.MAX else value <= level)]
    return reached[-1] if reached else "missed"


def _by_levels(wanted: Criterion) -> Goal | None:
    values = [value for _, value in wanted.levels]
    if values[0] == values[-1]:
        return None
    return Goal.MAX if values[0] < values[-1] else Goal.MIN


def _detail(wanted: Criterion, found: _Found, goal: Goal, grade: str) -> str:
    if found.best is None or _grade(wanted, found.best, goal) == grade:
        return found.where
    best = percent(found.best) if found.share else number(found.best)
    return f"{found.where}; {_grade(wanted, found.best, goal)} at {found.best_at} ({best}), but not there"


def _found(run: Run, metric: str) -> _Found | None:
    named = run.named(metric)
    if named is not None and len(named) > 1:
        return _of_series(run, named)
    if metric in SPREAD and (seen := _spread(run)) is not None:
        return seen
    return _final(run, metric) or _meant(run, metric)


def _final(run: Run, metric: str) -> _Found | None:
    """A final figure: of the predictions file, or of a summary."""
    if run.predictions is not None and len(run.predictions.true):
        fit = finals.fit(run.predictions)
        fit |= {"correlation": fit["r"], "pred_range": fit["range"]}
        if metric in fit:
            return _Found(fit[metric], "predictions file", _goal_of(metric))
    for s in finals.finals(run):
        if metric in (s.name, s.role.quantity, s.role.name) and len(s):
            return _Found(float(s.y[-1]), "final figure", _goal(s))
    return None


def _meant(run: Run, metric: str) -> _Found | None:
    series = resolve(run, metric) or next((s for s in run.series if metric in (s.name, s.role.name)), None)
    return None if series is None or not len(series) else _of_series(run, series)


def _of_series(run: Run, s: Series) -> _Found:
    """The value at the kept place, or the last; beside it the best of the run."""
    kept = picked(run)
    rows = np.flatnonzero(s.x == kept.at.value) if kept is not None and kept.at.axis == s.axis else None
    known = rows is not None and len(rows) > 0
    row = int(rows[-1]) if rows is not None and known else len(s) - 1
    where = f"{place(s.axis, float(s.x[row]))}, {_why(kept) if known else 'the last'}"
    goal = _goal(s)
    ok = np.flatnonzero(np.isfinite(s.y))
    if goal is None or not len(ok):
        return _Found(float(s.y[row]), where, goal)
    best = int(ok[np.argmax(s.y[ok]) if goal is Goal.MAX else np.argmin(s.y[ok])])
    return _Found(float(s.y[row]), where, goal, float(s.y[best]), place(s.axis, float(s.x[best])))


def _spread(run: Run) -> _Found | None:
    final, seen = final_spread(run), spread(run)
    if final is not None and np.isfinite(final.get("s", np.nan)):
        return _Found(final["s"], "final figure", Goal.MAX, share=True)
    if seen is None:
        return None
    kept = picked(run)
    i = seen.at(kept.at.value) if kept is not None and kept.at.axis == seen.axis else None
    row = len(seen.s) - 1 if i is None else i
    where = f"{place(seen.axis, float(seen.x[row]))}, {'the last' if i is None else _why(kept)}"
    best = int(np.nanargmax(seen.s))
    return _Found(
        float(seen.s[row]), where, Goal.MAX, float(seen.s[best]), place(seen.axis, float(seen.x[best])), share=True
    )


def _why(kept: Picked | None) -> str:
    known = kept is None or kept.source != "assumed"
    return "which is kept" if known or kept is None else f"the best by {kept.series.name}"


def _goal(s: Series) -> Goal | None:
    return s.role.goal or (Goal.MAX if s.role.name in WIDER_IS_BETTER else None)


def _goal_of(metric: str) -> Goal | None:
    """Direction of a figure of the predictions file."""
    if metric in ("mae", "rmse"):
        return Goal.MIN
    return Goal.MAX if metric in ("r2", "r", "correlation", "pred_std", "pred_range", "range", "s") else None
