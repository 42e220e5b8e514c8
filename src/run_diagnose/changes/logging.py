"""What to log and when to stop: edits that cannot hurt."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.changes.snippets import snippet
from run_diagnose.model.change import Advice, Risk
from run_diagnose.views.case import Case
from run_diagnose.views.framework import TRANSFORMERS, framework

COARSE = 50
"""Gradients that grow to a break do so within this many steps (BigScience chronicles): rarer logging misses it."""


@recipe("stop-on-break", always=True)
def stop_on_break(case: Case, cause: str) -> Iterator[Proposal]:
    """Stop at the first value that is no number, or when the metric has fallen far below its best."""
    yield Advice(
        title="Stop on NaN, and on a fall of the metric",
        why="every epoch after the break was spent for nothing",
        snippet=snippet(
            case.run,
            "stop-on-break",
            "finite = math.isfinite(loss) and math.isfinite(metric)\nif not finite or metric < 0.5 * best_metric:\n    break  # the best checkpoint is on disk",
        ),
        cause=cause,
    )


@recipe("stop-on-collapse", always=True)
def stop_on_collapse(case: Case, cause: str) -> Iterator[Proposal]:
    """Neither keep nor go on with predictions that hardly spread; of use where the log has them already."""
    if not case.has("spread-collapse") or not case.run.has("pred_std", "variance_ratio"):
        return
    yield Advice(
        title="Keep no collapsed epoch, and stop where the collapse lasts",
        why="below a tenth of the targets' spread an answer is a constant, whatever the criterion says of it",
        snippet="collapsed = collapsed + 1 if pred_std < 0.1 * target_std else 0\n"
        "if not collapsed and score > best_score:\n    save_checkpoint(epoch)\n"
        "if collapsed >= 5:\n    break",
        cause=cause,
    )


SPREADS = ("regression", "", "vae")
"""Tasks whose predictions are numbers with a spread."""


@recipe("log-spread", always=True)
def log_spread(case: Case, cause: str) -> Iterator[Proposal]:
    """Log the spread of predictions and targets; of classes the share of the one answered most."""
    if case.run.task == "classification":
        yield Advice(
            title="Log the share of the class that is answered most",
            why="one class for every sample shows there at once, and in the accuracy only beside the classes' shares",
            snippet='log("largest_share", np.bincount(answers).max() / len(answers))  # answers = logits.argmax(1)',
            cause=cause,
        )
    unknown_text = case.run.task == "" and framework(case.run) == TRANSFORMERS
    if case.run.has("pred_std") or case.run.task not in SPREADS or unknown_text:
        return
    yield Advice(
        title="Log how widely the predictions spread",
        why="it falls epochs before a correlation turns NaN, and proves which split is constant",
        snippet=snippet(
            case.run,
            "log-spread",
            'log("pred_std", predictions.std()); log("target_std", targets.std())',
        ),
        cause=cause,
    )


def _oftener(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth of the logging interval, where a break falls between two places that are many steps apart."""
    found, old = (
        case.first("non-finite-loss", "fp16-overflow", "exploding-gradients"),
        case.run.config.number("log_interval"),
    )
    if found is None or found.onset is None or found.onset.axis != "step" or old is None or old < COARSE:
        return
    yield from edit(
        case, "log_interval", int(old) // 10, cause=cause, risk=Risk.SAFE,
        why=f"a break within {old:.0f} steps cannot be followed", watch="the steps before a break are in the log",
    )  # fmt: skip


@recipe("log-gradients", always=True)
def log_gradients(case: Case, cause: str) -> Iterator[Proposal]:
    """Log the norm of the gradient, and the steps before a break one by one."""
    yield from _oftener(case, cause)
    if case.run.has("grad_norm"):
        return
    yield Advice(
        title="Log the gradient norm of every step",
        why="whether the gradient grew before the break separates a rate too high from a bad sample and from precision",
        snippet=snippet(
            case.run,
            "log-gradients",
            'log("grad_norm", torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0))',
        ),
        cause=cause,
    )


@recipe("checkpoint-inside-epoch", always=True)
def checkpoint_inside_epoch(case: Case, cause: str) -> Iterator[Proposal]:
    """Save inside the epoch where one epoch is long."""
    found = case.first("non-finite-loss")
    if found is None or found.onset is None or found.onset.axis != "step":
        return
    steps = case.run.totals.get("step/epoch") or found.onset.value
    every = max(1, round(steps / 4))
    saves = case.run.config.number("checkpoint_interval")
    if saves is not None and saves > every:
        yield from edit(
            case, "checkpoint_interval", every, cause=cause, risk=Risk.SAFE,
            why=f"the run broke at step {found.onset.value:.0f} before anything was kept", watch="a checkpoint lies before any break",
        )  # fmt: skip
        return
    yield Advice(
        title="Save a checkpoint inside the epoch",
        why=f"the run broke at step {found.onset.value:.0f} and nothing before it was kept; a quarter of the epoch is {every} steps",
        snippet=f"if step % {every} == 0:\n    save_checkpoint(step)",
        cause=cause,
    )


@recipe("log-target-spread", always=True)
def log_target_spread(case: Case, cause: str) -> Iterator[Proposal]:
    """Compare the targets of the two splits."""
    yield Advice(
        title="Compare the spread of the targets of both splits",
        why="one line tells whether the two losses can be compared at all",
        snippet="print(train_targets.std(), val_targets.std())",
        cause=cause,
    )


@recipe("log-correlation", always=True)
def log_correlation(case: Case, cause: str) -> Iterator[Proposal]:
    """Log the correlation."""
    if any(s.role.quantity == "correlation" for s in case.run.series):
        return
    yield Advice(
        title="Log the correlation of predictions and targets",
        why="the widest useful spread equals the correlation: without it a weak signal and a collapse look alike",
        snippet='log("val_corr", np.corrcoef(predictions, targets)[0, 1])',
        cause=cause,
    )


@recipe("evaluate-train-loss", always=True)
def evaluate_train_loss(case: Case, cause: str) -> Iterator[Proposal]:
    """Evaluate the training set as validation is evaluated."""
    yield Advice(
        title="Evaluate the training loss the way validation is evaluated",
        why="a loss averaged during the epoch, with dropout, cannot be held against one measured after it without",
        snippet=snippet(
            case.run,
            "evaluate-train-loss",
            'model.eval()\nwith torch.no_grad():\n    log("train_eval_loss", mean_loss(train_subset))',
        ),
        cause=cause,
    )
