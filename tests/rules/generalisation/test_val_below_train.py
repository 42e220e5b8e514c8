"""When a validation loss below the training loss has a reason that the log itself shows."""

import numpy as np

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.generalisation.val_below_train import val_below_train
from run_diagnose.testing.runs import run_of

TERM = 0.05 + 0.9 * np.exp(-np.arange(40) / 6) + 0.001 * np.cos(np.arange(40))
WHOLE = 1.1 * TERM + 0.08


def test_a_term_that_validation_leaves_out_explains_the_gap():
    columns = {"train_loss": WHOLE, "train_loss_part:noise": TERM, "val_loss": TERM * 1.01}
    outcome = val_below_train(run_of(columns))
    assert isinstance(outcome, Clear) and "one term of" in outcome.detail


def test_terms_that_are_far_from_the_validation_loss_explain_nothing():
    columns = {"train_loss": WHOLE, "train_loss_part:small": TERM / 50, "val_loss": TERM * 1.01}
    assert isinstance(val_below_train(run_of(columns)), Fired)
