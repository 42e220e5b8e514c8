"""Weights of loss terms come from the config where they explain the total, else from total and terms."""

from __future__ import annotations

import numpy as np
import pytest

from run_diagnose import changes
from run_diagnose.causes.loss_terms import TERM_DROWNS
from run_diagnose.model.change import Advice, Change
from run_diagnose.model.run import Run
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of
from run_diagnose.views.loss_parts import stem, terms

N = np.arange(1.0, 13.0)
MSE = 1.0 + 0.05 / N
AUX = 5.0 / np.sqrt(N) + 0.3 * np.cos(N)


def run(weight: float, config: dict[str, object] | None = None, noise: float = 0.0) -> Run:
    total = MSE + weight * AUX + noise * np.cos(7 * N)
    columns = {"train_loss": total, "train_loss_part:mse": MSE, "train_loss_part:aux": AUX}
    return run_of({k: v.tolist() for k, v in columns.items()}, config=config or {})


def test_weights_that_nobody_logged_are_worked_out() -> None:
    found = {t.series.name: t for t in terms(run(3.0))}
    assert [round(t.weight, 3) for t in found.values()] == [1.0, 3.0]
    assert all(t.fitted for t in found.values())


def test_weights_of_the_config_go_first() -> None:
    found = terms(run(3.0, {"loss_weights.aux": 3.0}))
    assert [t.weight for t in found] == [1.0, 3.0]
    assert not any(t.fitted for t in found)


def test_a_weight_of_the_config_that_does_not_explain_the_total_is_not_believed() -> None:
    found = terms(run(3.0, {"loss_weights.aux": 0.1}))
    assert [round(t.weight, 3) for t in found] == [1.0, 3.0]


def test_terms_logged_with_their_weight_count_once() -> None:
    assert [t.weight for t in terms(run(1.0, {"loss_weights.aux": 0.1}))] == [1.0, 1.0]


def test_terms_that_do_not_make_up_the_total_have_no_weights() -> None:
    assert terms(run(3.0, noise=5.0)) == ()


def test_an_auxiliary_term_that_is_most_of_the_loss_is_named_and_weighed() -> None:
    case = case_of(run(30.0, {"aux_weight": 30.0}), {"no-learning": {}})
    assert TERM_DROWNS.needs is not None
    assert TERM_DROWNS.needs(case)
    (change,) = changes.built_in()["balance-terms"].propose(case, "test")
    assert isinstance(change, Change)
    assert change.key == "aux_weight"
    assert isinstance(change.new, float)
    assert 0.01 <= change.new <= 0.3


def test_without_a_key_the_weight_is_advised_and_said_to_be_worked_out() -> None:
    (said,) = changes.built_in()["balance-terms"].propose(case_of(run(30.0), {"no-learning": {}}), "test")
    assert isinstance(said, Advice)
    assert "least squares" in said.why


def test_a_main_term_drowns_nothing() -> None:
    assert TERM_DROWNS.needs is not None
    assert not TERM_DROWNS.needs(case_of(run(0.01), {"no-learning": {}}))


@pytest.mark.parametrize(
    ("name", "own"), [("train/variance_loss", "variance"), ("loss_aux", "aux"), ("train_loss", "")]
)
def test_a_term_is_called_by_what_is_its_own(name: str, own: str) -> None:
    assert stem(name) == own
