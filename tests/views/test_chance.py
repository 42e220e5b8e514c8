"""An area under the ROC curve beside one half."""

from __future__ import annotations

import numpy as np
import pytest

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.convergence.worse_than_constant import worse_than_constant
from run_diagnose.testing.runs import run_of
from run_diagnose.views.chance import rankings

RNG = np.random.default_rng(3)
COIN = (0.5 + 0.01 * RNG.normal(size=20)).tolist()


def test_a_ranking_that_stays_at_one_half_is_no_better_than_chance() -> None:
    outcome = worse_than_constant(run_of({"val_metric:auroc": COIN, "train_loss": [0.3] * 20}))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "error"
    assert "chance ranks as well (0.5)" in outcome.findings[0].message


def test_a_ranking_in_per_cent_is_judged_alike() -> None:
    (seen,) = rankings(run_of({"val_metric:auroc": [100 * y for y in COIN]}))
    assert seen.at_chance


@pytest.mark.parametrize("learned", [0.56, 0.7, 0.95])
def test_a_ranking_that_rose_above_one_half_is_fine(learned: float) -> None:
    rising = [0.5 + (learned - 0.5) * (1 - 0.7**k) for k in range(20)]
    assert isinstance(worse_than_constant(run_of({"val_metric:auroc": rising})), Clear)


def test_a_ranking_too_noisy_to_tell_is_not_called_chance() -> None:
    wild = (0.5 + 0.12 * RNG.normal(size=20)).tolist()
    (seen,) = rankings(run_of({"val_metric:auroc": wild}))
    assert not seen.at_chance


def test_the_training_ranking_and_four_evaluations_say_nothing() -> None:
    assert not rankings(run_of({"train_metric:auroc": COIN}))
    assert not rankings(run_of({"val_metric:auroc": COIN[:4]}))
