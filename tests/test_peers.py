"""What other readers of training logs get wrong, each as a case of ours: a log half understood is never called fine."""

from __future__ import annotations

import importlib.metadata
import itertools
import math
import subprocess
import sys
from pathlib import Path

import pytest

from run_diagnose.cli.status import status
from run_diagnose.model.report import Report, RunReport
from run_diagnose.pipeline import diagnose, read
from run_diagnose.version import __version__

EPOCHS = range(1, 41)


def train(i: int) -> float:
    return 0.3 + 2 / i + 0.004 * ((i * 7) % 5)


def val(i: int) -> float:
    return 0.4 + 2 / i + 0.01 * ((i * 3) % 5)


def overfit(i: int) -> float:
    return val(i) + max(0, i - 15) * 0.05


def table(separator: str, names: tuple[str, str, str] = ("epoch", "train_loss", "val_loss")) -> str:
    rows = [separator.join((str(i), f"{train(i):.4f}", f"{val(i):.4f}")) for i in EPOCHS]
    return "\n".join([separator.join(names), *rows]) + "\n"


def report_on(folder: Path, text: str, name: str = "run.csv") -> Report:
    (folder / name).write_text(text, "utf-8")
    return diagnose([(folder / name).as_posix()])


def only(report: Report) -> RunReport:
    assert not report.errors
    (run,) = report.runs
    return run


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("semicolons.csv", table(";")),
        ("tabs.tsv", table("\t")),
        ("commas.csv", table(";").replace(".", ",")),
        ("print.log", "".join(f"Epoch {i}: train_loss {train(i):.4f}, val_loss {val(i):.4f}\n" for i in EPOCHS)),
        ("key-value.txt", "".join(f"epoch={i} train_loss={train(i):.4f} val_loss={val(i):.4f}\n" for i in EPOCHS)),
    ],
)
def test_a_log_in_another_dress_is_read_to_its_last_number(tmp_path: Path, name: str, text: str) -> None:
    run = only(report_on(tmp_path, text, name))
    assert {s.role: (s.points, s.last) for s in run.series} == {
        "train_loss": (40, pytest.approx(train(40), abs=1e-4)),
        "val_loss": (40, pytest.approx(val(40), abs=1e-4)),
    }


@pytest.mark.parametrize(
    "text",
    [
        "epoch,alpha,beta\n" + "".join(f"{i},{i * 2},{i * 3}\n" for i in EPOCHS),
        "".join(f"Epoch {i} of 40 done, all well\n" for i in EPOCHS),
        "".join(f'{{"epoch": {i}, "alpha": {i * 2}}}\n' for i in EPOCHS),
        "name;comment\nrun;fine\nother;fine too\n",
    ],
)
def test_a_file_without_a_loss_or_metric_is_refused_and_never_called_fine(tmp_path: Path, text: str) -> None:
    report = report_on(tmp_path, text, "run.log")
    assert not report.runs
    assert report.errors[0].hint
    assert status(report, "never") == 2


def test_a_log_without_a_training_loss_is_judged_by_what_it_has(tmp_path: Path) -> None:
    run = only(report_on(tmp_path, "epoch,val_loss\n" + "".join(f"{i},{val(i):.4f}\n" for i in EPOCHS)))
    assert [s.role for s in run.series] == ["val_loss"]
    assert run.verdict in ("healthy", "undetermined")


def test_a_log_in_which_nothing_can_be_judged_says_so(tmp_path: Path) -> None:
    run = only(report_on(tmp_path, "epoch,train_loss,val_loss\n1,0.9,0.9\n"))
    assert run.verdict == "undetermined"


@pytest.mark.parametrize("cell", ["-", "None", "#NUM!", "", "N/A"])
def test_a_column_that_turns_into_placeholders_is_no_healthy_run(tmp_path: Path, cell: str) -> None:
    rows = [
        f"{i},{train(min(i, 60)):.4f},{val(i) if i < 60 else cell},{0.9 - 1 / i if i < 60 else cell}"
        for i in range(1, 91)
    ]
    run = only(report_on(tmp_path, "\n".join(["epoch,train_loss,val_loss,val_r2", *rows]) + "\n"))
    assert {s.name: s.points for s in run.series}["val_loss"] == 59
    said = " ".join([*(f.message for f in run.findings), *run.notes])
    assert "val_loss" in said or "val_r2" in said


