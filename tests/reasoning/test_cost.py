"""What the run took, what of it came after its best, and what more of it would bring."""

from __future__ import annotations

import numpy as np

from run_diagnose.reasoning.cost import cost
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

LOSS = [1.0, 0.8, 0.6, 0.7, 0.75]
CLOCK = [361.0, 722.0, 1084.0, 1445.0, 1806.0]
NOISE = np.random.default_rng(0).normal(size=40)
FALLING = [1.0 / (1 + 0.1 * k) + 0.002 * float(NOISE[k]) for k in range(40)]
FLAT = [float(0.5 + 0.5 * np.exp(-k / 2) + 0.01 * NOISE[k]) for k in range(40)]


def test_the_time_after_the_best_epoch_is_told_in_the_unit_of_the_whole() -> None:
    found = cost(case_of(run_of({"val_loss": LOSS, "time": CLOCK}), {}))
    assert found is not None
    assert found.spent == "12 of 30.1 min were spent after the best epoch (3, by val_loss), by time"
    assert found.after_best == (1806 - 1084) / 1806


def test_a_best_that_is_the_last_wastes_nothing() -> None:
    found = cost(case_of(run_of({"val_loss": [1.0, 0.8, 0.6, 0.5], "time": CLOCK[:4]}), {}))
    assert found is not None
    assert found.spent == "The run took 24.1 min, and the best epoch (4, by val_loss) is its last"


def test_a_log_without_times_and_curves_costs_nothing() -> None:
    assert cost(case_of(run_of({"val_metric:r2": [0.3]}), {})) is None


def test_more_of_a_run_that_still_learns_is_worth_it_and_more_of_a_flat_one_is_not() -> None:
    more = cost(case_of(run_of({"val_loss": FALLING}), {}))
    assert more is not None
    assert more.more.startswith(("20 more epochs (+50 %)", "40 more epochs (+100 %)"))
    assert "worth it even if it goes badly" in more.more
    flat = cost(case_of(run_of({"val_loss": FLAT}), {}))
    assert flat is not None
    assert "not worth it" in flat.more


def test_of_a_metric_more_is_better_and_the_figures_keep_their_sign() -> None:
    found = cost(case_of(run_of({"val_metric:r2": [0.9 - v for v in FALLING]}), {}))
    assert found is not None
    assert "would take val_metric_r2 from 0.69" in found.more
    assert "worth it even" in found.more


def test_what_is_not_foretold_says_why() -> None:
    broken = cost(case_of(run_of({"val_loss": LOSS * 4}), {"divergence": {}}, onsets={"divergence": 5.0}))
    assert broken is not None
    assert "not foretold: divergence since epoch 5 is to be mended first" in broken.more
    short = cost(case_of(run_of({"val_loss": LOSS}), {}))
    assert short is not None
    assert short.more.endswith("not foretold: fewer than 6 points in the present regime")
    turned = [*FALLING, *(FALLING[-1] + 0.02 * k for k in range(20))]
    risen = cost(case_of(run_of({"val_loss": turned}), {}))
    assert risen is not None
    assert risen.more.endswith("not foretold: the curve has turned upwards")


def test_no_more_is_promised_than_a_metric_can_reach() -> None:
    noisy = [min(1.0, 0.97 - 0.6 * float(np.exp(-k / 3)) + 0.03 * float(NOISE[k])) for k in range(40)]
    found = cost(case_of(run_of({"val_metric:accuracy": noisy}), {}))
    assert found is not None
    assert "and 1)" in found.more


def test_the_loss_of_a_policy_foretells_nothing() -> None:
    told = cost(case_of(run_of({"train_loss": FALLING}, task="rl"), {}))
    assert told is None
