"""Which parameter groups get no gradient, and which zeros are only rounding."""

from run_diagnose.model.outcome import Clear, Fired, Skipped
from run_diagnose.rules.gradients.dead_gradients import dead_gradients
from run_diagnose.testing.runs import run_of

LOSS = [0.8, 0.6, 0.5, 0.45, 0.42, 0.4]
LIVE = [0.2916, 0.2544, 0.231, 0.2201, 0.2105, 0.2058]


def found(run):
    outcome = dead_gradients(run)
    assert isinstance(outcome, Fired), outcome
    (finding,) = outcome.findings
    return finding


def test_dead_and_living_groups_are_named():
    finding = found(run_of({"train_loss": LOSS, "grad_norm_part:a": LIVE, "grad_norm_part:b": [0.0] * 6}))
    assert finding.values["dead"] == "b" and finding.values["living"] == "a"
    assert finding.severity.value == "warning" and finding.onset.value == 1


def test_one_sample_is_enough_to_say_so_with_less_confidence():
    parts = {"projection.weight": 0.062, "projection.bias": 0.124, "key.weight": 0.0, "query.weight": 0.0}
    finding = found(run_of({"train_loss": [1.0], **{f"grad_norm_part:{k}": [v] for k, v in parts.items()}}))
    assert finding.values["dead"] == "key, query" and finding.values["living"] == "projection"
    assert finding.confidence < 0.8


def test_a_group_that_dies_on_the_way_has_its_own_onset():
    dying = LIVE[:3] + [0.0] * 7
    finding = found(
        run_of({"train_loss": LOSS + [0.4] * 4, "grad_norm_part:a": LIVE + LIVE[:4], "grad_norm_part:b": dying})
    )
    assert finding.onset.value == 4


def test_zeros_of_three_decimals_beside_tiny_norms_are_rounding():
    tiny = [0.003, 0.002, 0.004, 0.002, 0.001, 0.002]
    outcome = dead_gradients(run_of({"train_loss": LOSS, "grad_norm_part:a": tiny, "grad_norm_part:b": [0.0] * 6}))
    assert isinstance(outcome, Skipped)


def test_a_group_that_is_sometimes_unused_is_alive():
    sometimes = [0.0, 0.1, 0.0, 0.2, 0.0, 0.1]
    outcome = dead_gradients(run_of({"train_loss": LOSS, "grad_norm_part:a": LIVE, "grad_norm_part:b": sometimes}))
    assert isinstance(outcome, Clear)


def test_a_smallest_norm_of_zero_says_that_some_group_is_dead():
    finding = found(run_of({"train_loss": LOSS, "grad_norm_part:min": [0.0] * 6, "grad_norm_part:max": LIVE}))
    assert finding.values["unnamed"] and "by group" in finding.message


def test_a_whole_norm_of_zero_with_a_falling_loss_is_a_logger_that_rounds():
    outcome = dead_gradients(run_of({"train_loss": LOSS, "grad_norm": [0.0] * 6}))
    assert isinstance(outcome, Skipped)


def test_a_whole_norm_of_zero_with_a_loss_that_stays_is_an_error():
    assert found(run_of({"train_loss": [0.7] * 6, "grad_norm": [0.0] * 6})).severity.value == "error"


def test_frozen_layers_of_a_pretrained_model_are_only_noted():
    columns = {"train_loss": LOSS, "grad_norm_part:a": LIVE, "grad_norm_part:b": [0.0] * 6}
    assert found(run_of(columns, config={"freeze_backbone": True, "pretrained": True})).severity.value == "note"


def test_frozen_layers_of_a_model_from_scratch_are_a_fault():
    columns = {"train_loss": LOSS, "grad_norm_part:a": LIVE, "grad_norm_part:b": [0.0] * 6}
    assert found(run_of(columns, config={"freeze_backbone": True})).severity.value == "warning"
    assert not found(run_of(columns, config={"frozen": []})).values["frozen_by_config"]
