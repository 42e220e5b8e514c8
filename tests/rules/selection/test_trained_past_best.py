"""What was lost after the best epoch, also where a swinging loss hides its turn."""

from __future__ import annotations

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.selection.trained_past_best import trained_past_best
from run_diagnose.testing.runs import run_of

R2 = [-5.0, -2.0, -0.4, 0.3, -0.5, 0.4, 0.55, -0.1, 0.54, 0.65, 0.67, -0.2, 0.64, -0.1, 0.1, 0.3, 0.0, -0.01]
LOSS = [1 - r for r in R2]


def test_an_r2_that_ends_at_nothing_is_noted_though_the_loss_swings() -> None:
    outcome = trained_past_best(run_of({"val_loss": LOSS, "val_metric:r2": R2}))
    assert isinstance(outcome, Fired)
    (finding,) = outcome.findings
    assert finding.severity.value == "note" and "no better than a constant" in finding.message


def test_an_r2_that_was_never_much_or_still_is_has_lost_nothing() -> None:
    little, well = [min(r, 0.2) for r in R2], [*R2[:-4], 0.6, 0.62, 0.61, 0.6]
    for r2 in (little, well):
        assert isinstance(trained_past_best(run_of({"val_loss": [1 - r for r in r2], "val_metric:r2": r2})), Clear)


def test_a_best_epoch_that_was_kept_is_not_lost() -> None:
    run = run_of({"val_loss": LOSS, "val_metric:r2": R2}, config={"restore_best_weights": True})
    assert isinstance(trained_past_best(run), Clear)
