"""A resume that restarts the learning rate or the loss, told from one that simply continues."""

from dataclasses import replace

import pytest

from run_diagnose.model.config import Config
from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Segment
from run_diagnose.rules.bookkeeping.resume_discontinuity import resume_discontinuity
from run_diagnose.testing.runs import run_of

LOSS = [0.79, 0.38, 0.31, 0.271, 0.240, 0.219, 0.200, 0.182]
RATE = [0.0036, 0.0036, 0.0035, 0.0034, 0.0033, 0.0032, 0.0031, 0.0030]


def resumed(loss_after, rate_after, first=5):
    """Epochs 1 to 8, then from ``first`` on again; the judged series keep the last write of each epoch."""
    epochs = [*range(1, 9), *range(first, first + len(loss_after))]
    columns = {"epoch": epochs, "train_loss": LOSS + loss_after, "lr": RATE + rate_after}
    run = run_of(columns)
    kept = tuple(s.where([i for i, x in enumerate(s.x) if x not in s.x[i + 1 :].tolist()]) for s in run.series)
    seam = Segment(float(first), float(epochs[-1]), 10, "resume")
    return replace(run, series=kept, logged=run.series, segments=(Segment(1.0, 8.0, 2, "start"), seam))


def test_a_learning_rate_that_starts_anew_is_a_fault():
    outcome = resume_discontinuity(resumed([0.286, 0.252, 0.226, 0.206], [0.0036, 0.0036, 0.0036, 0.0035]))
    assert isinstance(outcome, Fired)
    (finding,) = outcome.findings
    assert finding.severity.value == "warning" and finding.onset.value == 5
    assert finding.values["lr_restarted"] and finding.values["written_twice"] == 4
    assert finding.values["loss_rise"] > 0.01


def test_epochs_paid_for_twice_at_the_same_level_are_a_note():
    outcome = resume_discontinuity(resumed(LOSS[4:], RATE[4:]))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].severity.value == "note"


def test_a_run_that_never_went_back_is_clear():
    assert isinstance(resume_discontinuity(run_of({"train_loss": LOSS, "lr": RATE})), Clear)


def test_a_resume_that_rewrites_only_its_last_epoch_is_clear():
    assert isinstance(resume_discontinuity(resumed([0.182, 0.175, 0.168], [0.0030, 0.0029, 0.0027], first=8)), Clear)


def test_a_first_point_knocked_up_and_soon_recovered_is_a_fault():
    outcome = resume_discontinuity(resumed([0.281, 0.214, 0.195, 0.176], RATE[4:]))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].severity.value == "warning" and outcome.findings[0].values["loss_rise"] > 0.04


@pytest.mark.parametrize("key", ["resume.load_optimizer", "resume.optimizer", "trainer.load_optimizer_state"])
def test_a_config_that_leaves_the_optimizer_behind_is_quoted(key):
    off = Config(settings=(Setting(key, False),))
    outcome = resume_discontinuity(replace(resumed(LOSS[4:], RATE[4:]), config=off))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].severity.value == "warning"
    assert key in outcome.findings[0].message
