"""What holds for every result: plain Python values, frozen, and the input left as it was."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass

import numpy as np
import pytest

from run_diagnose.stats.baselines import stuck_at
from run_diagnose.stats.best_epoch import best_epoch
from run_diagnose.stats.collapse import grade_spread
from run_diagnose.stats.ema import smoothed_by_logger
from run_diagnose.stats.extrapolation import extrapolate
from run_diagnose.stats.frozen import frozen
from run_diagnose.stats.gradients import clipping, gradient_trend
from run_diagnose.stats.hump import hump
from run_diagnose.stats.lag import validation_below_train
from run_diagnose.stats.loss_scale import loss_scale
from run_diagnose.stats.noise import noise
from run_diagnose.stats.nonfinite import nonfinite
from run_diagnose.stats.onset import onset, onset_of_hump
from run_diagnose.stats.oscillation import alternation, slow_period
from run_diagnose.stats.ranking import kendall_tau, selection_regret
from run_diagnose.stats.resumes import seam_jump
from run_diagnose.stats.schedule import schedule
from run_diagnose.stats.spikes import spikes
from run_diagnose.stats.trend import trend
from run_diagnose.stats.valley import valley

from .curves import healthy

PLAIN = (bool, int, float, str, tuple, type(None))
STATISTICS = {
    "alternation": alternation,
    "best epoch": best_epoch,
    "clipping": clipping,
    "extrapolation": lambda y: extrapolate(y, 30),
    "frozen": frozen,
    "gradient trend": gradient_trend,
    "hump": hump,
    "kendall": lambda y: kendall_tau(y, y[::-1]),
    "lag": lambda y: validation_below_train(y, 0.5 * y),
    "loss scale": loss_scale,
    "noise": noise,
    "nonfinite": lambda y: nonfinite(np.append(y, np.nan)),
    "onset": onset,
    "onset of a hump": lambda y: onset_of_hump(y, hump(y)),
    "regret": lambda y: selection_regret(y, y[::-1]),
    "schedule": schedule,
    "seam": lambda y: seam_jump(y, 30),
    "slow period": slow_period,
    "smoothed": lambda y: smoothed_by_logger(np.cumsum(np.random.default_rng(0).normal(size=400))),
    "spikes": lambda y: spikes(np.where(np.arange(len(y)) == 40, 1e9, y))[0],
    "spread": lambda y: grade_spread(float(y[0]), float(y[-1]), 100),
    "stuck": lambda y: stuck_at(y, 0.7),
    "trend": trend,
    "valley": valley,
}


ROWS = np.arange(80)
FAULTS = {
    "none": np.zeros(80),
    "swing": 0.3 * np.sin(ROWS / 2),
    "turns": 0.3 * (-1.0) ** ROWS,
    "jump": 0.8 * (ROWS > 50),
    "rise": ROWS / 10,
}


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_result_holds_plain_values_and_cannot_be_changed(name, fault):
    y = 1.0 + healthy("two-speed", 80, np.random.default_rng(1)) + FAULTS[fault]
    before = y.copy()
    result = STATISTICS[name](y)
    assert is_dataclass(result) and np.array_equal(before, y)
    for field in fields(result):
        value = getattr(result, field.name)
        assert type(value) in PLAIN or is_dataclass(value), (name, field.name, type(value))
        assert all(type(part) in PLAIN for part in value) if isinstance(value, tuple) else True
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        setattr(result, fields(result)[0].name, 0)
