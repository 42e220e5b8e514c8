"""What in a config says that the best epoch was kept."""

from __future__ import annotations

from dataclasses import replace

from run_diagnose.model.run import Source
from run_diagnose.testing import run_of
from run_diagnose.views.keeping import keeps_best

LOSS = {"val_loss": [3.0, 2.0, 2.5, 2.7]}


def test_what_is_watched_says_that_the_best_is_kept() -> None:
    assert "monitor" in keeps_best(run_of(LOSS, config={"checkpoint.monitor": "val_loss"}))


def test_what_is_watched_says_nothing_where_the_best_is_not_saved() -> None:
    config = {"checkpoint.save_best": False, "checkpoint.monitor": "val_loss"}
    assert keeps_best(run_of(LOSS, config=config)) == ""


def test_early_stopping_stands_where_a_checkpoint_elsewhere_is_off() -> None:
    config = {"checkpoint.save_best": False, "early_stopping.monitor": "val_loss"}
    assert "early_stopping" in keeps_best(run_of(LOSS, config=config))


def test_a_metric_that_xgboost_prints_picks_no_round() -> None:
    run = replace(run_of(LOSS, config={"eval_metric": "rmse"}), sources=(Source("a.log", "xgboost-stdout", "utf-8"),))
    assert keeps_best(run) == ""
    assert "eval_metric" in keeps_best(run_of(LOSS, config={"eval_metric": "top1"}))
    assert "early" in keeps_best(replace(run_of(LOSS, config={"early_stopping_rounds": 8}), sources=run.sources))
