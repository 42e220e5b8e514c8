"""Which epoch was kept, by what series and in which direction."""

from __future__ import annotations

import re

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Event
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.views import curves


@dataclass(frozen=True, kw_only=True)
class Picked:
    """The kept place and why it was kept there."""

    at: Moment
    index: int
    """Row of ``series``."""
    series: Series
    mode: Goal
    source: str
    """``config``, ``log`` (the log says what was kept) or ``assumed``."""
    setting: str = ""
    """The config key that names the criterion."""


def picked(run: Run) -> Picked | None:
    """The checkpoint that the run kept, or would keep by its own criterion; None without any held-out series."""
    return run.remember("picked", lambda: _picked(run))


def criterion(run: Run) -> tuple[Series, Goal, str, str] | None:
    """The series that selects the checkpoint, its direction, where that is said, and the config key."""
    setting = run.config.knob("monitor")
    if setting is not None and isinstance(setting.value, str):
        named = resolve(run, setting.value)
        if named is not None and named.role.goal is not None:
            return named, _mode(run, named), "config", setting.key
    loss = curves.val_loss(run)
    if loss is not None:
        return loss, Goal.MIN, "assumed", ""
    metric = curves.main_metric(run)
    return (metric, metric.role.goal, "assumed", "") if metric is not None and metric.role.goal else None


def resolve(run: Run, word: str) -> Series | None:
    """The series a config means by ``r2``, ``val_loss``, ``eval-rmse``: by name or by quantity, held-out first.

    Several files of one run can log the same figure under several names: the longest record of it is meant.
    """
    wanted = _plain(word)
    bare = _bare(wanted)
    candidates = run.all("val_metric", "val_loss", "test_metric", "test_loss", "train_metric", "train_loss")
    named = [s for s in candidates if _plain(s.name) == wanted]
    alike = [s for s in candidates if bare in (_plain(s.role.quantity), _bare(_plain(s.name)))]
    longest = max(named, key=len, default=None)
    if longest is not None:
        twins = [s for s in alike if s.role.quantity == longest.role.quantity and s.role.split is longest.role.split]
        return max([longest, *twins], key=len)
    return alike[0] if alike else None


def _bare(word: str) -> str:
    return re.sub(r"^(val|valid|validation|eval|dev|test)", "", word) or word


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _mode(run: Run, series: Series) -> Goal:
    setting = run.config.knob("monitor_mode")
    if setting is not None and "greater" in setting.key and isinstance(setting.value, bool):
        return Goal.MAX if setting.value else Goal.MIN
    if setting is not None and str(setting.value).lower() in ("min", "max"):
        return Goal(str(setting.value).lower())
    return series.role.goal or Goal.MIN


def _picked(run: Run) -> Picked | None:
    chosen = criterion(run)
    if chosen is None:
        return None
    series, mode, source, key = chosen
    said = _said_by_log(run, series)
    if said is not None:
        return Picked(at=series.moment(said), index=said, series=series, mode=mode, source="log", setting=key)
    ok = np.flatnonzero(np.isfinite(series.y))
    if len(ok) < 2:
        return None
    turned = -series.y[ok] if mode is Goal.MAX else series.y[ok]
    index = int(ok[np.argmin(turned)])
    return Picked(at=series.moment(index), index=index, series=series, mode=mode, source=source, setting=key)


_BEST_AT = re.compile(
    r"best\W+(?:model\W+|checkpoint\W+)?(?:was\W+|found\W+|saved\W+|at\W+|from\W+)*(epoch|step|iteration|iter)\W{0,4}(\d+)",
    re.I,
)


def _said_by_log(run: Run, series: Series) -> int | None:
    """Row of the last checkpoint that the log itself calls best, or that a summary names."""
    places = [
        p
        for e in run.events
        if e.kind in ("checkpoint", "early_stop") and (p := _best_place(e, series.axis)) is not None
    ]
    places += [
        v for k, v in run.finals.items() if _plain(k) in ("bestepoch", "beststep") and _plain(k)[4:] == series.axis
    ]
    for place in reversed(places):
        rows = np.flatnonzero(series.x == place)
        if len(rows):
            return int(rows[-1])
    return None


def _best_place(event: Event, axis: str) -> float | None:
    """The place that a line calls best: what the line itself says, before where it stands."""
    if "best" not in event.text.lower():
        return None
    said = _BEST_AT.search(event.text)
    if said is not None:
        word = "step" if said[1].lower().startswith(("step", "iter")) else "epoch"
        return float(said[2]) if word == axis else None
    return event.at.get(axis)
