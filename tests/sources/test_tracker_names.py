"""Runs bear the names that their authors gave them in the tracker, else a short id."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.sources.target import Target
from run_diagnose.sources.tracker_names import with_tracker_name

ID = "36e018f8a53a42b58f2d69f00ddb8e04"


def mlflow(top: Path, meta: str, tag: str = "") -> Target:
    run = top / "1" / ID
    for folder in ("metrics", "tags"):
        (run / folder).mkdir(parents=True)
    (run / "metrics" / "loss").write_text("1665971353236 1.0 1\n", encoding="utf-8")
    (run / "meta.yaml").write_text(meta, encoding="utf-8")
    if tag:
        (run / "tags" / "mlflow.runName").write_text(tag, encoding="utf-8")
    return Target(name=f"{ID}/metrics", logs=((run / "metrics" / "loss").as_posix(),))


@pytest.mark.parametrize(
    ("meta", "tag", "name"),
    [
        ("run_id: x\nrun_name: wide net\nstatus: 3\n", "", "wide net"),
        ("run_name: 'wide: net'\n", "", "wide: net"),
        ("run_id: x\n", "from the tag", "from the tag"),
        ("run_name: ''\n", "", "36e018f8"),
        ('run_name: "a\\tb\x1b[31m"\n', "", "36e018f8"),  # what a terminal would obey is no name
    ],
)
def test_a_run_of_mlflow_bears_its_name(tmp_path: Path, meta: str, tag: str, name: str) -> None:
    assert with_tracker_name(mlflow(tmp_path, meta, tag)).name == name


def test_a_run_of_wandb_without_a_name_bears_its_id() -> None:
    log = "wandb/offline-run-20240101_120000-4rl599hd/run-4rl599hd.wandb"
    assert with_tracker_name(Target(name="offline-run-20240101_120000-4rl599hd", logs=(log,))).name == "4rl599hd"


def test_other_runs_keep_their_names(tmp_path: Path) -> None:
    for target in (
        Target(name="a", logs=("metrics/a.csv",)),
        Target(name="stdin", logs=("-",)),
        Target(name="far", logs=("s3://bucket/mlruns/1/x/metrics/loss",)),
        Target(name="none", logs=()),
    ):
        assert with_tracker_name(target) is target
