"""Runs that ended in the middle of learning, few points included."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.convergence.underfitting import underfitting
from run_diagnose.testing.runs import run_of

TRAIN = [0.964, 0.855, 0.717, 0.551, 0.421, 0.349, 0.292]
VAL = [0.938, 0.814, 0.648, 0.486, 0.399, 0.342, 0.291]


def test_seven_epochs_that_fall_by_a_tenth_to_the_last_were_cut_short():
    outcome = underfitting(run_of({"train_loss": TRAIN, "val_loss": VAL}))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "warning"


@pytest.mark.parametrize(
    "columns",
    [
        {"train_loss": TRAIN},
        {"train_loss": TRAIN, "val_loss": [*VAL[:5], 0.385, 0.384]},
        {"train_loss": [0.96, 0.6, 0.4, 0.3, 0.25, 0.235, 0.23], "val_loss": VAL},
        {"train_loss": TRAIN[:5], "val_loss": VAL[:5]},
        {"train_loss": [*TRAIN[:5], -0.1, -0.3], "val_loss": VAL},
    ],
    ids=["no validation", "validation at rest", "training at rest", "five epochs", "a loss without a sign"],
)
def test_what_few_points_do_not_tell(columns):
    assert not isinstance(underfitting(run_of(columns)), Fired)


def test_the_last_quarter_of_eight_epochs_is_its_own_points():
    train = [0.98, 0.90, 0.79, 0.60, 0.41, 0.288, 0.216, 0.174]
    val = [0.90, 0.81, 0.66, 0.47, 0.33, 0.256, 0.206, 0.181]
    assert isinstance(underfitting(run_of({"train_loss": train, "val_loss": val})), Fired)
    rests = [*val[:6], 0.245, 0.240]
    assert not isinstance(underfitting(run_of({"train_loss": train, "val_loss": rests})), Fired)


def test_a_long_run_that_settled_is_no_short_one():
    y = 0.3 + np.exp(-np.arange(40) / 5)
    assert not isinstance(underfitting(run_of({"train_loss": y, "val_loss": y + 0.1})), Fired)
