"""A crash is quoted, named, and tied to what came before it."""

import math

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.model.record import Event
from run_diagnose.rules.crash.crash_in_log import crash_in_log
from run_diagnose.testing.runs import run_of

NAN = math.nan
LOSS = [0.69, 0.66, 0.63, 0.61]
TRACEBACK = Event("traceback", 20, "Traceback (most recent call last):")


def found(run):
    outcome = crash_in_log(run)
    assert isinstance(outcome, Fired), outcome
    (finding,) = outcome.findings
    return finding


def test_a_refused_nan_is_the_consequence_of_the_broken_loss():
    error = Event("traceback", 23, "ValueError: Input contains NaN.")
    finding = found(run_of({"train_loss": [*LOSS, NAN, NAN]}, events=[TRACEBACK, error], totals={"epoch": 12}))
    assert finding.values["consequence_of"] == "non-finite-loss"
    assert finding.values["crash"] == "nan-input"
    assert "epoch 6 of 12" in finding.message and "consequence" in finding.message
    assert finding.severity.value == "note"
    assert any(e.text == "ValueError: Input contains NaN." for e in finding.evidence)


def test_memory_that_ran_out_is_no_consequence_of_a_nan():
    error = Event("oom", 23, "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB")
    finding = found(run_of({"train_loss": [*LOSS, NAN]}, events=[TRACEBACK, error]))
    assert finding.values["crash"] == "out-of-memory" and "consequence_of" not in finding.values


def test_a_person_who_stopped_the_run_is_only_worth_a_note():
    finding = found(run_of({"train_loss": LOSS}, events=[TRACEBACK, Event("traceback", 22, "KeyboardInterrupt")]))
    assert finding.severity.value == "note"


def test_a_run_that_went_on_after_a_traceback_did_not_die_of_it():
    early = Event("traceback", 3, "Traceback (most recent call last):")
    finding = found(run_of({"train_loss": LOSS}, events=[early, Event("traceback", 3, "OSError: upload failed")]))
    assert finding.severity.value == "note" and "went on" in finding.message


def test_a_crash_after_the_planned_end_leaves_the_model_usable():
    error = Event("traceback", 22, "FileNotFoundError: plots/curve.png")
    finding = found(run_of({"train_loss": LOSS}, events=[TRACEBACK, error], totals={"epoch": 4}))
    assert finding.severity.value == "warning"


def test_no_crash_is_said_to_be_none():
    assert isinstance(crash_in_log(run_of({"train_loss": LOSS})), Clear)


def test_an_unknown_error_is_quoted_all_the_same():
    finding = found(run_of({"train_loss": LOSS}, events=[TRACEBACK, Event("traceback", 21, "mylib.OddError: 42")]))
    assert finding.values["crash"] == "unknown" and finding.values["text"] == "mylib.OddError: 42"
