"""Whether a metric, or the config, shows that the model knows more than nothing."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.model.wording import number
from run_diagnose.stats.arrays import median
from run_diagnose.views import curves
from run_diagnose.views.baseline import number_of_classes
from run_diagnose.views.shares import whole

ABOVE = {"r2": 0.1, "correlation": 0.3, "auroc": 0.6, "kappa": 0.2, "mcc": 0.2}
"""Values that no constant and no guess reaches: these metrics are 0 (AUROC .5) for both, with standard errors of at
most .1 from a hundred samples on."""

_PRETRAINED = ("pretrained", "finetun", "fine_tun", "lora", "adapter", "model_name_or_path", "from_checkpoint")


def pretrained(run: Run) -> bool:
    """True if the config names a pretrained model: it begins with little left to gain, and parts of it may be frozen."""
    return any(
        any(w in s.key.lower() for w in _PRETRAINED) and s.value not in (None, False, "", "none", 0)
        for s in run.config.settings
    )


def knows_something(run: Run) -> str:
    """The metric that says so, in words; empty where none does."""
    for s in curves.metrics(run):
        y = s.finite.y
        if not len(y) or s.role.part:
            continue
        level = float(median(y[-max(1, len(y) // 2) :]))
        floor = (
            _guess(run, level) if s.role.quantity in ("accuracy", "balanced_accuracy") else ABOVE.get(s.role.quantity)
        )
        if floor is not None and level > floor:
            return f"{s.name} is {number(level, 3)}"
    return ""


def _guess(run: Run, level: float) -> float:
    """An accuracy that guessing does not reach: 1.3 times 1/C, .6 for two classes or where C is not known."""
    classes = number_of_classes(run)
    share = 0.6 if classes in (None, 2) else 1.3 / (classes or 2)
    return whole(level) * share
