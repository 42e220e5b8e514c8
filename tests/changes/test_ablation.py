"""What is taken away tells whether it counted; what would change nothing is said to."""

from __future__ import annotations

from run_diagnose import changes
from run_diagnose.model.change import Advice, NoEffect
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

FLAT = [1.0, 0.99, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98]
NARROWING = [0.46, 0.4, 0.3, 0.25, 0.2, 0.12, 0.08, 0.1]


def test_a_run_that_learned_nothing_is_asked_whether_it_sees_its_input() -> None:
    (said,) = changes.built_in()["ablate-inputs"].propose(
        case_of(run_of({"train_loss": FLAT}), {"no-learning": {}}), "test"
    )
    assert isinstance(said, Advice)
    assert "randperm" in said.snippet


def test_a_run_that_learned_is_not_asked() -> None:
    case = case_of(run_of({"train_loss": FLAT}), {"overfitting": {}})
    assert list(changes.built_in()["ablate-inputs"].propose(case, "test")) == []


def test_a_decaying_weight_is_weak_where_the_run_was_narrowest() -> None:
    columns = {"train_loss": FLAT, "pred_std": NARROWING, "target_std": [1.0] * 8}
    case = case_of(run_of(columns, config={"variance_lambda": 0.5}), {"spread-collapse": {"lowest": 0.08}})
    found = [p for p in changes.built_in()["stronger-spread-penalty"].propose(case, "test") if isinstance(p, NoEffect)]
    assert "epoch 7" in found[0].why


def test_a_run_that_was_narrow_early_says_nothing_of_decay() -> None:
    columns = {"train_loss": FLAT, "pred_std": NARROWING[::-1], "target_std": [1.0] * 8}
    case = case_of(run_of(columns, config={"variance_lambda": 0.5}), {"spread-collapse": {"lowest": 0.08}})
    found = changes.built_in()["stronger-spread-penalty"].propose(case, "test")
    assert not any(isinstance(p, NoEffect) for p in found)
