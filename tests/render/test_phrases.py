"""Sentences as every readable format says them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from run_diagnose.model.report import AxisSummary
from run_diagnose.render import Options, render
from run_diagnose.render.phrases import sentence

from .reports import failed, report, series


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("loss is 3.4 times eval_loss", "loss is 3.4 times eval_loss."),
        ("losses are far apart", "Losses are far apart."),
        ("val_loss rises", "val_loss rises."),
        ("eval/loss rises", "eval/loss rises."),
        ("epoch 37 is the best", "Epoch 37 is the best."),
        ("the loss rises", "The loss rises."),
    ],
)
def test_a_name_keeps_its_spelling_at_the_start_of_a_sentence(said: str, shown: str) -> None:
    run = replace(failed(), series=(series("loss", "train_loss", "loss", (1.0, 2.0)),))
    assert sentence(said, run) == shown


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "concise", "junit"])
def test_the_only_row_of_a_log_is_no_place_worth_naming(form: str) -> None:
    run = failed()
    moved = [replace(f, onset=replace(f.onset, axis="row", value=1.0) if f.onset else None) for f in run.findings]
    moved = [replace(f, message="R2 is -0.2 at row 1", evidence=f.evidence[:1]) for f in moved]
    axis = AxisSummary(name="row", first=1.0, last=1.0, points=1)
    alone = replace(run, axis=axis, findings=tuple(moved), answer="worse than a constant since row 1", checkpoint=None)
    text = render(report(alone), form, Options(charts=False))
    assert "since row 1" not in text
    assert "at row 1" not in text
