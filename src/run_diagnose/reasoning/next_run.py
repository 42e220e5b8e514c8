"""What the next run must show if the advice was right."""

from __future__ import annotations

from run_diagnose.model.change import Change
from run_diagnose.model.wording import number, percent
from run_diagnose.views.case import Case
from run_diagnose.views.spread import spread

CRITERIA: dict[str, str] = {
    "non-finite-loss": "no NaN or infinite value in any loss, past the place where this run broke",
    "constant-predictions-nan-metric": "the correlation stays a number to the last epoch",
    "no-learning": "the training loss is at least a tenth lower than its second value by the fifth epoch",
    "worse-than-constant": "R2 above 0 (a constant scores 0), or a loss below the value that a constant gives",
    "val-below-train": "training loss evaluated after the epoch, in eval mode, within a few per cent of the validation loss",
    "best-epoch-in-collapse": "the kept epoch spreads at least half as wide as the widest of the run",
    "dead-gradients": "every parameter group has a gradient norm above 0 within the first 100 steps",
    "lr-schedule": "the logged learning rate follows the configured schedule over the whole run",
    "overfitting": "validation loss within a few per cent of its lowest at the end",
    "divergence": "no lasting rise of the training loss",
}
"""A finding's rule to what its absence would look like; derived from the finding, not a target of the person's."""


def criteria(case: Case, changes: tuple[Change, ...]) -> tuple[str, ...]:
    """Criteria in the order of the findings, then what the changes are to be watched for; each once."""
    out = [text for f in case.serious if (text := _criterion(case, f.rule))]
    out += [c.watch for c in changes if c.watch]
    return tuple(dict.fromkeys(out))[:8]


def _criterion(case: Case, rule: str) -> str:
    if rule == "correlation-collapse":
        best, at = case.value(rule, "best"), case.value(rule, "best_at")
        if isinstance(best, int | float) and isinstance(at, int | float):
            return f"the correlation stays above {number(0.9 * best, 2)}, nine tenths of this run's best, past epoch {number(at)}"
    if rule == "spread-collapse":
        seen = spread(case.run)
        top = (
            f"above {percent(float(max(seen.s)))}, the widest of this run,"
            if seen is not None and len(seen.s) > 1
            else ""
        )
        return f"pred_std / target_std {top} and rising together with the correlation".replace("  ", " ")
    return CRITERIA.get(rule, "")
