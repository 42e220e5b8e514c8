"""The rules most people write first, by kind, to measure ours against: ``found(run)`` gives the kinds that fire.

They are what training scripts, tutorials and several tools do today; none knows of noise, scale, or of each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from run_diagnose.model.record import Floats
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run

CLASSES = (2, 3, 4, 5, 10, 20, 100, 1000)
"""Common numbers of classes, for losses near their entropy."""


def _values(run: Run, *roles: str) -> Floats:
    """The finite values of the first series with one of these roles."""
    series = next((s for role in roles for s in run.all(role) if len(s.finite)), None)
    return np.empty(0) if series is None else series.finite.y


def _train(run: Run) -> Floats:
    return _values(run, "train_loss")


def _val(run: Run) -> Floats:
    return _values(run, "val_loss", "test_loss")


def _either(run: Run) -> Floats:
    return _val(run) if len(_val(run)) else _train(run)


def nan(run: Run) -> bool:
    """Anything is not finite."""
    return any(s.nonfinite for s in run.series)


def plateau(run: Run) -> bool:
    """The last ten values are within 1 % of each other."""
    y = _either(run)[-10:]
    return len(y) == 10 and float(np.ptp(y)) < 0.01 * abs(float(y[-1]))


def overfitting(run: Run) -> bool:
    """The last validation loss is above 1.05 times the least."""
    y = _val(run)
    return len(y) > 1 and bool(y[-1] > 1.05 * y.min())


def divergence(run: Run) -> bool:
    """The last training loss is above twice the least."""
    y = _train(run)
    return len(y) > 1 and bool(y[-1] > 2 * y.min())


def loss_spike(run: Run) -> bool:
    """A training loss above the mean by three standard deviations."""
    y = _train(run)
    return len(y) > 3 and bool(np.any(y > y.mean() + 3 * y.std()))


def val_below_train(run: Run) -> bool:
    """Validation ends below training."""
    train, val = _train(run), _val(run)
    return len(train) > 0 and len(val) > 0 and bool(val[-1] < train[-1])


def no_learning(run: Run) -> bool:
    """The last loss is within 5 % of the entropy of some common number of classes."""
    y = _either(run)
    return len(y) > 0 and any(abs(float(y[-1]) / math.log(c) - 1) < 0.05 for c in CLASSES)


def bad_checkpoint(run: Run) -> bool:
    """The least validation loss and the best metric are in different epochs."""
    loss = run.get("val_loss")
    metric = next((s for s in run.all("val_metric") if s.role.goal is Goal.MAX and len(s.finite)), None)
    if loss is None or metric is None or not len(loss.finite):
        return False
    return bool(loss.finite.x[np.argmin(loss.finite.y)] != metric.finite.x[np.argmax(metric.finite.y)])


def trained_past_best(run: Run) -> bool:
    """The best validation loss is more than ten epochs old."""
    y = _val(run)
    return len(y) - 1 - int(np.argmin(y)) > 10 if len(y) else False


def oscillation(run: Run) -> bool:
    """Neighbouring differences of the training loss have a correlation below -0.5."""
    d = np.diff(_train(run))
    if len(d) < 4 or not d[:-1].std() or not d[1:].std():
        return False
    return bool(np.corrcoef(d[:-1], d[1:])[0, 1] < -0.5)


def underfitting(run: Run) -> bool:
    """The last validation loss is the least of all."""
    y = _val(run)
    return len(y) > 2 and int(np.argmin(y)) == len(y) - 1


def exploding_gradients(run: Run) -> bool:
    """A gradient norm above 100."""
    y = _values(run, "grad_norm")
    return bool(np.any(y > 100))


def vanishing_gradients(run: Run) -> bool:
    """A gradient norm below 1e-7."""
    return any(bool(np.any(s.finite.y < 1e-7)) for s in run.all("grad_norm", "grad_norm_part"))


def dead_gradients(run: Run) -> bool:
    """A group's gradient norm that is 0."""
    return any(bool(np.any(s.finite.y == 0)) for s in run.all("grad_norm_part"))


def prediction_collapse(run: Run) -> bool:
    """The last spread of the predictions is below a tenth of that of the targets."""
    pred, target = _values(run, "pred_std"), _values(run, "target_std")
    return len(pred) > 0 and len(target) > 0 and bool(pred[-1] < 0.1 * target[-1])


def frozen_metric(run: Run) -> bool:
    """Three equal values in a row in some validation curve."""
    return any(
        bool(np.any((np.diff(s.finite.y)[1:] == 0) & (np.diff(s.finite.y)[:-1] == 0)))
        for s in run.all("val_loss", "val_metric")
    )


def fp16_overflow(run: Run) -> bool:
    """A loss scale below 1."""
    return bool(np.any(_values(run, "loss_scale") < 1))


def throughput(run: Run) -> bool:
    """An epoch that took twice the median."""
    y = _values(run, "step_time")
    return len(y) > 3 and bool(np.any(y > 2 * np.median(y)))


def lr_schedule(run: Run) -> bool:
    """The last rate is below a hundredth of the highest."""
    y = _values(run, "lr")
    return len(y) > 1 and bool(y[-1] < 0.01 * y.max())


def resume_discontinuity(run: Run) -> bool:
    """The axis goes back."""
    return len(run.segments) > 1


def leak_suspect(run: Run) -> bool:
    """A validation metric above 0.99."""
    return any(bool(np.any(s.finite.y > 0.99)) for s in run.all("val_metric") if s.role.goal is Goal.MAX)


def rl_entropy_collapse(run: Run) -> bool:
    """The entropy is below a tenth of its start."""
    y = np.abs(_values(run, "entropy"))
    return len(y) > 1 and bool(y[-1] < 0.1 * y[0])


def kl_blowup(run: Run) -> bool:
    """A KL above 0.1."""
    return bool(np.any(_values(run, "kl") > 0.1))


def gan_collapse(run: Run) -> bool:
    """The discriminator's loss is near 0."""
    y = _values(run, "discriminator_loss")
    return len(y) > 0 and bool(y[-1] < 0.1)


RULES: dict[str, Callable[[Run], bool]] = {
    rule.__name__: rule
    for rule in (
        nan, plateau, overfitting, divergence, loss_spike, val_below_train, no_learning, bad_checkpoint,
        trained_past_best, oscillation, underfitting, exploding_gradients, vanishing_gradients, dead_gradients,
        prediction_collapse, frozen_metric, fp16_overflow, throughput, lr_schedule, resume_discontinuity, leak_suspect,
        rl_entropy_collapse, kl_blowup, gan_collapse,
    )
}  # fmt: skip


def found(run: Run) -> set[str]:
    """The kinds whose naive rule fires."""
    return {kind for kind, rule in RULES.items() if rule(run)}
