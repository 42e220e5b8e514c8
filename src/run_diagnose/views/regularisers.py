"""What the config adds in training and leaves out in validation."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting

_KNOBS = ("dropout", "label_smoothing", "mixup", "augment")


def in_training_only(run: Run) -> list[str]:
    """``dropout = 0.3`` and the like, as the config spells them; weight decay is no part of most losses."""
    found = []
    for knob in _KNOBS:
        s = run.config.knob(knob)
        if s is None or s.value in (None, False, 0, 0.0, "", "none", "None", "false"):
            continue
        found.append(f"{s.key} = {setting(s.value)}")
    return found
