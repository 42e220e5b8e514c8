"""Which column is the axis, and where every point lies on it."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.names import Options

from .logs import file, points, run, table


def series(found, name):  # type: ignore[no-untyped-def]
    s = found.named(name)
    assert s is not None, [x.name for x in found.series]
    return s


def test_a_log_by_epoch_lies_on_epochs() -> None:
    found = run(table(epoch=[1, 2, 3], loss=[3, 2, 1]))
    assert found.axis == "epoch"
    assert list(series(found, "loss").x) == [1, 2, 3]
    assert list(series(found, "loss").line) == [2, 3, 4]


def test_without_an_axis_rows_are_counted() -> None:
    found = run(table(loss=[3, 2, 1], val_loss=[3, 2, 1]))
    assert (found.axis, list(series(found, "loss").x)) == ("row", [1, 2, 3])


def test_a_column_of_row_numbers_is_the_axis_and_no_series() -> None:
    found = run(table(**{"Unnamed: 0": [0, 1, 2], "loss": [3, 2, 1]}))
    assert (found.axis, [s.name for s in found.series]) == ("row", ["loss"])


def test_fractional_epochs_leave_the_axis_to_the_step() -> None:
    found = run(table(step=[10, 20, 30], epoch=[0.3, 0.6, 0.9], loss=[3, 2, 1]))
    assert found.axis == "step"
    assert list(series(found, "loss").also["epoch"]) == [0.3, 0.6, 0.9]


def test_one_row_per_epoch_lies_on_epochs_though_a_step_is_logged() -> None:
    found = run(table(epoch=[0, 1, 2, 3], step=[99, 199, 299, 399], loss=[4, 3, 2, 1], val_loss=[4, 3, 2, 1]))
    assert found.axis == "epoch"
    assert list(series(found, "loss").also["step"]) == [99, 199, 299, 399]


def test_several_rows_per_epoch_lie_on_steps_and_know_their_epoch() -> None:
    found = run(table(epoch=[0, 0, 0, 1, 1, 1], step=[9, 19, 29, 39, 49, 59], loss=[6, 5, 4, 3, 2, 1]))
    assert found.axis == "step"
    assert list(series(found, "loss").also["epoch"]) == [0, 0, 0, 1, 1, 1]


def test_a_batch_counter_that_begins_anew_stays_on_epochs_with_a_running_step() -> None:
    rows = [{"epoch": e, "iters": i, "loss": 1 / (3 * e + i / 100)} for e in range(1, 5) for i in (100, 200, 300)]
    found = run(points(rows))
    loss = series(found, "loss")
    assert (found.axis, len(found.segments)) == ("epoch", 1)
    assert list(loss.x[:4]) == [1, 1, 1, 2]
    assert list(loss.also["step"][:4]) == [100, 200, 300, 400]


def test_few_long_epochs_lie_on_the_running_step() -> None:
    rows = [{"epoch": e, "batch": i, "loss": 1.0} for e in range(2) for i in range(1, 101)]
    found = run(points(rows))
    assert found.axis == "step"
    assert series(found, "loss").x[-1] == 200


def test_a_batch_counter_without_an_epoch_is_counted_into_epochs() -> None:
    values = np.linspace(2.0, 1.0, 40)
    rows = [{"step": i % 10, "loss": v} for i, v in enumerate(values)]
    loss = series(run(points(rows)), "loss")
    assert np.all(np.diff(loss.x) > 0)
    assert list(loss.also["epoch"][::10]) == [1, 2, 3, 4]


def test_a_step_that_is_the_epoch_on_validation_rows_is_mended() -> None:
    rows = []
    for e in range(1, 5):
        rows += [{"step": 100 * e + s, "epoch": e, "loss": 1.0 / e} for s in (0, 50)]
        rows.append({"step": e, "acc/top1": 0.1 * e})
    accuracy = series(run(points(rows)), "acc/top1")
    assert accuracy.role.name == "val_metric"
    assert list(accuracy.x) == [150, 250, 350, 450]
    assert list(accuracy.also["epoch"]) == [1, 2, 3, 4]


def test_rows_without_the_step_take_that_of_the_row_before() -> None:
    rows = [{"step": 10, "loss": 3.0}, {"val_loss": 3.1}, {"step": 20, "loss": 2.0}, {"val_loss": 2.1}]
    assert list(series(run(points(rows)), "val_loss").x) == [10, 20]


def test_a_column_named_by_the_person_is_the_axis() -> None:
    found = run(table(epoch=[1, 2, 3], tok=[7, 9, 20], loss=[3, 2, 1]), options=Options(maps={"axis": "tok"}))
    assert (found.axis, list(series(found, "loss").x)) == ("tok", [7, 9, 20])


def test_episodes_are_an_axis_of_their_own_and_no_series_beside_it() -> None:
    found = run(table(episodes=[4, 8, 12], ep_rew_mean=[1, 2, 3], loss=[3, 2, 1]))
    assert found.axis == "episodes"
    assert [s.name for s in found.series] == ["ep_rew_mean", "loss"]


def test_episodes_that_each_row_had_time_for_are_an_axis_and_a_figure() -> None:
    found = run(table(episodes=[4, 9, 12], ep_rew_mean=[1, 2, 3], loss=[3, 2, 1]))
    assert found.axis == "episodes"
    assert found.named("episodes") is not None


def test_steps_that_go_up_and_down_are_lengths_of_episodes() -> None:
    found = run(table(episode=[1, 2, 3, 4], steps=[200, 181, 240, 190], reward=[1, 2, 3, 4]))
    assert (found.axis, list(series(found, "reward").x)) == ("episode", [1, 2, 3, 4])


def test_rounds_of_a_federation_are_steps() -> None:
    assert run(table(comm_round=[0, 1, 2], train_loss=[3, 2, 1])).axis == "step"


def test_logged_nan_is_a_point_and_a_blank_is_none() -> None:
    found = run(table(epoch=[1, 2, 3], loss=[1, math.nan, 3], val_loss=[1, None, 3]))
    assert (len(series(found, "loss")), series(found, "loss").nonfinite) == (3, 1)
    assert (len(series(found, "val_loss")), series(found, "val_loss").nonfinite) == (2, 0)


def test_one_epoch_alone_is_no_axis_but_is_remembered() -> None:
    found = run(table(epoch=[0, 0, 0], step=[1, 2, 3], loss=[3, 2, 1]))
    assert found.axis == "step"
    assert list(series(found, "loss").also["epoch"]) == [0, 0, 0]


def test_validation_on_epochs_joins_training_on_steps() -> None:
    rows = []
    for e in range(3):
        rows += [{"epoch": e, "step": 10 * e + s, "train_loss": 1.0} for s in range(1, 11)]
        rows.append({"epoch": e, "step": 10 * e + 10, "val_loss": 2.0 + e})
    found = run(file(points(rows)))
    grid = found.aligned(series(found, "train_loss"), series(found, "val_loss"))
    assert list(grid.x) == [10, 20, 30]


def test_rows_every_so_many_steps_that_skip_epochs_unevenly_lie_on_the_steps() -> None:
    found = run(table(epoch=[35, 39, 43, 47, 51, 56], step=[16000, 18000, 20000, 22000, 24000, 26000], bleu=COLUMN))
    assert found.axis == "step"


def test_rows_every_five_epochs_lie_on_the_epochs() -> None:
    found = run(table(epoch=[5, 10, 15, 20, 25, 30], step=[500, 1000, 1500, 2000, 2500, 3000], bleu=COLUMN))
    assert found.axis == "epoch"


COLUMN = [1, 2, 3, 4, 5, 6]


def test_batches_of_validation_behind_those_of_training_are_no_other_run() -> None:
    found = run(table(epoch=[0, 0, 1, 1, 2, 2], batch=[450, 100, 450, 100, 450, 100], loss=[3, 3.1, 2, 2.2, 1, 1.3]))
    assert found.axis == "epoch"
    assert len(found.segments) == 1
