"""A run that became slower for good, told from hiccups and from a slow first step."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.speed.throughput_slowdown import throughput_slowdown
from run_diagnose.testing.runs import run_of


def times(levels, seed=1):
    return (np.array(levels) * np.exp(np.random.default_rng(seed).normal(0, 0.05, len(levels)))).tolist()


@pytest.mark.parametrize("name", ["step_time", "throughput"])
def test_a_lasting_slowdown_is_dated(name):
    cost = times([10.0] * 8 + [40.0] * 12)
    values = cost if name == "step_time" else [1 / c for c in cost]
    outcome = throughput_slowdown(run_of({"train_loss": [1.0] * 20, name: values}))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].onset.value == 9
    assert outcome.findings[0].values["factor"] == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize(
    "levels",
    [[10.0] * 20, [300.0] + [10.0] * 19, [10.0] * 9 + [40.0] * 3 + [10.0] * 8, [10.0 + 0.2 * k for k in range(20)]],
    ids=["steady", "slow start", "hiccup", "a little slower"],
)
def test_what_is_no_slowdown(levels):
    assert isinstance(throughput_slowdown(run_of({"train_loss": [1.0] * 20, "step_time": times(levels)})), Clear)


def test_a_clock_of_seconds_shows_it_too():
    clock = np.cumsum(times([10.0] * 10 + [35.0] * 10)).tolist()
    outcome = throughput_slowdown(run_of({"train_loss": [1.0] * 20, "time": clock}))
    assert isinstance(outcome, Fired)