def test_a_runtime_column_does_not_make_a_log_a_trackers_export(tmp_path: Path) -> None:
    text = "epoch,eval_loss,eval_runtime,_runtime\n" + "".join(f"{i},{val(i):.4f},12.{i},{i * 9}\n" for i in EPOCHS)
    run = only(report_on(tmp_path, text))
    assert (run.axis.name, {s.name: s.role for s in run.series}["eval_loss"]) == ("epoch", "val_loss")


def test_the_best_epoch_is_the_logs_own_number_not_that_of_its_row(tmp_path: Path) -> None:
    rows = "".join(f"{i},{train(i):.4f},{0.5 + abs(i - 37) / 50:.4f}\n" for i in EPOCHS)
    run = only(report_on(tmp_path, "epoch,train_loss,val_loss\n" + rows))
    assert {s.name: s.best_at for s in run.series}["val_loss"] == 37


def test_the_counter_of_a_progress_bar_is_the_step(tmp_path: Path) -> None:
    losses = {n: "nan" if n >= 14538 else f"{1 + 100 / n:.3f}" for n in range(38, 29077, 500)}
    bars = "\r".join(
        f"Training:  {n // 291}%|#####     | {n}/29077 [02:11<02:12, 110.2it/s, loss={loss}]"
        for n, loss in losses.items()
    )
    (tmp_path / "bar.log").write_text(bars + "\n", "utf-8")
    (run,) = read((tmp_path / "bar.log").as_posix())
    (loss,) = run.logged
    assert loss.axis == "step"
    assert loss.x[[math.isnan(y) for y in loss.y]][0] == 14538


@pytest.mark.parametrize("name", ["loss", "train_loss", "train/loss", "training loss", "Loss/train", "train_loss_step"])
def test_a_nan_is_seen_whatever_the_loss_is_called(tmp_path: Path, name: str) -> None:
    text = f"epoch,{name}\n" + "".join(f"{i},{'nan' if i > 30 else f'{train(i):.4f}'}\n" for i in EPOCHS)
    found = [f for f in only(report_on(tmp_path, text)).findings if f.kind == "nan"]
    assert found
    assert found[0].onset is not None
    assert found[0].onset.value == 31


def test_overfitting_is_dated_where_the_curves_part_not_at_the_first_step(tmp_path: Path) -> None:
    rows = "".join(f"{i},{train(i):.4f},{overfit(i):.4f}\n" for i in EPOCHS)
    found = [f for f in only(report_on(tmp_path, "epoch,train_loss,val_loss\n" + rows)).findings if f.onset]
    assert {f.kind for f in found} & {"overfitting", "trained_past_best"}
    assert all(10 <= f.onset.value <= 30 for f in found if f.kind == "overfitting" and f.onset)


def test_the_axis_does_not_depend_on_the_order_of_several_step_columns(tmp_path: Path) -> None:
    columns = {"step": 10, "global_step": 100, "iteration": 5, "train_loss": 0}
    axes = set()
    for names in itertools.permutations(columns):
        rows = [[f"{train(i):.4f}" if n == "train_loss" else str(i * columns[n]) for n in names] for i in EPOCHS]
        (tmp_path / "run.csv").write_text("\n".join(",".join(r) for r in [list(names), *rows]) + "\n", "utf-8")
        (run,) = read((tmp_path / "run.csv").as_posix())
        axes.add((run.axis, tuple(run.series[0].x)))
    assert len(axes) == 1


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_log_of_nothing_but_broken_numbers_is_reported_not_raised(tmp_path: Path, value: str) -> None:
    text = "epoch,train_loss,val_loss\n" + "".join(f"{i},{value},{value}\n" for i in EPOCHS)
    run = only(report_on(tmp_path, text))
    assert run.verdict != "healthy"


def test_an_unreadable_input_leaves_status_two_and_the_others_reported(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(table(","), "utf-8")
    bad.write_text("", "utf-8")
    for paths in ([good.as_posix(), bad.as_posix()], [(tmp_path / "*.csv").as_posix()]):
        report = diagnose(paths)
        assert [run.name for run in report.runs] == ["good"]
        assert [error.path for error in report.errors] == [bad.as_posix()]
        assert status(report, "error") == 2


def test_the_printed_version_is_that_of_the_package() -> None:
    assert __version__ == importlib.metadata.version("run-diagnose")


def test_a_reader_that_leaves_early_gets_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "run.csv").write_text(table(","), "utf-8")
    command = [sys.executable, "-m", "run_diagnose", "check", "run.csv", "--format", "html", "--isolated"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
