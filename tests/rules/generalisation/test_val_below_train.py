"""When a validation loss below the training loss has a reason that the log itself shows."""

from dataclasses import replace

import numpy as np

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.generalisation.val_below_train import val_below_train
from run_diagnose.testing.runs import run_of

TERM = 0.05 + 0.9 * np.exp(-np.arange(40) / 6) + 0.001 * np.cos(np.arange(40))
WHOLE = 1.1 * TERM + 0.2


def test_a_term_that_validation_leaves_out_explains_the_gap():
    columns = {"train_loss": WHOLE, "train_loss_part:noise": TERM, "val_loss": TERM * 1.01}
    outcome = val_below_train(run_of(columns))
    assert isinstance(outcome, Clear) and "one term of" in outcome.detail


def test_terms_that_are_far_from_the_validation_loss_explain_nothing():
    columns = {"train_loss": WHOLE, "train_loss_part:small": TERM / 50, "val_loss": TERM * 1.01}
    assert isinstance(val_below_train(run_of(columns)), Fired)


def test_the_floor_of_label_smoothing_is_no_gap() -> None:
    train = [2.09, 1.53, 1.08, 0.86, 0.77, 0.71, 0.67, 0.64, 0.64, 0.62, 0.61, 0.61]
    val = [1.98, 1.17, 0.70, 0.53, 0.42, 0.34, 0.30, 0.31, 0.29, 0.25, 0.24, 0.23]
    columns = {"train_loss": train, "val_loss": val}
    assert isinstance(val_below_train(run_of(columns, config={"loss.label_smoothing": 0.1})), Clear)
    assert isinstance(val_below_train(run_of(columns)), Fired)


def test_losses_of_a_model_that_blew_up_say_nothing_of_the_splits() -> None:
    columns = {"train_loss": [9e4] * 8, "val_loss": [200.0] * 8, "val_metric:r2": [-170.0] * 8}
    assert isinstance(val_below_train(run_of(columns)), Clear)


def test_mixed_samples_in_training_explain_any_gap():
    columns = {"train_loss": 2 * TERM + 0.4, "val_loss": TERM}
    assert isinstance(val_below_train(run_of(columns)), Fired)
    assert isinstance(val_below_train(run_of(columns, config={"cutmix_alpha": 0.2})), Clear)
    assert isinstance(val_below_train(run_of(columns, config={"cutmix_alpha": 0})), Fired)


def test_a_teacher_makes_training_another_loss():
    columns = {"train_loss": 3 * TERM + 0.4, "val_loss": TERM}
    for key in ("distill", "distillation.alpha", "loss.kd_weight", "teacher_model"):
        assert isinstance(val_below_train(run_of(columns, config={key: 0.7})), Clear), key
    for key in ("distill", "kdtree"):
        assert isinstance(val_below_train(run_of(columns, config={key: 0})), Fired), key


def test_the_mean_of_an_epoch_is_compared_rather_than_single_steps():
    means, steps = [0.9, 0.5, 0.4, 0.35, 0.33, 0.32, 0.31, 0.3], [1.4, 0.8, 0.6, 0.52, 0.5, 0.5, 0.47, 0.45]
    val = [0.6, 0.42, 0.36, 0.33, 0.32, 0.32, 0.31, 0.31]
    run = run_of({"train_loss": steps, "val_loss": val})
    single = replace(run.series[0], name="train/loss_step")
    mean = replace(run_of({"train_loss": means}).series[0], name="train/loss_epoch")
    assert isinstance(val_below_train(replace(run, series=(single, run.series[1]))), Fired)
    assert isinstance(val_below_train(replace(run, series=(single, mean, run.series[1]))), Clear)


def test_a_ratio_between_two_losses_near_zero_is_no_gap():
    small = 2.3 * np.exp(-np.arange(20) / 2.5) + 0.1
    easy = 2.3 * np.exp(-np.arange(20) / 2.5) + 0.03
    outcome = val_below_train(run_of({"train_loss": small, "val_loss": easy}))
    assert isinstance(outcome, Clear) and "both are learned" in outcome.detail
    far = val_below_train(run_of({"train_loss": small + 0.6, "val_loss": easy}))
    assert isinstance(far, Fired)


def test_a_ratio_that_swings_is_no_other_unit():
    val = 0.004 + 0.05 * np.exp(-np.arange(32) / 4) + 0.003 * np.abs(np.sin(np.arange(32) * 1.7))
    ratio = np.exp(0.5 + 0.9 * np.cos(np.arange(32) * 2.3))
    ratio[:6] = 2.1
    assert not isinstance(val_below_train(run_of({"train_loss": [1.8, *(val * ratio)[1:]], "val_loss": val})), Fired)
    summed = run_of({"train_loss": 32 * val, "val_loss": val})
    assert isinstance(val_below_train(summed), Fired)


def test_a_gap_is_dated_where_it_opens():
    val = [2.26, 2.13, 1.92, 1.65, 1.42, 1.42, 1.34, 1.31, 1.28, 1.27]
    train = [2.30, 2.23, 2.12, 2.03, 1.99, 1.96, 1.92, 1.93, 1.91, 1.90]
    outcome = val_below_train(run_of({"train_loss": train, "val_loss": val}))
    assert isinstance(outcome, Fired) and outcome.findings[0].onset.value == 4


def test_a_sum_beside_a_mean_is_found_though_their_ratio_wanders():
    val = 0.35 * np.exp(-np.arange(30) / 6) + 0.035
    train = 25 * np.exp(-np.arange(30) / 3) + 1.4 * np.exp(-np.arange(30) / 15) + 0.2
    assert isinstance(val_below_train(run_of({"train_loss": train, "val_loss": val})), Fired)


def test_mixed_targets_make_a_factor_of_any_size() -> None:
    train = [1.03, 0.52, 0.45, 0.40, 0.35, 0.42, 0.31, 0.31, 0.35, 0.39, 0.40, 0.32, 0.43, 0.36, 0.37]
    val = [0.35, 0.17, 0.124, 0.124, 0.099, 0.116, 0.088, 0.095, 0.092, 0.102, 0.098, 0.097, 0.103, 0.096, 0.106]
    columns = {"train_loss": train, "val_loss": val}
    assert isinstance(val_below_train(run_of(columns, config={"mixup": 0.4})), Clear)
    assert isinstance(val_below_train(run_of(columns, config={"lr": 0.003})), Fired)
