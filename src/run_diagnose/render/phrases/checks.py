"""How each rule ended, in words."""

from __future__ import annotations

from run_diagnose.model.report import Check, Howto, RunReport
from run_diagnose.model.wording import count, listing


def clear(run: RunReport) -> list[Check]:
    """Checks that looked and found nothing."""
    return [c for c in run.checks if c.status == "clear" and not c.silenced_by]


def silenced(run: RunReport) -> list[Check]:
    """Checks whose finding is part of a bigger one."""
    return [c for c in run.checks if c.silenced_by]


def unchecked(run: RunReport) -> list[Check]:
    """Checks that could not look although they are for this kind of training."""
    return [c for c in run.checks if c.status == "skipped" and c.applies]


def elsewhere(run: RunReport) -> str:
    """How many checks are for other kinds of training, in words; empty without any."""
    n = sum(c.status == "skipped" and not c.applies for c in run.checks)
    return f"{count(n, 'more check')} {'is' if n == 1 else 'are'} for other kinds of training" if n else ""


def broke(run: RunReport) -> list[Check]:
    """Checks that failed by a bug of ours."""
    return [c for c in run.checks if c.status == "broke"]


def about(check: Check) -> str:
    """What a clear check verified; a rule's title names the ailment."""
    return check.detail or (f"not seen: {check.title}" if check.title else "")


def why_not(check: Check) -> str:
    """Why a check could not look."""
    needs = f"log {listing(check.needs)}" if check.needs else ""
    detail = "" if check.detail == "not logged" and needs else check.detail
    return "; ".join(part for part in (detail, needs) if part)


def helps(howto: Howto) -> str:
    """What logging a series would let diagnose look for."""
    return f"lets diagnose look for {listing(howto.rules)}" if howto.rules else ""
