"""Which checkpoint was kept, which to keep, or that none is usable."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.model.report import Advised, CheckpointAdvice, Pick
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent, place
from run_diagnose.reasoning.checkpoint_rules import rule
from run_diagnose.views import curves
from run_diagnose.views.case import Case
from run_diagnose.views.pick import Picked, picked
from run_diagnose.views.rescaling import to_rescale
from run_diagnose.views.spread import spread
from run_diagnose.views.ties import Tie, ties

UNUSABLE = ("worse-than-constant", "no-learning")
"""Findings about the whole run, after which no epoch is worth keeping."""


def advise(case: Case) -> CheckpointAdvice | None:
    """Checkpoint advice; None where nothing was held out."""
    kept = picked(case.run)
    if kept is None:
        return None
    tied = ties(case.run)
    usable, recommended, why = _advice(case, kept, tied)
    pick = Pick(at=kept.at.value, by=kept.series.name, mode=kept.mode.value, assumed=kept.source == "assumed")
    return CheckpointAdvice(
        axis=kept.at.axis,
        picked=pick,
        recommended=recommended,
        tied=tuple(sorted(t.at for t in tied)[:20]),
        usable=usable,
        why=_with(why, rule(case.run, kept)),
        table=_table(case.run, kept, recommended, tied),
    )


def _with(why: str, said: str) -> str:
    return f"{why} {said}." if said else why


def _advice(case: Case, kept: Picked, tied: tuple[Tie, ...]) -> tuple[bool, Advised | None, str]:
    reasons = [f for f in case.findings if f.rule in UNUSABLE and not _reaches_above(f.values.get("best"))]
    if reasons:
        why = f"No {kept.at.axis} is recommended for use: {_reason(reasons[0].rule)}."
        return False, None, why + _tie_words(case, kept, tied)
    collapsed = case.first("best-epoch-in-collapse")
    if collapsed is not None:
        return _instead(case.run, kept, tied)
    better = _past_majority(case, kept)
    if better is not None:
        return better
    upside_down = _by_the_right_mode(kept)
    if upside_down is not None:
        return upside_down
    where = place(kept.at.axis, kept.at.value)
    why = f"{where} is the best by {kept.series.name} ({number(float(kept.series.y[kept.index]))})"
    if kept.source == "framework":
        why += ", by which its framework chooses"
    if kept.source == "assumed":
        why += "; neither config nor log says what was kept"
    later = _trouble_after(case, kept)
    why += f"; it lies before {later}" if later else ""
    why += _by_the_metric(case, kept)
    return True, Advised(at=kept.at.value, why=why), why + "."


def _by_the_metric(case: Case, kept: Picked) -> str:
    """Where a metric is best elsewhere than the loss by which the place was kept, both are named."""
    name, best = case.value("overfitting", "metric"), case.value("overfitting", "metric_best_at")
    metric = case.run.named(name) if isinstance(name, str) else None
    if metric is None or not isinstance(best, int | float) or name == kept.series.name or best == kept.at.value:
        return ""
    there, here = _value(metric, best), _value(metric, kept.at.value)
    return f". By {name} {place(kept.at.axis, best)} is better ({there}, here {here}): choose by what you will report"


def _reaches_above(best: object) -> bool:
    return isinstance(best, int | float) and best > 0


def _reason(rule: str) -> str:
    return {
        "worse-than-constant": "none beats a constant answer",
        "no-learning": "nothing was learned at any of them",
    }[rule]


def _tie_words(case: Case, kept: Picked, tied: tuple[Tie, ...]) -> str:
    wide = [t for t in tied if t.spread is not None]
    here = spread(case.run)
    if not wide or here is None or (i := here.at(kept.at.value)) is None or (wide[0].spread or 0) < 1.5 * here.s[i]:
        return ""
    t = wide[0]
    return (
        f" If one must be looked at, {place(kept.at.axis, t.at)} is tied with {number(kept.at.value)} in {kept.series.name}"
        f" ({t.why}) and spreads {percent(t.spread or 0)} instead of {percent(float(here.s[i]))}."
    )


def _instead(run: Run, kept: Picked, tied: tuple[Tie, ...]) -> tuple[bool, Advised | None, str]:
    better = [t for t in tied if t.spread is not None and t.spread >= 0.25]
    if not better:
        narrow = to_rescale(run)
        if narrow is not None:
            return True, Advised(at=narrow.at.value, why=narrow.why), f"Keep {at(narrow.at)}: {narrow.why}."
        return False, None, f"{place(kept.at.axis, kept.at.value)} is collapsed and nothing tied with it spreads wider."
    t = better[0]
    why = f"tied with {place(kept.at.axis, kept.at.value)} in {kept.series.name} ({t.why}), spread {percent(t.spread or 0)}"
    return True, Advised(at=t.at, why=why), f"Keep {place(kept.at.axis, t.at)}: {why}."


def _past_majority(case: Case, kept: Picked) -> tuple[bool, Advised | None, str] | None:
    """The best place by the loss, where an accuracy kept the answer of the largest class."""
    at, by = case.value("accuracy-rewards-majority", "better_at"), case.value("accuracy-rewards-majority", "metric")
    if not isinstance(at, int | float):
        return None
    why = f"the best by {by}; {kept.series.name} kept a place at which hardly any but the largest class is predicted"
    return True, Advised(at=at, why=why), f"Keep {place(kept.at.axis, at)}: {why}."


def _by_the_right_mode(kept: Picked) -> tuple[bool, Advised, str] | None:
    """The best place of the same series in its own direction, where the configured mode is the other one."""
    goal, best = kept.series.role.goal, kept.series.finite.best_index
    if goal is None or goal is kept.mode or best is None or kept.source == "log":
        return None
    at, value = float(kept.series.finite.x[best]), float(kept.series.finite.y[best])
    better = "higher" if goal is Goal.MAX else "lower"
    why = f"of {kept.series.name} the {better} is the better: {number(value)}, not {number(float(kept.series.y[kept.index]))}"
    where = place(kept.at.axis, at)
    return True, Advised(at=at, why=why), f"Keep {where} instead of {place(kept.at.axis, kept.at.value)}: {why}."


def _trouble_after(case: Case, kept: Picked) -> str:
    for f in case.serious:
        if f.onset is not None and f.onset.axis == kept.at.axis and f.onset.value > kept.at.value:
            return f"{f.rule} ({place(f.onset.axis, f.onset.value)})"
    return ""


def _table(run: Run, kept: Picked, recommended: Advised | None, tied: tuple[Tie, ...]) -> tuple[tuple[str, ...], ...]:
    """The places that matter with what each held-out series says there."""
    last = float(kept.series.x[-1])
    places = {kept.at.value: "best" if kept.source == "assumed" else "kept", last: "last"}
    if tied and tied[0].at not in places:
        places[tied[0].at] = "tied"
    if recommended is not None and recommended.at != kept.at.value:
        places[recommended.at] = "recommended"
    columns = [s for s in (*curves.held_out(run)[:4],) if s.axis == kept.at.axis]
    seen = spread(run)
    heading = (kept.at.axis, *(s.name for s in columns), *(("spread",) if seen is not None else ()), "")
    rows = []
    for x in sorted(places):
        cells = [number(x, 6), *(_value(s, x) for s in columns)]
        if seen is not None:
            i = seen.at(x)
            cells.append("not logged" if i is None else percent(float(seen.s[i])))
        rows.append((*cells, places[x]))
    return (heading, *rows)


def _value(s: Series, x: float) -> str:
    rows = np.flatnonzero(s.x == x)
    return "not logged" if not len(rows) else number(float(s.y[rows[-1]]) if len(rows) else math.nan)
