"""A leak grows in every part of a run; caches and one larger batch do not."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.speed.memory_growth import memory_growth
from run_diagnose.testing.runs import run_of


@pytest.mark.parametrize(
    ("memory", "fires"),
    [
        (np.linspace(4000, 11000, 40), True),
        (np.concatenate((np.linspace(1000, 6900, 8), np.full(32, 6900.0))), False),
        (np.concatenate((np.full(25, 4000.0), np.full(15, 6900.0))), False),
        (np.linspace(6900, 7300, 40), False),
    ],
    ids=["leak", "caches", "one larger batch", "a little"],
)
def test_what_grows_all_the_time_is_a_leak(memory, fires):
    run = run_of({"train_loss": [1.0] * 40, "memory": memory.tolist()})
    assert isinstance(memory_growth(run), Fired) is fires
