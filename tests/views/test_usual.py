"""The rates in use, beside the momentum they are used with."""

from __future__ import annotations

from run_diagnose.testing import run_of
from run_diagnose.views.usual import SGD, rate


def test_more_momentum_than_usual_makes_every_rate_in_use_smaller() -> None:
    run = run_of({"train_loss": [1.0, 0.9]}, config={"optimizer.name": "sgd", "optimizer.momentum": 0.99})
    assert round(SGD.high / rate(run).high) == 10 and rate(run).far_above(0.2)


def test_the_usual_momentum_changes_nothing() -> None:
    run = run_of({"train_loss": [1.0, 0.9]}, config={"optimizer.name": "sgd", "optimizer.momentum": 0.9})
    assert rate(run) == SGD
