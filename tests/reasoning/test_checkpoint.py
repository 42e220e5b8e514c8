"""Which checkpoint to keep where the criterion itself is at fault."""

from __future__ import annotations

from run_diagnose.reasoning.checkpoint import advise
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

ACCURACY = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.91]


def test_a_mode_that_is_upside_down_is_not_followed() -> None:
    config = {"early_stopping.monitor": "val_accuracy", "early_stopping.mode": "min"}
    run = run_of({"val_metric:accuracy": ACCURACY}, config=config)
    advice = advise(case_of(run, {"criterion-mismatch": {"inverted": True}}))
    assert advice is not None
    assert advice.picked is not None
    assert advice.picked.at == 1
    assert advice.recommended is not None
    assert advice.recommended.at == 7
    assert "the higher is the better" in advice.why


def test_a_mode_that_is_right_keeps_the_best() -> None:
    config = {"early_stopping.monitor": "val_accuracy", "early_stopping.mode": "max"}
    advice = advise(case_of(run_of({"val_metric:accuracy": ACCURACY}, config=config), {}))
    assert advice is not None
    assert advice.recommended is not None
    assert advice.recommended.at == 7


def test_a_metric_that_is_best_later_than_the_loss_is_named_beside_it() -> None:
    loss = [1.0, 0.8, 0.6, 0.5, 0.6, 0.7, 0.8, 0.9]
    run = run_of({"val_loss": loss, "val_metric:accuracy": ACCURACY})
    name = run.series[1].name
    advice = advise(case_of(run, {"overfitting": {"metric": name, "metric_best_at": 7.0}}))
    assert advice is not None and advice.recommended is not None
    assert advice.recommended.at == 4
    assert f"By {name} epoch 7 is better (0.92, here 0.8): choose by what you will report" in advice.why
