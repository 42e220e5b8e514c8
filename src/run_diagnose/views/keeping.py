"""Whether the best checkpoint was kept, as far as config and log say."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting
from run_diagnose.views.framework import LIGHTGBM, XGBOOST, writer

_OFF = (None, False, 0, "", "none", "None", "null", "false")


def keeps_best(run: Run) -> str:
    """What says that the best epoch was kept or restored, in words; empty if nothing does."""
    kept = run.config.knob("restore_best")
    for knob in ("restore_best", "monitor", "patience"):
        s = run.config.knob(knob)
        if (
            knob == "monitor"
            and s is not None
            and kept is not None
            and kept.value is False
            and _beside(s.key, kept.key)
        ):
            continue  # what to watch for the best, which is not saved
        if knob == "monitor" and s is not None and _only_computed(run, s.key):
            continue
        if s is not None and s.value not in _OFF:
            return f"the config has {s.key}: {setting(s.value)}"
    event = next((e for e in run.events if e.kind in ("early_stop", "checkpoint")), None)
    return f"the log says: {event.text[:80]}" if event is not None else ""


def _only_computed(run: Run, key: str) -> bool:
    """XGBoost prints its ``eval_metric`` and keeps every round; only with early stopping does it pick one."""
    return key.rpartition(".")[2] == "eval_metric" and writer(run) in (XGBOOST, LIGHTGBM)


def _beside(key: str, other: str) -> bool:
    """Two keys of one section."""
    return key.rpartition(".")[0] == other.rpartition(".")[0]
