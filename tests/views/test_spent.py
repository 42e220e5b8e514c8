"""Time by entry: clocks, times and throughputs, in known units or as shares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from run_diagnose.model.run import Run, Segment
from run_diagnose.testing.runs import run_of
from run_diagnose.views.spent import spent

LOSS = [1.0, 0.8, 0.6, 0.7, 0.75]


def total(run: Run) -> float | None:
    found = spent(run)
    return found.total if found is not None and found.known else None


def test_a_clock_that_starts_with_the_run_counts_its_first_entry() -> None:
    assert total(run_of({"val_loss": LOSS, "time": [60.0, 120.0, 180.0, 240.0, 300.0]})) == 300


def test_a_clock_of_the_world_counts_the_first_entry_like_the_others() -> None:
    start = 1.7e9
    clock = [start + 60 * i for i in range(5)]
    assert total(run_of({"val_loss": LOSS, "time": clock})) == 300
    assert total(run_of({"val_loss": LOSS, "time": [1000 * t for t in clock]})) == pytest.approx(300)


def test_times_of_epochs_and_of_steps_are_added_up() -> None:
    assert total(run_of({"val_loss": LOSS, "time": [50.0, 61.0, 60.0, 59.0, 60.0]})) == 290
    steps = {"step": [100.0, 200.0, 300.0, 400.0, 500.0], "train_loss": LOSS, "step_time": [0.5] * 5}
    assert total(run_of(steps, axis="step")) == 250


def test_a_throughput_of_samples_gives_shares_only() -> None:
    found = spent(run_of({"val_loss": LOSS, "throughput": [100.0, 100.0, 100.0, 50.0, 50.0]}))
    assert found is not None
    assert not found.known
    assert found.share_after(run_of({"val_loss": LOSS}).series[0].moment(2), {}) == pytest.approx(4 / 7)


def test_the_time_of_what_a_resume_wrote_over_is_not_known() -> None:
    run = run_of({"val_loss": LOSS, "time": [60.0, 120.0, 180.0, 240.0, 300.0]})
    assert spent(replace(run, segments=(*run.segments, Segment(3.0, 5.0, 7, "resume")))) is None


def test_a_time_to_come_and_a_clock_that_cannot_be_are_passed_over() -> None:
    clock = run_of({"val_loss": LOSS, "time": [300.0, 240.0, 180.0, 120.0, 60.0]})
    assert spent(replace(clock, series=(clock.series[0], replace(clock.series[1], name="eta")))) is None
    assert spent(run_of({"val_loss": LOSS, "time": [-1.0, 2.0, 3.0, 4.0, 5.0]})) is None


def test_the_throughput_of_the_evaluation_tells_nothing_of_the_training() -> None:
    run = run_of({"val_loss": LOSS, "throughput": [40.0] * 5})
    assert spent(replace(run, series=(run.series[0], replace(run.series[1], name="eval_samples_per_second")))) is None
