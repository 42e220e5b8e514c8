"""Causes in how long it was trained, and with how large a model."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.lead_signs import train_and_val_rise_together
from run_diagnose.causes.optimisation import BREAKS
from run_diagnose.causes.signs import clear, fired, no_knob
from run_diagnose.model.wording import number, percent, setting
from run_diagnose.views import usual
from run_diagnose.views.case import Case
from run_diagnose.views.steps_taken import peak_rate

PAST = (
    "overfitting", "trained-past-best", "metric-past-best", "constant-predictions-nan-metric", "correlation-collapse",
)  # fmt: skip


def _fell_late(case: Case) -> str | None:
    gained = case.value("underfitting", "gained")
    return f"the last quarter brought {percent(gained)} of the whole gain" if isinstance(gained, float) else None


def _rate_usual(case: Case) -> str | None:
    peak, known = peak_rate(case.run), usual.rate(case.run)
    if peak is None or peak.value < known.start / usual.DISTANT:
        return None
    return f"{peak.name} of {number(peak.value)} leaves no room for much longer steps"


def collapsed_at_best(case: Case) -> str | None:
    found = case.first("best-epoch-in-collapse")
    return (
        None
        if found is None
        else "the lowest validation loss lies in the collapse of the predictions: its rise is not memorising alone"
    )


def broke(case: Case) -> str | None:
    return "the run broke, and what is lost in a break was not learned by heart" if case.has(*BREAKS[:4]) else None


def _narrow(case: Case) -> str | None:
    for knob, least in (("hidden_size", 4), ("latent_size", 2)):
        value, s = case.run.config.number(knob), case.run.config.knob(knob)
        if value is not None and s is not None and 0 < value <= least:
            return f"the config has {s.key}: {setting(s.value)}"
    return None


def _no_decay(case: Case) -> str | None:
    said = no_knob("weight_decay", "no weight decay is set")(case)
    return said if isinstance(said, str) and not usual.silent_decay(case.run) else None


TOO_SHORT = Cause(
    slug="too-few-epochs",
    title="The run ended before it had learned what it could",
    story="The loss was still falling when the epochs were over.",
    explains=("underfitting",),
    prior=0.3,
    signs=(
        Sign(+0.8, _fell_late),
        Sign(+0.7, _rate_usual, "where the rate is already as high as it can be, only time is left"),
        Sign(+0.3, clear("overfitting", "validation has not turned")),
    ),
    changes=("more-epochs",),
    test="resume from the last checkpoint for half as many epochs again",
    needs=lambda case: not case.has("non-finite-loss", "divergence"),
)

OVERFITTING = Cause(
    slug="overfitting",
    title="The model learned the training set by heart",
    story="Beyond some epoch the training loss falls by memorising, and what is held out gets worse.",
    explains=PAST,
    prior=-0.2,
    signs=(
        Sign(+1.4, fired("overfitting")),
        Sign(+0.2, _no_decay),
        Sign(-2.0, train_and_val_rise_together, "overfitting lowers the training loss by definition"),
        Sign(-1.6, collapsed_at_best),
        Sign(-1.2, broke),
    ),
    changes=("smaller-trees", "more-regularisation"),
    test="evaluate the training set in eval mode at the best and at the last epoch",
)

TOO_SMALL = Cause(
    slug="model-too-small",
    title="The model is too small for what it is to learn",
    story="A layer of a few units lets hardly anything through, however long it is trained.",
    explains=("underfitting", "no-learning", "worse-than-constant", "plateau"),
    prior=-0.2,
    signs=(
        Sign(+1.2, _narrow),
        Sign(-1.0, fired("overfitting"), "what overfits is large enough"),
    ),
    changes=("wider-model",),
    test="train on 100 samples until the loss is 0: a model that cannot do this is too small",
    needs=lambda case: _narrow(case) is not None,
)
