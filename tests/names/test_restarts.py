"""Several runs in one file, resumes, and several writers."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.record import Event, NewRun

from .logs import file, points, run, runs, table


def fit(first: int, last: int, start: float = 2.0) -> list[dict[str, float]]:
    return [
        {"epoch": e, "loss": start / (1 + 0.2 * i), "val_loss": start} for i, e in enumerate(range(first, last + 1))
    ]


def test_epochs_that_begin_again_are_another_run() -> None:
    found = runs(points([*fit(0, 4), *fit(0, 3), *fit(0, 9)]))
    assert [r.name for r in found] == ["run", "run#2", "run#3"]
    assert [len(r.series[0]) for r in found] == [5, 4, 10]
    assert found[1].series[0].line[0] == 7


def test_many_short_runs_are_not_taken_for_several_writers() -> None:
    assert len(runs(points([*fit(0, 2), *fit(0, 2), *fit(0, 2)]))) == 3


def test_a_step_that_goes_back_a_little_is_a_resume_and_the_last_write_wins() -> None:
    rows = [{"step": s, "loss": 10.0 - s / 100} for s in range(0, 600, 100)]
    rows += [{"step": s, "loss": 1.0} for s in range(300, 900, 100)]
    found = run(points(rows))
    judged, logged = found.series[0], found.logged[0]
    assert [s.reason for s in found.segments] == ["start", "resume"]
    assert list(judged.x) == [0, 100, 200, 300, 400, 500, 600, 700, 800]
    assert judged.y[3] == 1.0
    assert len(logged) == 12


def test_a_header_before_each_run_tells_them_apart() -> None:
    records = [*points(fit(1, 3)), NewRun(5, "fold 2"), *points(fit(1, 3), first_line=6)]
    assert [r.name for r in runs(records)] == ["run", "fold 2"]


def test_a_session_header_that_goes_on_is_a_resume_of_the_same_run() -> None:
    records = [*points(fit(1, 5)), NewRun(7), *points(fit(6, 9), first_line=8)]
    found = run(records)
    assert list(found.series[0].x) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_a_start_without_values_is_no_run_but_what_it_said_is_kept() -> None:
    records = [Event("oom", 1, "out of memory"), NewRun(2), *points(fit(1, 3), first_line=3)]
    assert [e.kind for e in run(records).events] == ["oom"]


def test_events_belong_to_the_run_they_stand_in() -> None:
    records = [
        *points(fit(1, 3)),
        Event("checkpoint", 4, "saved"),
        *points(fit(1, 3), first_line=6),
        Event("abort", 9, "killed"),
    ]
    first, second = runs(records)
    assert [e.kind for e in first.events] == ["checkpoint"]
    assert [e.kind for e in second.events] == ["abort"]


def test_two_ranks_that_log_every_step_are_judged_by_their_median() -> None:
    rows = [{"step": s, "loss": 1.0 / s + d} for s in range(1, 21) for d in (0.0, 0.02)]
    found = run(points(rows))
    assert len(found.series[0]) == 20
    assert len(found.logged[0]) == 40
    assert np.isclose(found.series[0].y[0], 1.01)
    assert "2 times" in found.notes[0]


def test_lines_written_twice_are_judged_once() -> None:
    doubled = [row for row in fit(1, 10) for _ in range(2)]
    assert len(run(points(doubled)).series[0]) == 10


def test_writers_a_few_steps_apart_are_one_run_in_order() -> None:
    rows = [{"step": s + d, "loss": 1.0 / (s + d + 1)} for s in range(10, 200, 10) for d in (0, -10)]
    found = run(points(rows))
    assert np.all(np.diff(found.series[0].x) >= 0)


def test_validation_told_after_all_of_training_is_no_restart() -> None:
    records = [*table(epoch=[1, 2, 3], train_loss=[3, 2, 1]), *table(epoch=[1, 2, 3], val_loss=[3, 2, 1])]
    found = run(records)
    assert list(found.series[1].x) == [1, 2, 3]


def test_runs_of_two_files_with_as_many_runs_each_are_paired() -> None:
    train = [{"epoch": e, "train_loss": 1.0} for _ in range(2) for e in (1, 2, 3)]
    val = [{"epoch": e, "val_loss": 1.0} for _ in range(2) for e in (1, 2, 3)]
    found = runs(file(points(train), "a.csv"), file(points(val), "b.csv"))
    assert [[s.name for s in r.series] for r in found] == [["train_loss", "val_loss"]] * 2


def test_the_parts_of_a_training_are_called_what_their_headers_call_them() -> None:
    epochs = [{"epoch": float(i), "train_loss": 1.0 / i} for i in range(1, 6)]
    first, second = points(epochs, first_line=2), points(epochs, first_line=10)
    headers = [Event("phase", 1, "Stage 1: pre-training"), Event("phase", 9, "=== Stage 2: fine-tuning ===")]
    found = runs([headers[0], *first, headers[1], *second])
    assert [r.name for r in found] == ["stage 1: pre-training", "stage 2: fine-tuning"]


def test_starts_that_ended_with_their_first_epoch_are_runs_of_their_own() -> None:
    first = [{"epoch": 1.0, "loss": loss} for loss in (2.31, 2.29)]
    assert [len(r.series[0]) for r in runs(points([*first, *fit(1, 8, 2.3)]))] == [1, 1, 8]


def test_batches_of_a_first_epoch_are_no_starts() -> None:
    batches = [{"epoch": 1.0, "loss": loss} for loss in (2.3, 1.6, 1.2)]
    rest = [{"epoch": float(e), "loss": 1.1 - 0.02 * e} for e in range(2, 9)]
    assert len(runs(points([*batches, *rest]))) == 1
