"""The verdict and the one sentence above everything else."""

from __future__ import annotations

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.outcome import Clear, Fired, Outcome
from run_diagnose.model.roles import LEARNING_ROLES
from run_diagnose.model.run import Run
from run_diagnose.model.wording import at, count, listing

JUDGING_RULES = frozenset(
    {
        "plateau", "no-learning", "worse-than-constant", "overfitting", "divergence", "spread-collapse",
        "correlation-collapse", "val-below-train", "trained-past-best", "underfitting", "constant-predictions-nan-metric",
        "reward-collapse", "policy-stands-still", "gan-collapse", "posterior-collapse", "preferences-unlearned",
        "metric-at-rest",
    }
)  # fmt: skip
"""Rules that look at whether the model learns; one of them must have looked before a run is called healthy."""


def verdict(run: Run, findings: tuple[Finding, ...], outcomes: tuple[Outcome, ...]) -> str:
    """``failed``, ``suspect``, ``healthy`` or ``undetermined``."""
    worst = max((f.severity.level for f in findings), default=-1)
    if worst == Severity.ERROR.level:
        return "failed"
    if worst == Severity.WARNING.level:
        return "suspect"
    return "healthy" if judged(run, outcomes) else "undetermined"


def judged(run: Run, outcomes: tuple[Outcome, ...]) -> bool:
    """True if at least one learning signal was really looked at."""
    looked = any(isinstance(o, Clear | Fired) and o.rule in JUDGING_RULES and _has_content(o) for o in outcomes)
    return looked and run.has(*LEARNING_ROLES)


def _has_content(outcome: Clear | Fired) -> bool:
    return isinstance(outcome, Fired) or bool(outcome.detail)


def answer(run: Run, word: str, findings: tuple[Finding, ...], titles: dict[str, str], suppressed: int = 0) -> str:
    """What happened, in one sentence; ``suppressed`` findings are never passed over as if nothing was there."""
    if word == "undetermined":
        return "There is too little in this log to say whether the run is healthy; see what to log below."
    if word == "healthy":
        return (
            f"Nothing wrong beside {count(suppressed, 'suppressed finding')}."
            if suppressed
            else "Nothing that was checked is wrong."
        )
    serious = [f for f in findings if f.severity is not Severity.NOTE]
    first = serious[0]
    since = f" {_word(first)} {at(first.onset)}" if first.onset is not None and _spans(run, first) else ""
    others = [_short(run, f) for f in serious[1:4]]
    if len(serious) > 4:
        others.append(count(len(serious) - 4, "more finding"))
    more = f"; also {listing(others)}" if others else ""
    return f"{titles.get(first.rule, first.rule)}{since}{more}."


def _short(run: Run, finding: Finding) -> str:
    where = f" ({at(finding.onset)})" if finding.onset is not None and _spans(run, finding) else ""
    return f"{finding.rule}{where}"


def _word(finding: Finding) -> str:
    """What ended where it began happened there."""
    return "at" if finding.end is not None and finding.end == finding.onset else "since"


def _spans(run: Run, finding: Finding) -> bool:
    """True where the onset says something: not the very first place of the run."""
    assert finding.onset is not None
    first = [s.x[0] for s in run.series if s.axis == finding.onset.axis and len(s)]
    return not first or finding.onset.value > min(first)
