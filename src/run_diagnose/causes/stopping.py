"""Causes in when the run stops, and by what."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.lead_signs import train_and_val_rise_together
from run_diagnose.causes.length import PAST, broke, collapsed_at_best
from run_diagnose.causes.signs import fired
from run_diagnose.model.wording import number, setting
from run_diagnose.views import planned_steps
from run_diagnose.views.case import Case
from run_diagnose.views.keeping import keeps_best
from run_diagnose.views.pick import monitor


def _ended_early(case: Case) -> str | None:
    patience, s = case.run.config.number("patience"), case.run.config.knob("patience")
    whole, last = case.run.config.number("epochs"), planned_steps.last_epoch(case.run)
    if patience is None or s is None or patience > 3 or not whole or not last or last > 0.8 * whole:
        return None
    return f"it ended after {number(last)} of {number(whole)} epochs, with {s.key}: {setting(s.value)}"


def _monitors_training(case: Case) -> str | None:
    s = monitor(case.run)
    said = None if s is None or s.value is None else str(s.value).strip().lower()
    training = said is not None and (said.startswith(("train", "tr_")) or said in ("loss", "accuracy", "acc"))
    return f"the config has {s.key}: {setting(s.value)}" if training and s is not None else None


def _nothing_stops(case: Case) -> str | None:
    return (
        "nothing in the config ends the run or keeps its best" if case.run.config and not keeps_best(case.run) else None
    )


def _waits_too_long(case: Case) -> str | None:
    patience, s = case.run.config.number("patience"), case.run.config.knob("patience")
    whole = planned_steps.epochs(case.run)
    if not patience or s is None or not whole or patience < 0.25 * whole:
        return None
    return f"the config has {s.key}: {setting(s.value)}, of {number(whole)} epochs: it can hardly act"


NOT_STOPPED = Cause(
    slug="trained-past-its-best",
    title="Nothing stopped the run at its best",
    story="Beyond some epoch what is held out only gets worse, and what was kept is the end.",
    explains=PAST,
    prior=0.4,
    signs=(
        Sign(+1.4, fired("overfitting", "trained-past-best", "metric-past-best")),
        Sign(+0.6, _nothing_stops),
        Sign(+0.6, _waits_too_long),
        Sign(-1.6, train_and_val_rise_together, "overfitting lowers the training loss by definition"),
        Sign(-1.6, collapsed_at_best, "a loss that is lowest where the predictions say least is no model at its best"),
        Sign(-1.2, broke),
    ),
    changes=("stop-at-best",),
    test="evaluate the checkpoint nearest to the best epoch on the test set beside the last one",
)

STOPPED_TOO_EARLY = Cause(
    slug="patience-too-short",
    title="Early stopping gave up within the noise",
    story="A validation loss goes up and down from one epoch to the next; who waits for one or two of them stops at the first that is unlucky.",
    explains=("underfitting",),
    prior=0.2,
    signs=(
        Sign(+1.2, _ended_early),
        Sign(+0.3, fired("underfitting")),
    ),
    changes=("longer-patience",),
    test="resume from the last checkpoint for a tenth of the planned epochs",
    needs=lambda case: _ended_early(case) is not None,
)

MONITORS_TRAINING = Cause(
    slug="monitors-training",
    title="What decides when to stop is a training figure",
    story="It gets better for as long as anything is learned by heart, so patience never runs out and the last epoch is the best.",
    explains=("overfitting", "trained-past-best", "criterion-mismatch"),
    prior=0.4,
    signs=(
        Sign(+1.5, _monitors_training),
        Sign(+0.4, fired("overfitting", "trained-past-best")),
    ),
    changes=("monitor-held-out",),
    test="sort the epochs by the validation loss: where is the kept one?",
    needs=lambda case: _monitors_training(case) is not None,
)
