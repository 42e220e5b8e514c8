"""Which epoch was kept, by what series and in which direction."""

from __future__ import annotations

import re

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Event, Setting
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.patterns import pattern
from run_diagnose.views import curves
from run_diagnose.views.framework import TRANSFORMERS, ULTRALYTICS, framework, writer


@dataclass(frozen=True, kw_only=True)
class Picked:
    """The kept place and why it was kept there."""

    at: Moment
    index: int
    """Row of ``series``."""
    series: Series
    mode: Goal
    source: str
    """``config``, ``log`` (the log says what was kept), ``framework`` (its own fixed rule) or ``assumed``."""
    setting: str = ""
    """The config key that names the criterion."""


def picked(run: Run) -> Picked | None:
    """The checkpoint that the run kept, or would keep by its own criterion; None without any held-out series."""
    return run.remember("picked", lambda: _picked(run))


def criterion(run: Run) -> tuple[Series, Goal, str, str] | None:
    """The series that selects the checkpoint, its direction, where that is said, and the config key."""
    setting = monitor(run)
    if setting is not None and isinstance(setting.value, str):
        named = resolve(run, setting.value)
        if named is not None and named.role.goal is not None:
            return named, _mode(run, named, setting), "config", setting.key
    fitness = _fitness(run)
    if fitness is not None:
        return fitness, Goal.MAX, "framework", ""
    loss = curves.val_loss(run)
    if loss is not None:
        return loss, Goal.MIN, "assumed", ""
    metric = curves.main_metric(run)
    return (metric, metric.role.goal, "assumed", "") if metric is not None and metric.role.goal else None


SHORT = {"acc": "accuracy", "auc": "auroc", "corr": "correlation", "ppl": "perplexity"}
"""What configs shorten and columns may spell out."""


def resolve(run: Run, word: str) -> Series | None:
    """The series a config means by ``r2``, ``val_loss``, ``eval-rmse``: by name or by quantity, held-out first.

    Several files of one run can log the same figure under several names: the longest record of it is meant.
    """
    wanted = _plain(word)
    bare = _bare(wanted)
    candidates = run.all("val_metric", "val_loss", "test_metric", "test_loss", "train_metric", "train_loss")
    named = [s for s in candidates if _plain(s.name) == wanted]
    meant = {bare, SHORT.get(bare, bare)}
    alike = [s for s in candidates if meant & {_plain(s.role.quantity), _bare(_plain(s.name))}]
    longest = max(named, key=len, default=None)
    if longest is not None:
        twins = [s for s in alike if s.role.quantity == longest.role.quantity and s.role.split is longest.role.split]
        return max([longest, *twins], key=len)
    return alike[0] if alike else None


def _bare(word: str) -> str:
    return re.sub(r"^(val|valid|validation|eval|dev|test)", "", word) or word


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def monitor(run: Run) -> Setting | None:
    """What the config says decides; of Lightning's callbacks the one that keeps checkpoints, not the one that stops."""
    keeper = callback(run, "ModelCheckpoint")
    return (run.config.get(f"{keeper}.monitor") if keeper else None) or run.config.knob("monitor")


def callback(run: Run, name: str) -> str:
    """The key under which a class of this name gets its arguments (Lightning's CLI, hydra); empty where none is built."""
    for s in run.config.settings:
        parent, _, last = s.key.rpartition(".")
        if last in ("class_path", "_target_") and str(s.value).rpartition(".")[2] == name:
            return f"{parent}.init_args" if last == "class_path" else parent
    return ""


def mode_setting(run: Run, monitored: Setting) -> Setting | None:
    """The direction said beside what is monitored, else the config's only one."""
    parent = monitored.key.rpartition(".")[0]
    beside = run.config.get(f"{parent}.mode") if parent else None
    return beside or (None if _of_lightning(run, monitored) else run.config.knob("monitor_mode"))


def silent_goal(run: Run, monitored: Setting) -> Goal | None:
    """The direction that the framework takes when none is said; None where it asks the metric, or is not known.

    Lightning: ``min``. Hugging Face's Trainer: the higher is the better but of names that end in ``loss`` (before 4.42
    but of ``loss`` and ``eval_loss``).
    """
    if _of_lightning(run, monitored):
        return Goal.MIN
    loads = run.config.knob("restore_best")
    if framework(run) != TRANSFORMERS or loads is None or loads.value is not True:
        return None
    return Goal.MIN if str(monitored.value).lower().endswith("loss") else Goal.MAX


def _of_lightning(run: Run, monitored: Setting) -> bool:
    parent = monitored.key.rpartition(".")[0]
    return bool(parent) and parent in (callback(run, "ModelCheckpoint"), callback(run, "EarlyStopping"))


def _fitness(run: Run) -> Series | None:
    """mAP50-95, by which Ultralytics keeps ``best.pt`` (with a tenth of mAP50 up to 8.3): of the last head, masks or poses."""
    found = [s for s in run.all("val_metric") if s.role.quantity == "map50_95"]
    return found[-1] if found and writer(run) == ULTRALYTICS else None


def _mode(run: Run, series: Series, monitored: Setting) -> Goal:
    setting = mode_setting(run, monitored)
    if setting is not None and "greater" in setting.key and isinstance(setting.value, bool):
        return Goal.MAX if setting.value else Goal.MIN
    if setting is not None and str(setting.value).lower() in ("min", "max"):
        return Goal(str(setting.value).lower())
    silent = silent_goal(run, monitored) if setting is None else None
    return silent or series.role.goal or Goal.MIN


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


_BEST_AT = pattern(
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
