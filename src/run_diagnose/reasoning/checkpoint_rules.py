"""What the framework itself keeps, said aloud: its defaults differ, and some of them changed between versions."""

from __future__ import annotations

from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting
from run_diagnose.views.framework import (
    KERAS,
    LIGHTGBM,
    LIGHTNING,
    SB3,
    TRANSFORMERS,
    ULTRALYTICS,
    XGBOOST,
    framework,
    own_config,
    writer,
)
from run_diagnose.views.pick import Picked, callback, mode_setting, monitor

FIXED: dict[str, str] = {
    XGBOOST: "XGBoost's own train() returns the model of the last round, also after early stopping, unless save_best is set; "
    "its scikit-learn interface predicts with best_iteration",
    LIGHTGBM: "LightGBM predicts with best_iteration where early stopping ended the run, with all rounds where it did not",
    SB3: "Stable-Baselines3 keeps the last policy; only EvalCallback writes a best one, by the mean reward of its evaluations",
}
"""Frameworks whose rule no setting that reaches a config changes (XGBoost 1.3 to 3.2, LightGBM 4, Stable-Baselines3 2)."""
FITNESS = (
    "Its best.pt is the epoch of the highest fitness: mAP50-95 alone from Ultralytics 8.3.200 on, 0.1 mAP50 + 0.9 mAP50-95 "
    "up to 8.3.195 and in YOLOv5"
)
"""Metric.fitness in ultralytics/utils/metrics.py of the releases 8.3.100 to 8.3.195, 8.3.200, 8.4.0 and 8.4.190; issue
ultralytics#16229 (2024) quotes the first."""


def rule(run: Run, kept: Picked) -> str:
    """What is on disk or in memory at the end by the framework's own rule; empty where that is not known."""
    name = writer(run)
    if name in FIXED:
        return FIXED[name]
    if name == ULTRALYTICS:
        return FITNESS if kept.source == "framework" else ""
    if name == KERAS:
        return _keras(run, kept)
    if name == LIGHTNING:
        return _lightning(run)
    known = framework(run) == TRANSFORMERS and own_config(run)
    return _transformers(run) if known and kept.source != "log" else ""


def _transformers(run: Run) -> str:
    """``load_best_model_at_end`` is off by default, and the direction comes from the metric's name (transformers 4 and 5)."""
    loads, by = run.config.knob("restore_best"), monitor(run)
    if loads is None or loads.value is not True:
        why = f"with {loads.key}: {setting(loads.value)}" if loads is not None else "without load_best_model_at_end"
        return f"The Trainer ends with the weights of the last step {why}, whatever was best"
    if by is None:
        return "The Trainer loads the checkpoint of the lowest evaluation loss: metric_for_best_model is not set"
    if mode_setting(run, by) is not None or str(by.value) in ("loss", "eval_loss"):
        return ""
    if str(by.value).endswith("loss"):
        return f"Without greater_is_better the Trainer takes the highest {by.value} before transformers 4.42, the lowest since"
    return f"Without greater_is_better the Trainer takes the highest {by.value}, as of every name that does not end in loss"


def _lightning(run: Run) -> str:
    """``ModelCheckpoint`` without a monitor, the one that Trainer adds itself too, keeps the last epoch only (1.0 to 2.6)."""
    keeper = callback(run, "ModelCheckpoint")
    by = run.config.get(f"{keeper}.monitor") if keeper else None
    if by is not None and by.value is not None:
        lacks = run.config.get(f"{keeper}.mode") is None
        return f"ModelCheckpoint has no mode, so Lightning keeps the lowest {by.value}" if lacks else ""
    stops = callback(run, "EarlyStopping")
    if keeper or stops or not own_config(run):
        more = "; EarlyStopping ends the run and keeps nothing" if stops else ""
        return f"Without a ModelCheckpoint that has a monitor Lightning keeps the last epoch alone{more}"
    return ""


def _keras(run: Run, kept: Picked) -> str:
    """``restore_best_weights`` is off by default; in Keras 2 it acts only where early stopping ended the run (keras#12511)."""
    restores = run.config.knob("restore_best")
    if restores is None or restores.value is not True:
        return "Without restore_best_weights Keras ends with the weights of the last epoch, early stopping or not"
    said = "Keras 2 restores the best weights only where early stopping itself ended the run, Keras 3 at the end of any run"
    if _auto(run.config.knob("monitor_mode")) and kept.series.role.quantity not in ("loss", "accuracy", "auroc"):
        said += f"; mode auto takes the lowest {kept.series.name} in Keras 2, which knows acc, accuracy and auc alone"
    return said


def _auto(mode: Setting | None) -> bool:
    return mode is None or str(mode.value).lower() == "auto"
