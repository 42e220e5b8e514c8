"""Critics whose values leave the scale of the rewards."""

import numpy as np

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.rl.value_blowup import value_blowup
from run_diagnose.testing.runs import run_of

N = 30
FLAT = [0.0, 0.5, 0.0, 0.2, 0.0] * 6
RISING = np.linspace(0, 10, N)
GROWING = np.geomspace(0.08, 3e8, N)


def _outcome(loss, reward, config=None):
    columns = {"train_loss_part:td_loss": loss, "train_metric:reward": reward}
    return value_blowup(run_of(columns, task="rl", config=config or {}))


def test_a_value_loss_that_grows_without_end_while_the_reward_stays_is_a_divergence():
    outcome = _outcome(GROWING, FLAT, {"gamma": 1.05})
    assert isinstance(outcome, Fired) and outcome.findings[0].kind == "divergence"
    assert "gamma = 1.05" in outcome.findings[0].message and outcome.findings[0].onset.value <= 6


def test_a_value_loss_that_follows_a_rising_reward_is_learning():
    assert isinstance(_outcome(GROWING, RISING), Clear)


def test_values_that_build_up_and_settle_are_no_blowup():
    settled = np.minimum(np.geomspace(1e-4, 1e8, N), 0.8)
    assert isinstance(_outcome(settled, FLAT), Clear)
