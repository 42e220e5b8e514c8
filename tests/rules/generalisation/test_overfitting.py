"""Overfitting as a warning or a note: how far validation rose, and beside what."""

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.generalisation.overfitting import overfitting
from run_diagnose.rules.selection.trained_past_best import trained_past_best
from run_diagnose.testing.runs import run_of


def test_a_small_rise_beside_all_there_was_to_gain_is_a_note() -> None:
    val = [0.235, 0.15, 0.125, 0.113, 0.107, 0.103, 0.1, 0.097, 0.095, 0.093, 0.092, 0.094, 0.097, 0.1, 0.102, 0.104]
    train = [0.53 * 0.8**k + 0.01 for k in range(16)]
    r2 = [1 - v / 1.04 for v in val]
    outcome = overfitting(run_of({"train_loss": train, "val_loss": val, "val_metric:r2": r2}))
    alone = overfitting(run_of({"train_loss": train, "val_loss": val}))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "note"
    assert isinstance(alone, Fired) and alone.findings[0].severity.value == "warning"


def test_a_loss_that_rises_while_the_errors_halve_is_over_confidence() -> None:
    val = [0.30, 0.16, 0.13, 0.20, 0.18, 0.19, 0.20, 0.18, 0.20, 0.23, 0.23, 0.26, 0.25, 0.27]
    train = [0.54 * 0.6**k for k in range(14)]
    rises = [0.61, 0.915, 0.915, 0.964, 0.947, 0.947, 0.947, 0.947, 0.95, 0.964, 0.95, 0.964, 0.964, 0.982]
    stays = [0.61, *[0.915, 0.92, 0.91] * 4, 0.925]
    columns = {"train_loss": train, "val_loss": val}
    for f1, severity, past in ((rises, "note", False), (stays, "warning", True)):
        run = run_of({**columns, "val_metric:f1": f1})
        outcome = overfitting(run)
        assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == severity
        assert isinstance(trained_past_best(run), Fired) is past


TRAIN = [0.9 * 0.9**k + 0.05 for k in range(30)]
TURNED = [0.9 * 0.85**k + 0.4 + 0.02 * max(k - 12, 0) for k in range(30)]


def test_a_metric_that_goes_on_improving_beyond_its_noise_is_named_with_its_best() -> None:
    rising = [0.9 - 0.4 * 0.9**k for k in range(30)]
    outcome = overfitting(run_of({"train_loss": TRAIN, "val_loss": TURNED, "val_metric:accuracy": rising}))
    assert isinstance(outcome, Fired)
    (finding,) = outcome.findings
    assert finding.values["metric_best_at"] == 30 and "went on improving until epoch 30" in finding.message


def test_a_metric_whose_late_best_is_luck_is_not_held_against_the_loss() -> None:
    still = [min(0.5 + 0.04 * k, 0.85) + 0.01 * (-1) ** k for k in range(29)] + [0.87]
    outcome = overfitting(run_of({"train_loss": TRAIN, "val_loss": TURNED, "val_metric:accuracy": still}))
    assert isinstance(outcome, Fired) and "metric" not in outcome.findings[0].values
