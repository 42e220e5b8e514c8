"""A series on the axes that it knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from run_diagnose.model.series import shared_axis
from run_diagnose.testing.runs import run_of

LOSS = run_of({"train_loss": [1.0, 0.5, 0.4]}, axis="step").series[0]
BY_EPOCH = replace(LOSS, also={"epoch": np.array([0.5, 1.0, 1.5])})
VAL = run_of({"val_loss": [1.1, 0.9]}).series[0]


def test_places_are_told_on_the_own_axis_and_on_every_other_that_is_known() -> None:
    assert BY_EPOCH.on("step").tolist() == [1.0, 2.0, 3.0] and BY_EPOCH.on("epoch").tolist() == [0.5, 1.0, 1.5]
    with pytest.raises(KeyError):
        LOSS.on("epoch")


def test_two_series_meet_on_an_axis_that_both_know() -> None:
    assert shared_axis(BY_EPOCH, VAL) == shared_axis(VAL, BY_EPOCH) == "epoch"
    assert shared_axis(LOSS, VAL) is None
    assert shared_axis(BY_EPOCH, LOSS) == "step"
