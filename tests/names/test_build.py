"""Files to runs: joining, splits, totals, settings, and what is told twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.errors import DiagnoseError, UsageError
from run_diagnose.model.config import Config
from run_diagnose.model.record import Event, NewRun, Point, Setting, Total, Unread
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Predictions, Source
from run_diagnose.names import FileRecords, Options, RunBuilder, build

from .logs import file, points, run, runs, table

EPOCHS = [1, 2, 3, 4]


def test_files_of_one_run_are_joined_and_equal_series_taken_once() -> None:
    short = table(epoch=[1, 2], train_loss=[3, 2])
    full = table(epoch=EPOCHS, train_loss=[3, 2, 1, 0.5], lr=[1, 1, 1, 1])
    found = run(file(short, "a.csv"), file(full, "b.csv"))
    assert [(s.name, len(s), s.file) for s in found.series] == [("train_loss", 4, "b.csv"), ("lr", 4, "b.csv")]
    assert [s.path for s in found.sources] == ["a.csv", "b.csv"]


def test_series_of_one_name_that_differ_keep_their_file_in_the_name() -> None:
    found = run(
        file(table(epoch=EPOCHS, pred_std=[1, 2, 3, 4], loss=[4, 3, 2, 1]), "a.csv"),
        file(table(batch=[50, 100], pred_std=[9, 8]), "b.csv"),
    )
    assert [s.name for s in found.series] == ["pred_std", "loss", "pred_std [b.csv]"]


def test_folders_of_tensorboard_name_the_split() -> None:
    found = run(
        file(table(step=EPOCHS, loss=[4, 3, 2, 1]), "logs/train/events.1", "tfevents"),
        file(table(step=EPOCHS, loss=[4, 3, 3, 3]), "logs/validation/events.2", "tfevents"),
    )
    assert {s.name: s.role.name for s in found.series} == {"loss": "train_loss", "val/loss": "val_loss"}


def test_a_file_called_after_the_test_set_counts_only_beside_one_of_the_training_set() -> None:
    log = table(iter=EPOCHS, Logloss=[4, 3, 2, 1])
    assert run(file(log, "test_error.tsv")).series[0].role.name == "train_loss"
    both = run(file(log, "learn_error.tsv"), file(table(iter=EPOCHS, Logloss=[4, 3, 3, 3]), "test_error.tsv"))
    assert [s.role.name for s in both.series] == ["train_loss", "val_loss"]


def test_a_split_told_by_the_line_is_part_of_the_name() -> None:
    records = [
        r
        for e in EPOCHS
        for r in (Point(e, {"epoch": e, "loss": 1.0 / e}, "train"), Point(e, {"epoch": e, "loss": 2.0 / e}, "val"))
    ]
    assert {s.name: s.role.name for s in run(records).series} == {"loss": "train_loss", "val/loss": "val_loss"}


def test_the_only_term_of_a_loss_is_the_loss() -> None:
    found = run(table(epoch=EPOCHS, loss=[4, 3, 2, 1], loss_cls=[4, 3, 2, 1]))
    assert [s.name for s in found.series] == ["loss"]
    assert "loss_cls" in found.notes[0]


def test_a_closing_mean_is_no_curve_beside_the_curve() -> None:
    rows = [{"step": s, "loss": 1.0} for s in range(5)] + [{"step": 5, "train_loss": 0.9}]
    found = run(points(rows))
    assert found.named("train_loss").role.name == "other"  # type: ignore[union-attr]
    assert found.finals == {"train_loss": 0.9}


def test_totals_come_from_the_log_before_the_config() -> None:
    config = Config(settings=(Setting("max_epochs", 50), Setting("max_steps", 9)))
    records = [Total("epoch", 80), Total("batch", 100, per="epoch"), *table(epoch=EPOCHS, loss=[4, 3, 2, 1])]
    found = build([file(records)], config=config)[0]
    assert found.totals == {"epoch": 80, "step/epoch": 100, "step": 9}


def test_settings_in_the_log_are_the_config_where_no_file_is() -> None:
    records = [Setting("lr", 0.1, "run.csv", 1), *table(epoch=EPOCHS, loss=[4, 3, 2, 1])]
    assert run(records).config.number("learning_rate") == 0.1
    told = Config(settings=(Setting("lr", 0.5),), path="c.yaml")
    assert build([file(records)], config=told)[0].config is told


def test_the_number_of_classes_from_the_command_line_is_a_setting() -> None:
    found = build([file(table(epoch=EPOCHS, loss=[4, 3, 2, 1]))], num_classes=10)[0]
    assert found.config.number("num_classes") == 10


def test_a_mapped_column_has_the_role_and_full_certainty() -> None:
    log = table(epoch=EPOCHS, foo=[4, 3, 2, 1], bar=[1, 2, 3, 4])
    found = run(log, options=Options(maps={"val_loss": "foo", "val_metric:f1": "bar"}))
    assert [(s.role.name, s.role.quantity, s.role.goal, s.role.certainty) for s in found.series] == [
        ("val_loss", "loss", Goal.MIN, 1.0),
        ("val_metric", "f1", Goal.MAX, 1.0),
    ]


def test_a_mapped_column_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        run(table(epoch=EPOCHS, valid_loss=[4, 3, 2, 1]), options=Options(maps={"val_loss": "valid_los"}))
    assert "valid_loss" in error.value.hint


def test_a_role_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="neither a role nor a metric"):
        run(table(epoch=EPOCHS, loss=[4, 3, 2, 1]), options=Options(maps={"speediness": "loss"}))


def test_columns_of_the_predictions_file_are_not_looked_for_in_the_log() -> None:
    assert run(table(epoch=EPOCHS, loss=[4, 3, 2, 1]), options=Options(maps={"true": "y", "pred": "p"}))


def test_aliases_of_the_settings_may_be_absent() -> None:
    log = table(epoch=EPOCHS, foo=[4, 3, 2, 1])
    assert run(log, options=Options(aliases={"foo": "val_loss", "gone": "lr"})).series[0].role.name == "val_loss"


def test_a_direction_told_makes_a_metric_of_an_unknown_column() -> None:
    log = table(epoch=EPOCHS, loss=[4, 3, 2, 1], vibe=[1, 2, 3, 4])
    role = run(log, options=Options(goals={"vibe": Goal.MAX})).series[1].role
    assert (role.name, role.goal) == ("val_metric", Goal.MAX)


def test_an_unknown_primary_metric_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no series is called"):
        run(table(epoch=EPOCHS, val_loss=[4, 3, 2, 1]), options=Options(primary="val_los"))


def test_predictions_alone_make_a_run() -> None:
    told = Predictions("p.csv", np.array([1.0, 2.0]), np.array([1.0, 1.5]))
    found = build([], predictions=told)
    assert found[0].predictions is told
    assert found[0].series == ()


def test_a_snapshot_of_a_growing_log_is_the_run_of_its_lines() -> None:
    builder = RunBuilder()
    builder.open(Source("run.csv", "csv"))
    records = points([{"epoch": e, "loss": 1.0 / e} for e in EPOCHS])
    for n, record in enumerate(records, 1):
        builder.add(record)
        assert len(builder.runs()[0].series[0]) == n
    assert builder.runs()[0].series[0].y.tolist() == run(records).series[0].y.tolist()


NAMES = [
    "epoch",
    "step",
    "iter",
    "loss",
    "val_loss",
    "val/acc",
    "lr",
    "D_A",
    "G_A",
    "r",
    "l",
    "t",
    "x",
    "",
    "loss (avg)",
    "损失",
    "\x1b[31mloss",
]
VALUES = st.one_of(
    st.sampled_from([float("nan"), float("inf"), -float("inf"), 0.0, 1e300, -1.0, 3.0]), st.integers(0, 5).map(float)
)
RECORDS = st.one_of(
    st.builds(
        Point,
        st.integers(0, 9),
        st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5),
        st.sampled_from(["", "train", "val"]),
    ),
    st.builds(NewRun, st.integers(0, 9), st.sampled_from(["", "fold"])),
    st.builds(Total, st.sampled_from(["epoch", "step", "batch"]), VALUES, st.sampled_from(["", "epoch"])),
    st.builds(Setting, st.sampled_from(["lr", "epochs"]), VALUES),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(RECORDS, max_size=25), min_size=1, max_size=3))
def test_any_records_make_runs_or_an_error_that_says_what_to_do(files: list[list]) -> None:  # type: ignore[type-arg]
    given_files = [FileRecords(source=Source(f"f{i}.csv", "csv"), records=r) for i, r in enumerate(files)]
    try:
        found = build(given_files)
    except DiagnoseError as error:
        assert error.hint
        return
    for one in found:
        assert len({s.name for s in one.series}) == len(one.series)
        assert len(one.series) == len(one.logged)
        for s in one.series:
            assert len(s.x) == len(s.y) == len(s.line)
            assert all(len(a) == len(s.x) for a in s.also.values())


@settings(max_examples=30, deadline=None)
@given(st.permutations(["epoch", "loss", "val_loss", "lr", "acc", "note"]))
def test_the_order_of_columns_changes_nothing_but_the_order(order: list[str]) -> None:
    columns = {
        "epoch": EPOCHS,
        "loss": [4, 3, 2, 1],
        "val_loss": [4, 3, 3, 3],
        "lr": [1, 1, 1, 1],
        "acc": [0, 1, 2, 3],
        "note": [7, 7, 8, 8],
    }
    found = run(table(**{name: columns[name] for name in order}))
    plain = run(table(**columns))
    assert {s.name: (s.role, s.x.tolist(), s.y.tolist()) for s in found.series} == {
        s.name: (s.role, s.x.tolist(), s.y.tolist()) for s in plain.series
    }
    assert found.axis == plain.axis == "epoch"


def test_several_runs_of_one_file_keep_their_names() -> None:
    records = [
        NewRun(1, "resnet"),
        *table(epoch=[1, 2], loss=[2, 1]),
        NewRun(4, "vgg"),
        *table(epoch=[1, 2], loss=[2, 1]),
    ]
    assert [r.name for r in runs(records)] == ["resnet", "vgg"]


def test_files_that_follow_on_each_other_are_stretches_of_one_series() -> None:
    def epoch(e: int) -> FileRecords:
        return file(
            table(epoch=[e], training_loss=[1.0 / e], val_loss=[2.0 / e]), f"metrics_epoch_{e}.json", "allennlp"
        )

    found = run(epoch(3), epoch(1), epoch(2))
    assert [(s.name, s.x.tolist()) for s in found.series] == [("training_loss", [1, 2, 3]), ("val_loss", [1, 2, 3])]
    assert len(found.sources) == 3


def test_an_event_file_after_a_resume_overwrites_the_steps_it_repeats() -> None:
    first = table(step=[0, 10, 20, 30], loss=[4, 3, 2, 9])
    second = table(step=[20, 30, 40], loss=[2.5, 2, 1])
    found = run(file(first, "logs/events.1", "tfevents"), file(second, "logs/events.2", "tfevents"))
    assert found.series[0].y.tolist() == [4, 3, 2.5, 2, 1]
    assert len(found.logged[0]) == 7


def test_files_that_contradict_each_other_are_different_runs() -> None:
    found = runs(
        file(table(epoch=EPOCHS, loss=[4, 3, 2, 1]), "fold0.csv"),
        file(table(epoch=EPOCHS, loss=[5, 4, 3, 3]), "fold1.csv"),
    )
    assert [len(r.series) for r in found] == [1, 1]
    assert [r.name for r in found] == ["fold0", "fold1"]


def test_a_console_log_without_values_lends_its_events_to_the_run() -> None:
    found = run(
        file(table(epoch=EPOCHS, loss=[4, 3, 2, 1])), file([Event("traceback", 7, "ValueError")], "out.log", "text")
    )
    assert [e.kind for e in found.events] == ["traceback"]
    assert [s.path for s in found.sources] == ["run.csv", "out.log"]


def test_lines_not_understood_are_kept_up_to_a_bound_and_counted_beyond() -> None:
    records = [*(Unread(i, "noise") for i in range(500)), *table(epoch=EPOCHS, loss=[4, 3, 2, 1])]
    assert len(run(records).unread) == 201
    assert run(records).unread[-1].reason.startswith("300 more")


def test_a_bare_metric_that_another_file_calls_by_its_split_is_that_one() -> None:
    full = file(table(epoch=EPOCHS, train_loss=[4, 3, 2, 1], val_r2=[-4, -1, 0.1, 0.2]), "epochs.csv")
    found = run(full, file(table(epoch=[1, 2, 4], r2=[-4, -1, 0.2]), "table.csv"))
    assert {s.name: s.role.name for s in found.series} == {"train_loss": "train_loss", "val_r2": "val_metric"}


def test_shares_that_rose_within_the_first_third_are_no_losses() -> None:
    share = [0.3, 0.73, 0.93, *[0.99] * 17]
    log = table(
        epoch=list(range(1, 21)), Loss=[1.4 * 0.9**i for i in range(20)], Train=share, Val=[x - 0.02 for x in share]
    )
    found = {s.name: s.role.name for s in run(file(log, "a.csv")).series}
    assert found == {"Loss": "train_loss", "Train": "train_metric", "Val": "val_metric"}
    falls = table(epoch=list(range(1, 21)), Train=[0.9**i for i in range(20)], Val=[0.9**i + 0.1 for i in range(20)])
    assert {s.role.name for s in run(file(falls, "a.csv")).series} == {"train_loss", "val_loss"}
