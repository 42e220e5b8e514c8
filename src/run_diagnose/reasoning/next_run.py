"""What the next run must show if the advice was right."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.change import Change
from run_diagnose.model.wording import number, percent, place
from run_diagnose.views import curves
from run_diagnose.views.case import Case
from run_diagnose.views.spread import spread

CRITERIA: dict[str, str] = {
    "non-finite-loss": "no NaN or infinite value in any loss, past the place where this run broke",
    "zero-loss": "no loss of exactly 0, and a gradient norm that is a number",
    "fp16-overflow": "fewer than one skipped step in a hundred after the first twenty",
    "divergence": "no lasting rise of the training loss",
    "loss-spike": "no step loss above three times the median around it",
    "oscillation": "the training loss changes by less than a tenth from epoch to epoch over the last third",
    "exploding-gradients": "no gradient norm above ten times its median",
    "vanishing-gradients": "the gradient norm of the first layer within a factor of 100 of the last one's",
    "dead-gradients": "every parameter group has a gradient norm above 0 within the first 100 steps",
    "constant-predictions-nan-metric": "the correlation stays a number to the last epoch",
    "one-class": "no class takes more than its share in the targets and a fifth of all samples",
    "no-learning": "the training loss is at least a tenth lower than its second value by the fifth epoch",
    "loss-balance": "the wanted terms are at least a third of the training loss, and fall",
    "metric-at-rest": "the metric is a tenth above the level of guessing by the fifth epoch",
    "accuracy-rewards-majority": "the kept epoch is within the noise of the best held-out loss, and of the best balanced accuracy or F1",
    "metric-past-best": "the metric at the end is within its noise of its best",
    "worse-than-constant": "R2 above 0 (a constant scores 0), or a loss below the value that a constant gives",
    "underfitting": "the last quarter brings less than a twentieth of the whole gain",
    "plateau": "the training loss falls below the level at which this run stood",
    "overfitting": "validation loss within a few per cent of its lowest at the end",
    "val-below-train": "training loss evaluated after the epoch, in eval mode, within a few per cent of the validation loss",
    "leak-suspect": "the held-out figure stays within its noise on a split by group or time",
    "best-epoch-in-collapse": "the kept epoch spreads no less than those tied with it by the criterion, and its R2 is above 0",
    "criterion-mismatch": "the kept epoch is within the noise of the best by the metric that matters",
    "lr-schedule": "the logged learning rate follows the configured schedule over the whole run",
    "warmup-outlasts-run": "the logged learning rate reaches its peak within the first tenth of the run",
    "frozen-metric": "the metric changes from the first evaluation to the second",
    "resume-discontinuity": "loss and learning rate go on at the level they had, and no place is logged twice",
    "throughput-slowdown": "the time per epoch stays within a fifth of that of the first epochs",
    "memory-growth": "the memory in use is the same after the second epoch and at the end",
    "crash-in-log": "the run passes the place where this one stopped",
    "entropy-collapse": "the entropy stays above a tenth of its start for the first half of the run",
    "kl-blowup": "KL stays below three times its median",
    "reward-collapse": "the reward at the end is within a tenth of its best",
    "value-blowup": "the error of the value function stays within ten times its first entries",
    "policy-stands-still": "approx_kl above 0.001, and the reward above its start by the first third",
    "gan-collapse": "neither loss goes to 0, and samples stay varied to the end",
    "preferences-unlearned": "the chosen answer is preferred in more than 60 % of the pairs by the middle of the run",
    "preferences-too-easy": "accuracy of the pairs below 0.99 and their margin below 8, with the held-out loss still falling",
    "chosen-answers-lost": "the log-probability of the chosen answers stays within a fifth of its start",
    "answers-cut-off": "fewer than a tenth of the sampled answers are cut off",
    "uniform-rewards": "at least a third of the groups hold answers with different rewards",
    "posterior-collapse": "KL above 0.1 nat per dimension while the reconstruction falls",
}
"""A finding's rule to what its absence would look like; derived from the finding, not a target of the person's."""

HARMLESS = -0.05
"""R2 from which a spread did no harm: a constant scores 0, and a few hundred samples err by some hundredths."""
NARROW = 0.1
"""Below this share of the targets' spread predictions count as collapsed: no goal for the next run."""


def criteria(case: Case, changes: tuple[Change, ...]) -> tuple[str, ...]:
    """Criteria in the order of the findings, then what the changes are to be watched for; each once."""
    out = [text for f in case.serious if (text := criterion(case, f.rule))]
    out += [c.watch for c in changes if c.watch]
    return tuple(dict.fromkeys(out))[:8]


def criterion(case: Case, rule: str) -> str:
    """What the absence of a finding would look like in the next run, with this run's figures; "" where none is known."""
    special = {"correlation-collapse": _correlation, "spread-collapse": _spread, "trained-past-best": _best}
    return special[rule](case) if rule in special else CRITERIA.get(rule, "")


def _correlation(case: Case) -> str:
    best, at = case.value("correlation-collapse", "best"), case.value("correlation-collapse", "best_at")
    if isinstance(best, int | float) and isinstance(at, int | float):
        return f"the correlation stays above {number(0.9 * best, 2)}, nine tenths of this run's best, past epoch {number(at)}"
    return ""


def _spread(case: Case) -> str:
    """Never wider than where the run still beat, or nearly beat, a constant: spread without correlation adds error."""
    seen = spread(case.run)
    together = "pred_std / target_std rises together with the correlation, and R2 is above 0"
    if seen is None or len(seen.s) < 2:
        return together
    if seen.r2 is None:
        return _wider(float(np.nanmax(seen.s)))
    fine = np.flatnonzero((seen.r2 > HARMLESS) & (seen.s > NARROW))
    if not len(fine):
        return together
    widest = int(fine[np.argmax(seen.s[fine])])
    where = place(seen.axis, float(seen.x[widest]))
    return f"{together}; {percent(float(seen.s[widest]))} was had at {where} without harm, wider did not pay"


def _wider(widest: float) -> str:
    if widest < NARROW:
        return f"pred_std / target_std above {percent(NARROW)}, where it counts as collapsed no longer, and rising together with the correlation"
    return f"pred_std / target_std above {percent(widest)}, the widest of this run, and rising together with the correlation"


def _best(case: Case) -> str:
    """Not to lose what this run had at its best."""
    loss, where = curves.val_loss(case.run), case.value("trained-past-best", "best_at")
    low = None if loss is None else loss.finite.best_index
    if loss is None or low is None or not isinstance(where, int | float):
        return "what is kept is within the noise of the best of the run"
    return f"the run ends, or goes back, with {loss.name} near {number(float(loss.finite.y[low]))}, which this one had at {place(loss.axis, where)}"
