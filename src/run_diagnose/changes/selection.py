"""Which checkpoint is kept, by what."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.changes.names import key_for
from run_diagnose.model.change import Change, NoEffect, Risk
from run_diagnose.model.record import Setting
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.wording import number, percent, place
from run_diagnose.views.case import Case
from run_diagnose.views.framework import TRANSFORMERS, framework
from run_diagnose.views.pick import Picked, mode_setting, monitor, picked, silent_goal
from run_diagnose.views.spread import Spread, spread

TARGET, WEIGHT, FLOOR = 0.7, 2.0, 0.4
"""A composite that asks for 70 % spread, and the plain floor that people propose instead; both are replayed on the
log before anything is proposed."""


@recipe("composite-criterion")
def composite_criterion(case: Case, cause: str) -> Iterator[Proposal]:
    """R2 plus a price on narrowness, if it keeps a wider epoch of this very log."""
    kept, seen = picked(case.run), spread(case.run)
    if kept is None or seen is None or seen.axis != kept.at.axis:
        return
    if kept.series.role.quantity == "r2":
        yield from _composite(case, kept, seen, cause)
    yield from _floor(case.run, kept, seen)


def _composite(case: Case, kept: Picked, seen: Spread, cause: str) -> Iterator[Proposal]:
    r2 = _at(kept, seen)
    score = r2 + WEIGHT * (seen.s - TARGET)
    if not np.isfinite(score).any():
        return
    best = int(np.nanargmax(score))
    here = seen.at(kept.at.value)
    if here is None or seen.s[best] < 1.5 * seen.s[here]:
        return
    name = _ratio_name(case.run, seen)
    word = str((s.value if (s := monitor(case.run)) else None) or kept.series.name)
    where = place(seen.axis, float(seen.x[best]))
    yield from edit(
        case, "monitor", f"{word} + {number(WEIGHT)} * ({name} - {number(TARGET)})", cause=cause, risk=Risk.TRIAL,
        why=(
            f"{word} alone rewards narrow predictions. Replayed on this log the composite keeps {where} "
            f"({word} {number(float(r2[best]), 3)}, spread {percent(float(seen.s[best]))}) instead of {number(kept.at.value)}"
        ),
        watch="the kept epoch is not the one with the least spread",
    )  # fmt: skip


def _floor(run: Run, kept: Picked, seen: Spread) -> Iterator[Proposal]:
    """What a hard floor on the spread would keep on this log."""
    ok = np.flatnonzero(seen.s >= FLOOR)
    s = monitor(run)
    r2 = _at(kept, seen)
    key = f"a floor of {percent(FLOOR)} on the spread"
    if not len(ok) or not np.isfinite(r2[ok]).any():
        yield NoEffect(key=key, old=None, new=None, why="no place of this log reaches it: nothing would be kept")
        return
    best = int(ok[np.nanargmax(r2[ok])]) if kept.mode.value == "max" else int(ok[np.nanargmin(r2[ok])])
    last = place(seen.axis, float(seen.x[ok[-1]]))
    name = str(s.value) if s is not None else kept.series.name
    yield NoEffect(
        key=key, old=None, new=None,
        why=f"on this log it would keep {place(seen.axis, float(seen.x[best]))} at {name} {number(float(r2[best]), 3)}; nothing after {last} reaches it",
    )  # fmt: skip


def _at(kept: Picked, seen: Spread) -> np.ndarray:
    known = dict(zip(kept.series.x.tolist(), kept.series.y.tolist(), strict=True))
    return np.array([known.get(float(x), np.nan) for x in seen.x])


def _ratio_name(run: Run, seen: Spread) -> str:
    logged = run.get("variance_ratio")
    return logged.name if logged is not None else " / ".join(seen.names)


@recipe("right-mode")
def right_mode(case: Case, cause: str) -> Iterator[Proposal]:
    """The other mode, or the right one beside a monitor for which the framework takes the wrong one."""
    kept, by = picked(case.run), monitor(case.run)
    if kept is None or by is None or kept.series.role.goal is None:
        return
    highest, s = kept.series.role.goal is Goal.MAX, mode_setting(case.run, by)
    why = f"of {kept.series.name} the {'higher' if highest else 'lower'} is the better"
    watch = "the kept epoch is the best by it, and patience does not run out in the first epochs"
    if s is not None:
        new: object = highest if isinstance(s.value, bool) else kept.series.role.goal.value
        yield from edit(case, "monitor_mode", new, cause=cause, risk=Risk.SAFE, why=why, watch=watch, of=s)
    elif silent_goal(case.run, by) is not None:
        yield _said_beside(case, by, kept.series.role.goal, cause=cause, why=why, watch=watch)


def _said_beside(case: Case, by: Setting, goal: Goal, *, cause: str, why: str, watch: str) -> Change:
    """The direction as a key of its own: ``greater_is_better``, or Lightning's ``mode`` beside the monitor."""
    parent = by.key.rpartition(".")[0]
    flag = framework(case.run) == TRANSFORMERS
    name = key_for(case.run, "monitor_mode") if flag else "mode"
    return Change(
        key=f"{parent}.{name}" if parent else name, old=None, new=(goal is Goal.MAX) if flag else goal.value,
        why=f"{why}, and without this key the other direction is taken", watch=watch, risk=Risk.SAFE, cause=cause,
        file=by.file or None, slug="monitor_mode",
    )  # fmt: skip


@recipe("monitor-metric")
def monitor_metric(case: Case, cause: str) -> Iterator[Proposal]:
    """Decide by the metric that matters."""
    name = case.value("criterion-mismatch", "metric") or case.value("accuracy-rewards-majority", "metric")
    by = monitor(case.run)
    if not isinstance(name, str) or by is None:
        return
    s, mode = case.run.named(name), mode_setting(case.run, by)
    yield from edit(
        case, "monitor", name, cause=cause, of=by, why=f"{name} is best elsewhere than what decides now",
        watch=f"the kept epoch is within the noise of the best {name}",
    )  # fmt: skip
    if s is not None and s.role.goal is not None and mode is not None:
        new = s.role.goal is Goal.MAX if isinstance(mode.value, bool) else s.role.goal.value
        yield from edit(
            case, "monitor_mode", new, cause=cause, why=f"the direction of {name}", watch="as above", of=mode
        )
