"""No better than a constant: what is said of the losses that stand at one know-nothing value."""

from __future__ import annotations

import math

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.convergence.worse_than_constant import worse_than_constant
from run_diagnose.testing.runs import run_of

TEN = [math.log(10) + 0.0004 * (-1) ** k for k in range(12)]
CONFIG = {"num_classes": 10}


def test_losses_at_one_know_nothing_value_are_one_finding() -> None:
    outcome = worse_than_constant(run_of({"train_loss": TEN, "val_loss": TEN}, config=CONFIG, task="classification"))
    assert isinstance(outcome, Fired)
    (finding,) = outcome.findings
    assert finding.series == ("train_loss", "val_loss")
    assert "train_loss (2.303) and val_loss (2.303) are just what guessing among 10 classes" in finding.message


def test_a_single_loss_is_told_with_its_share_where_it_is_not_quite_that() -> None:
    above = [1.002 * y for y in TEN]
    outcome = worse_than_constant(run_of({"val_loss": above}, config=CONFIG, task="classification"))
    assert isinstance(outcome, Fired)
    assert "val_loss is 2.307, 1.002 of what guessing among 10 classes" in outcome.findings[0].message


SLIGHT = [-0.026, -0.003, 0.012, 0.016, 0.019, 0.021, 0.019, 0.017, 0.019, 0.019, 0.018, 0.018]


def test_little_that_lasts_is_a_note() -> None:
    outcome = worse_than_constant(run_of({"val_metric:r2": SLIGHT}, task="regression"))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].severity.value == "note"
    assert "hardly beats a constant" in outcome.findings[0].message


def test_as_little_within_the_scatter_of_the_curve_stays_a_warning() -> None:
    outcome = worse_than_constant(
        run_of({"val_metric:r2": [r + 0.03 * (-1) ** i for i, r in enumerate(SLIGHT)]}, task="regression")
    )
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].severity.value == "warning"


def test_answers_that_never_moved_are_not_thrown_out_of_reach() -> None:
    outcome = worse_than_constant(run_of({"val_metric:r2": [-31.6] * 12}, task="regression"))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].kind == "no_learning"
