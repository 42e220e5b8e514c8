"""Words and numbers that look like trouble and are none: nobody is to be alarmed by them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from run_diagnose.model.report import RunReport
from run_diagnose.pipeline import diagnose

chance = random.Random(4)
EPOCHS = range(1, 41)
TRAIN = {i: 0.3 + 1.6 / i**0.7 + chance.gauss(0, 0.004) for i in EPOCHS}
VAL = {i: 0.4 + 1.6 / i**0.7 + chance.gauss(0, 0.006) for i in EPOCHS}


def run_of(folder: Path, text: str, name: str = "train.log") -> RunReport:
    (folder / name).write_text(text, "utf-8")
    report = diagnose([(folder / name).as_posix()])
    assert not report.errors
    (run,) = report.runs
    return run


def alarms(run: RunReport) -> list[str]:
    return [f"{f.rule}: {f.message}" for f in run.findings if f.severity.value != "note"]


def table(columns: Mapping[str, Callable[[int], object]]) -> str:
    """A column for every name, printed as it comes."""
    rows = [[str(i), *(str(value(i)) for value in columns.values())] for i in EPOCHS]
    return "\n".join(",".join(row) for row in [["epoch", *columns], *rows]) + "\n"


@pytest.mark.parametrize(
    "columns",
    [
        {
            "train_loss": lambda i: TRAIN[i],
            "val_loss": lambda i: VAL[i],
            "bbox/AP-small": lambda i: "nan",
            "bbox/AP": lambda i: 1 - VAL[i] / 2,
        },
        {"train_loss": lambda i: TRAIN[i], "val_loss": lambda i: VAL[i], "AP_nan": lambda i: 1 - VAL[i] / 2},
        {"train_loss": lambda i: TRAIN[i] - 2, "val_loss": lambda i: VAL[i] - 2},
        {"train_loss": lambda i: TRAIN[i] * 50, "val_loss": lambda i: VAL[i] * 50, "val_cer": lambda i: 0.4 + VAL[i]},
        {
            "train/box_loss": lambda i: TRAIN[i],
            "train/cls_loss": lambda i: 0,
            "val/box_loss": lambda i: VAL[i],
            "val/cls_loss": lambda i: 0,
            "lr/pg0": lambda i: max(0.1 - 0.03 * i, 0.01),
            "lr/pg1": lambda i: 0.01 * min(i / 3, 1),
        },
    ],
    ids=["absent-class", "class-nan", "negative-losses", "cer-above-one", "bias-group-warm-up"],
)
def test_odd_but_healthy_columns_raise_no_alarm(tmp_path: Path, columns: dict[str, Callable[[int], object]]) -> None:
    assert alarms(run_of(tmp_path, table(columns), "log.csv")) == []


def test_an_explained_variance_that_is_nan_while_a_policy_learns_is_no_alarm(tmp_path: Path) -> None:
    text = "time/total_timesteps,rollout/ep_rew_mean,train/explained_variance,train/value_loss\n" + "".join(
        f"{i * 2048},{200 - 190 / i:.2f},nan,{TRAIN[i] * 30:.3f}\n" for i in EPOCHS
    )
    assert [a for a in alarms(run_of(tmp_path, text, "progress.csv")) if "explained" in a or "not a number" in a] == []


def lines(extra: str = "") -> str:
    return "".join(f"{extra}Epoch {i}: train_loss {TRAIN[i]:.4f}, val_loss {VAL[i]:.4f}\n" for i in EPOCHS)


@pytest.mark.parametrize(
    "head",
    [
        "check-nan: true\ndetect_anomaly: False\nnan_policy: skip\n",
        "train_loss: inf\nbest_val_loss: inf\n",
        "args: Namespace(lr=0.1, check_nan=True, early_stopping=10, best_loss=inf)\n",
        "Warning: gradient overflow is handled by the scaler, out of memory: 0\n",
        "Loaded 5 classes: nan, cat, dog, inf, bird\n",
    ],
    ids=["settings", "sentinels", "namespace", "advice", "class-names"],
)
def test_words_of_trouble_in_front_of_a_healthy_run_are_no_trouble(tmp_path: Path, head: str) -> None:
    run = run_of(tmp_path, head + lines())
    assert alarms(run) == []
    assert {s.name: (s.points, s.nonfinite) for s in run.series}["train_loss"] == (40, 0)


def test_a_class_called_nan_in_every_evaluation_is_a_class(tmp_path: Path) -> None:
    text = "".join(
        f"Epoch {i}: train_loss {TRAIN[i]:.4f}, val_loss {VAL[i]:.4f}\nnan  tp: {i} - fp: 3 - fn: 2\n" for i in EPOCHS
    )
    assert alarms(run_of(tmp_path, text)) == []
