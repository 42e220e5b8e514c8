"""Shares of the terms of a loss: what drowns, what counts for nothing, and what is left alone."""

import numpy as np

from run_diagnose.model.outcome import Clear, Fired, Skipped
from run_diagnose.rules.convergence.loss_balance import loss_balance
from run_diagnose.testing.runs import run_of

T = np.linspace(0, 1, 24)
FALLING = np.exp(-3 * T)


def judged(task, penalty, weight=1.0, total=None, **config):
    whole = task + weight * penalty if total is None else total
    columns = {"train_loss": whole, "train_loss_part:task": task, "train_loss_part:penalty": penalty}
    return loss_balance(run_of(columns, config=config))


def severity(outcome):
    return outcome.findings[0].severity.value if isinstance(outcome, Fired) else None


def test_a_penalty_that_is_all_of_the_loss_while_the_task_stands_still_is_a_warning():
    assert severity(judged(0.69 + 0.001 * np.sin(9 * T), 3 + 7 * FALLING)) == "warning"


def test_a_penalty_that_weighs_most_while_the_task_is_learned_is_a_note():
    assert severity(judged(0.2 + 0.5 * FALLING, 3 + 7 * FALLING)) == "note"


def test_a_term_of_a_thousandth_is_a_note_with_its_weight():
    outcome = judged(0.2 + 0.5 * FALLING, 0.3 + 0.2 * T, 1e-4, penalty_weight=1e-4)
    assert severity(outcome) == "note" and outcome.findings[0].values["weight"] == 1e-4


def test_terms_that_share_the_loss_are_left_alone_and_told():
    outcome = judged(0.2 + 0.5 * FALLING, 0.1 + 0.2 * T)
    assert isinstance(outcome, Clear) and "%" in outcome.detail


def test_a_total_that_no_weights_explain_is_said_to_be_so():
    outcome = judged(0.2 + 0.5 * FALLING, 0.1 + 0.2 * T, total=5 + np.sin(40 * T**2))
    assert isinstance(outcome, Skipped) and "add up" in outcome.detail


def test_a_term_that_is_switched_off_is_no_finding():
    assert isinstance(judged(0.2 + 0.5 * FALLING, 0 * T), Clear | Skipped)
