"""Losses that swing instead of falling, told from noise, convergence and a floor near zero."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.numerics.oscillation import oscillation
from run_diagnose.testing.runs import run_of


def swinging(n=30, size=0.2, seed=0, level=0.5):
    start = np.geomspace(2.0, level, 5)
    rest = level * np.exp(np.random.default_rng(seed).normal(0, size, n - 5))
    return np.concatenate((start, rest))


def test_a_training_loss_that_swings_with_its_validation_loss_oscillates():
    run = run_of({"train_loss": swinging().tolist(), "val_loss": swinging(seed=1).tolist()})
    assert isinstance(oscillation(run), Fired)


@pytest.mark.parametrize(
    ("train", "val"),
    [
        (swinging(size=0.02), swinging(size=0.2, seed=1)),
        (np.geomspace(2.0, 0.01, 30) * swinging(level=1.0), swinging(seed=1)),
        (np.concatenate((np.geomspace(2.0, 1e-4, 10), 1e-4 * swinging(20, level=1.0)[::-1])), None),
    ],
    ids=["validation alone", "still falling", "a floor near zero"],
)
def test_what_is_no_oscillation(train, val):
    columns = {"train_loss": train.tolist()} | ({} if val is None else {"val_loss": val.tolist()})
    assert not isinstance(oscillation(run_of(columns)), Fired)


def test_few_batches_an_epoch_scatter_by_themselves():
    rng = np.random.default_rng(3)
    steps = np.arange(5, 505, 5)
    train = 0.5 * np.exp(rng.normal(0, 0.4, 100))
    val = [0.5 if s % 25 == 0 else None for s in steps]
    run = run_of({"step": steps.tolist(), "train_loss": train.tolist(), "val_loss": val}, axis="step")
    assert not isinstance(oscillation(run), Fired)
