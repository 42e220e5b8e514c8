"""A held-out R2 near one: a leak, or a task without noise that took a search."""

from __future__ import annotations

from run_diagnose.model.finding import Severity
from run_diagnose.model.outcome import Fired
from run_diagnose.rules.generalisation.leak_suspect import leak_suspect
from run_diagnose.testing import run_of

PERFECT = [0.985, 0.996, 0.998, 0.998, 0.999, 0.999]


def severities(r2: list[float]) -> list[Severity]:
    loss = [1.0 - v for v in r2]
    outcome = leak_suspect(run_of({"train_loss": loss, "val_loss": loss, "val_metric:r2": r2}, task="regression"))
    return [f.severity for f in outcome.findings] if isinstance(outcome, Fired) else []


def test_a_target_among_the_inputs_shows_at_once() -> None:
    assert severities([0.80, 0.95, *PERFECT]) == [Severity.WARNING]


def test_what_began_at_chance_and_was_searched_for_is_noted_only() -> None:
    assert severities([0.02, 0.62, *PERFECT]) == [Severity.NOTE]


def test_a_fit_with_noise_left_is_fine() -> None:
    assert severities([0.02, 0.62, 0.90, 0.92, 0.93, 0.93, 0.93, 0.93]) == []
