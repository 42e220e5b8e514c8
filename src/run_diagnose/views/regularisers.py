"""What the config adds in training and leaves out in validation."""

from __future__ import annotations

import math
import re

from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting
from run_diagnose.views.baseline import number_of_classes

_KNOBS = ("dropout", "label_smoothing", "mixup", "augment")


_TEACHER = re.compile(r"(?:^|[._])(?:distill\w*|kd|kd_\w+|teacher\w*)(?:[._]|$)")
_OFF = (None, False, 0, 0.0, "", "none", "None", "false")


def in_training_only(run: Run) -> list[str]:
    """``dropout = 0.3`` and the like, as the config spells them; weight decay is no part of most losses."""
    found = []
    for knob in _KNOBS:
        s = run.config.knob(knob)
        if s is None or s.value in _OFF:
            continue
        found.append(f"{s.key} = {setting(s.value)}")
    return found


def mixes_targets(run: Run) -> bool:
    """Mixup or cutmix: the training loss is taken on targets of two samples at once, whose entropy no model removes."""
    return any(
        found.startswith(("mixup", "cutmix"))
        for found in (s.split(" = ")[0].rsplit(".", 1)[-1] for s in in_training_only(run))
    )


def of_a_teacher(run: Run) -> str:
    """What in the config says that a teacher's answers are targets in training; validation has the labels alone."""
    said = (s for s in run.config.settings if _TEACHER.search(s.key.lower()) and s.value not in _OFF)
    return next((f"{s.key} = {setting(s.value)}" for s in said if not isinstance(s.value, (dict, list))), "")


def smoothing_floor(run: Run, first: float) -> float:
    """The least loss that label smoothing leaves: the entropy of the smoothed target; 0.0 without it.

    ``first`` is the first training loss, about ln C, where nothing else tells the number C of classes.
    """
    share = run.config.number("label_smoothing") or 0.0
    if not 0 < share < 1:
        return 0.0
    classes = number_of_classes(run) or max(2, round(math.exp(min(first, 12.0))))
    other = share / classes
    main = 1 - share + other
    return -main * math.log(main) - (classes - 1) * other * math.log(other)
