"""Losses whose terms alone are logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.model.outcome import Clear, Fired, Skipped
from run_diagnose.model.run import Run
from run_diagnose.pipeline import Options, read
from run_diagnose.plugins import every_rule
from run_diagnose.views.summed import losses

HEAD = (
    "epoch,time,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision(B),metrics/recall(B),metrics/mAP50(B),"
    "metrics/mAP50-95(B),val/box_loss,val/cls_loss,val/dfl_loss,lr/pg0"
)


def detector(folder: Path, rise: float, falls: float = 0.0) -> Run:
    """Forty epochs of a detector whose validation terms rise from epoch 16 on, and whose mAP may fall."""
    rows = [HEAD]
    for e in range(1, 41):
        train, late, wave = 2.0 * 0.93**e + 0.4, max(e - 15, 0), 0.003 * (-1) ** e
        val, found = 2.0 * 0.9**e + 0.8 + rise * late, 0.6 * (1 - 0.9**e) - falls * late
        metrics = [found, found, found + wave, found / 2 + wave]
        cells = [e, 30.0 * e, train, train / 2, train / 3, *metrics, val + wave, val / 2, val / 3, 0.01]
        rows.append(",".join(f"{cell:.5f}" for cell in cells))
    (folder / "results.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (run,) = read((folder / "results.csv").as_posix())
    return run


def overfitting(run: Run) -> Fired | Clear | Skipped:
    (rule,) = (rule for rule in every_rule() if rule.slug == "overfitting")
    outcome = rule(run)
    assert isinstance(outcome, Fired | Clear | Skipped)
    return outcome


def test_the_loss_of_a_detector_is_the_sum_of_its_terms(tmp_path: Path) -> None:
    both = losses(detector(tmp_path, 0.0))
    assert both is not None
    train, val = both
    assert train.y[0] == pytest.approx((2.0 * 0.93 + 0.4) * (1 + 1 / 2 + 1 / 3), abs=1e-4)
    assert val.name == "val/box_loss + val/cls_loss + val/dfl_loss" and val.line[0] == 2


def test_a_detector_that_finds_less_while_its_validation_terms_rise_overfits(tmp_path: Path) -> None:
    outcome = overfitting(detector(tmp_path, 0.04, falls=0.01))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "warning"


def test_validation_terms_that_rise_while_it_finds_as_much_are_a_note(tmp_path: Path) -> None:
    outcome = overfitting(detector(tmp_path, 0.04))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "note"


def test_a_healthy_detector_is_quiet(tmp_path: Path) -> None:
    assert isinstance(overfitting(detector(tmp_path, 0.0)), Clear)


def test_terms_of_another_framework_are_not_summed(tmp_path: Path) -> None:
    log = "epoch,train_box_loss,train_cls_loss,val_box_loss,val_cls_loss\n" + "".join(
        f"{e},{1 / e:.3f},{2 / e:.3f},{1.1 / e:.3f},{2.1 / e:.3f}\n" for e in range(1, 12)
    )
    (tmp_path / "log.csv").write_text(log, "utf-8")
    (run,) = read((tmp_path / "log.csv").as_posix(), Options())
    outcome = overfitting(run)
    assert losses(run) is None and isinstance(outcome, Skipped)
    assert "how they make up the loss" in outcome.detail
