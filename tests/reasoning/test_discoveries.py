"""How many false findings a report may be expected to hold."""

from __future__ import annotations

import pytest

from run_diagnose.model.finding import Finding, Severity, reading
from run_diagnose.model.outcome import Clear, Fired, Outcome
from run_diagnose.reasoning.discoveries import controlled
from run_diagnose.rules import calibration
from run_diagnose.rules.calibration import Rates


def fired(code: str, confidence: float, severity: Severity = Severity.WARNING) -> Fired:
    found = Finding(
        code=code, rule=code.lower(), kind="other", severity=severity, confidence=confidence, series=(), onset=None,
        known=None, end=None, message="x", evidence=(reading("x", 1.0),), values={}, fingerprint="",
    )  # fmt: skip
    return Fired(code.lower(), code, (found,))


def serious(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [o.code for o in outcomes if isinstance(o, Fired) and o.findings[0].severity is not Severity.NOTE]


@pytest.fixture(autouse=True)
def _rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Families whose rates do not depend on what they state: .99, .8 and .5."""
    for family, odds in (("SUR", 4.595), ("FAI", 1.386), ("WEA", 0.0)):
        monkeypatch.setitem(calibration.FAMILIES, family, Rates(100, 100, odds, 0.0))


def test_a_sure_finding_stays_and_an_unsure_one_alone_becomes_a_note() -> None:
    assert serious(controlled((fired("SUR001", 0.9),))) == ["SUR001"]
    assert serious(controlled((fired("WEA001", 0.9),))) == []


def test_a_fair_finding_is_carried_by_surer_ones() -> None:
    assert serious(controlled((fired("FAI001", 0.8),))) == []
    together = (fired("SUR001", 0.9), fired("FAI001", 0.8), Clear("x", "X", ""))
    assert serious(controlled(together)) == ["SUR001"]
    more = (fired("SUR001", 0.9), fired("FAI001", 0.8), fired("NAN001", 0.97))
    assert serious(controlled(more)) == ["SUR001", "FAI001", "NAN001"]


def test_findings_of_one_family_count_once() -> None:
    many = tuple(fired(f"WEA00{i}", 0.6) for i in range(1, 6))
    assert serious(controlled((fired("SUR001", 0.9), *many))) == ["SUR001"]


def test_notes_and_clear_rules_are_left_alone() -> None:
    outcomes: tuple[Outcome, ...] = (fired("WEA001", 0.5, Severity.NOTE), Clear("x", "X", "fine"))
    assert controlled(outcomes) is outcomes
