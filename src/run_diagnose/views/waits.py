"""How long early stopping waits: patience counts evaluations, and only some frameworks evaluate once an epoch."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.model.wording import number
from run_diagnose.views import curves
from run_diagnose.views.effective import planned_updates
from run_diagnose.views.framework import ULTRALYTICS, framework
from run_diagnose.views.planned import planned_end


@dataclass(frozen=True, kw_only=True)
class Wait:
    """``patience`` evaluations, one every ``every`` units of ``axis`` (``epoch`` or ``step``)."""

    patience: float
    key: Setting
    every: float
    axis: str
    total: float | None
    """Planned end of the run on that axis."""

    @property
    def length(self) -> float:
        """What the patience comes to, in epochs or steps."""
        return self.patience * self.every

    @property
    def words(self) -> str:
        """``50 epochs (5 evaluations, one in 10 epochs)``."""
        plain = f"{number(self.length)} {self.axis}s"
        if self.every == 1 and self.axis == "epoch":
            return plain
        return f"{plain} ({number(self.patience)} evaluations, one in {number(self.every)} {self.axis}s)"


def wait(run: Run) -> Wait | None:
    """How long early stopping waits; None without a patience in the config."""
    patience, key = run.config.number("patience"), run.config.knob("patience")
    if patience is None or key is None:
        return None
    every, axis = _every(run)
    total = planned_end(run, "epoch") if axis == "epoch" else planned_updates(run)
    return Wait(patience=patience, key=key, every=every, axis=axis, total=total)


def _every(run: Run) -> tuple[float, str]:
    """Ultralytics counts epochs whatever it evaluates; Lightning, transformers and plain loops count evaluations."""
    if framework(run) == ULTRALYTICS:
        return 1.0, "epoch"
    return _said(run) or (_logged(run), "epoch")


def _said(run: Run) -> tuple[float, str] | None:
    value, key = run.config.number("eval_interval"), run.config.knob("eval_interval")
    if value is None or key is None or value <= 0:
        return None
    name = key.key.lower().replace("-", "_")
    if "epoch" in name:
        return max(value, 1.0), "epoch"
    if name.endswith("val_check_interval"):  # Lightning: a float is a share of an epoch, a whole number counts batches
        return (value, "epoch") if isinstance(key.value, float) and value <= 1 else (value, "step")
    if not name.endswith("eval_steps") or _each_epoch(run):
        return None
    updates = planned_updates(run)
    if value < 1:  # transformers: a share of all steps
        return (value * updates, "step") if updates else None
    return value, "step"


def _each_epoch(run: Run) -> bool:
    """True where transformers evaluates at the end of epochs, and takes no notice of ``eval_steps``."""
    words = ("eval_strategy", "evaluation_strategy")
    return any(s.key.rpartition(".")[2] in words and str(s.value).lower() == "epoch" for s in run.config.settings)


def _logged(run: Run) -> float:
    """Epochs between two validations as the log shows them; 1 where it does not."""
    found = curves.val_loss(run) or curves.main_metric(run)
    if found is None or len(found.finite) < 3:
        return 1.0
    s = found.finite
    x = s.x if s.axis == "epoch" else s.also.get("epoch", np.empty(0))
    gaps = np.diff(x)
    regular = len(gaps) > 1 and bool(np.all(gaps == gaps[0]))  # a table of chosen epochs shows no interval
    return float(gaps[0]) if regular and gaps[0] > 1 else 1.0
