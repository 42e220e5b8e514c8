"""Small findings inside a bigger one are its consequences: they are told once, with the bigger one."""

from __future__ import annotations

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.outcome import Clear, Fired, Outcome

COLLAPSE = ("constant-predictions-nan-metric", "correlation-collapse", "spread-collapse")

BREAKS = ("non-finite-loss", "divergence")
SHAPE = ("val-below-train", "oscillation", "plateau", "no-learning")
"""What a curve that breaks looks like as a whole has no meaning, wherever that look begins."""

EXPLAINS: dict[str, tuple[str, ...]] = {
    "non-finite-loss": (
        "constant-predictions-nan-metric", "correlation-collapse", "divergence", "loss-spike", "plateau", "no-learning",
        "oscillation", "overfitting", "val-below-train", "frozen-metric", "criterion-mismatch", "trained-past-best",
        "underfitting", "worse-than-constant",
    ),
    "divergence": (
        "loss-spike", "plateau", "oscillation", "overfitting", "val-below-train", "trained-past-best", "criterion-mismatch",
        "no-learning", "underfitting",
    ),
    "constant-predictions-nan-metric": (
        "divergence", "loss-spike", "plateau", "overfitting", "trained-past-best", "frozen-metric",
        "criterion-mismatch", "no-learning", "oscillation", "val-below-train", "underfitting",
    ),
    "correlation-collapse": (
        "divergence", "loss-spike", "plateau", "overfitting", "trained-past-best", "criterion-mismatch", "oscillation",
        "underfitting",
    ),
    "spread-collapse": ("plateau", "criterion-mismatch", "underfitting"),
    "no-learning": ("plateau", "loss-spike", "oscillation", "criterion-mismatch", "underfitting", "trained-past-best"),
    "worse-than-constant": ("plateau", "criterion-mismatch", "underfitting"),
    "best-epoch-in-collapse": ("criterion-mismatch", "accuracy-rewards-majority"),
    "criterion-mismatch": ("accuracy-rewards-majority",),
    "overfitting": ("plateau", "loss-spike", "underfitting"),
    "frozen-metric": ("worse-than-constant",),
    "gan-collapse": ("plateau", "oscillation", "metric-past-best"),
    "one-class": ("metric-at-rest",),
    "metric-at-rest": ("plateau",),
    "oscillation": ("plateau",),
    "metric-past-best": ("plateau",),
    "exploding-gradients": ("loss-spike",),
    "entropy-collapse": ("policy-stands-still",),
}  # fmt: skip
"""A rule to the rules whose findings it explains where they begin no earlier than it does; see docs/terms.md."""


def suppress(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The same outcomes, with findings that a bigger one explains turned into clear ones that say so."""
    fired = {o.rule: o for o in outcomes if isinstance(o, Fired)}
    return tuple(_after(o, fired) if isinstance(o, Fired) else o for o in outcomes)


def _after(outcome: Fired, fired: dict[str, Fired]) -> Outcome:
    kept = [f for f in outcome.findings if _explained_by(f, fired) is None]
    if kept:
        return outcome if len(kept) == len(outcome.findings) else Fired(outcome.rule, outcome.code, tuple(kept))
    bigger = next(b for f in outcome.findings if (b := _explained_by(f, fired)) is not None)
    return Clear(outcome.rule, outcome.code, outcome.findings[0].message, silenced_by=bigger)


def _explained_by(finding: Finding, fired: dict[str, Fired]) -> str | None:
    for bigger, outcome in fired.items():
        names = EXPLAINS.get(bigger, ())
        if finding.rule not in names or not any(f.severity is not Severity.NOTE for f in outcome.findings):
            continue
        if any(_not_before(finding, big) for big in outcome.findings):
            return bigger
    return None


def _not_before(small: Finding, big: Finding) -> bool:
    """True unless the small one is known to have begun, and been serious, clearly before the big one.

    The start of a collapse is known only within an interval (``trouble_low``): what begins inside it belongs to it.
    """
    if small.onset is None or big.onset is None or small.onset.axis != big.onset.axis:
        return True
    if small.severity is Severity.NOTE or big.rule in COLLAPSE or (big.rule in BREAKS and small.rule in SHAPE):
        return True
    start = big.values.get("trouble_low", big.values.get("low", big.onset.value))
    return not isinstance(start, int | float) or small.onset.value >= float(start)
