"""How each rule ended, in words."""

from __future__ import annotations

from run_diagnose.model.report import Check, Howto, RunReport
from run_diagnose.model.wording import listing


def clear(run: RunReport) -> list[Check]:
    """Checks that looked and found nothing."""
    return [c for c in run.checks if c.status == "clear" and not c.silenced_by]


def silenced(run: RunReport) -> list[Check]:
    """Checks whose finding is part of a bigger one."""
    return [c for c in run.checks if c.silenced_by]


def unchecked(run: RunReport) -> list[Check]:
    """Checks that could not look."""
    return [c for c in run.checks if c.status == "skipped"]


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
